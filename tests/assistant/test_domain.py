"""The quick reader reads what Rasa reads, and finds fault with the same."""

import tarfile

import pytest
import yaml
from rasa.shared.exceptions import YamlException
from rasa.shared.utils import io, validation

from bot.assistant.domain import domain_read_once
from bot.assistant.model import train
from bot.assistant.reading import Reader, checked_quickly
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


NLU = "shared/nlu/training_data/schemas/nlu.yml"
WRONG = (
    "nlu:\n- intent: greet\n  examples: 7\n",
    "nlu:\n- intent: [greet\n",
    "nlu:\n- itent: greet\n  examples: |\n    - hi\n",
)


@pytest.mark.parametrize("content", WRONG)
def test_what_is_wrong_is_told_as_rasa_tells_it(content: str) -> None:
    with pytest.raises(YamlException) as own:
        validation.validate_yaml_schema(content, NLU)
    with checked_quickly(), pytest.raises(YamlException) as quick:
        validation.validate_yaml_schema(content, NLU)
    assert str(quick.value) == str(own.value)


def test_what_is_right_is_not_read_by_rasas_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    check = validation.validate_yaml_schema
    monkeypatch.setattr(io, "read_yaml", None)
    with checked_quickly():
        validation.validate_yaml_schema("nlu:\n- intent: greet\n  examples: |\n    - hi\n", NLU)
    assert validation.validate_yaml_schema is check
