"""The quick reader of the model's domain reads what Rasa reads."""

import tarfile

import pytest
import yaml
from rasa.shared.utils import io

from bot.assistant.domain import Reader, domain_read_once
from bot.assistant.model import train
from bot.settings import settings


def quickly(text: str) -> object:
    return yaml.load(text, Reader)


def test_the_trained_domain_is_read_as_rasa_reads_it() -> None:
    with tarfile.open(train(settings())) as model:
        name = next(one for one in model.getnames() if one.endswith("domain.yml"))
        content = model.extractfile(name).read().decode()
    assert quickly(content) == io.read_yaml(content)


WORDS = ("on", "no", "12:30", "true", "False", "~", "null", "", "7", "-3", "0", "1.5", ".5", "2e3", "1_000", "a1", "1a")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_what_it_is_to_rasa(word: str) -> None:
    assert quickly(f"it: {word}") == io.read_yaml(f"it: {word}")


def test_afterwards_rasa_reads_by_itself_again() -> None:
    own = io.read_yaml
    with domain_read_once():
        assert io.read_yaml is not own
        first, second = io.read_yaml("a: [1]"), io.read_yaml("a: [1]")
        first["a"].append(2)
        assert second == {"a": [1]}, "each reader has a value of its own"
    assert io.read_yaml is own
