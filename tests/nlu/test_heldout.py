"""The held-out sentences say what the training says in other words, so the floors are those of hard cases."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot.nlu.folding import HAN
from bot.settings import ROOT

Understand = Callable[[str], dict[str, Any]]

LEAST_RIGHT = {"zh": 0.77, "en": 0.69}  # first guess, faq with its topic
LEAST_REFUSED = 0.75  # of what is out of scope
MOST_WRONG = 0.16  # answered, and with something else than was asked
LEAST_ANGRY = {"precision": 0.80, "recall": 0.70}
LEAST_NEUTRAL = 0.93


@dataclass(frozen=True)
class Held:
    text: str
    label: str
    emotion: str
    parsed: dict[str, Any]

    @property
    def language(self) -> str:
        return "zh" if re.search(f"[{HAN}]", self.text) else "en"

    @property
    def guess(self) -> str:
        """The best label even where the answer was refused."""
        ranking = self.parsed["intent_ranking"]
        name = next(one["name"] for one in ranking if one["name"] != "nlu_fallback")
        return f"faq/{self.parsed['faq']['topic']}" if name == "faq" else str(name)

    @property
    def refused(self) -> bool:
        return self.parsed["intent"]["name"] == "nlu_fallback"


def sentences() -> Iterator[tuple[str, str, str]]:
    for file in sorted((ROOT / "tests/nlu/heldout").glob("*.yml")):
        for block in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)["nlu"]:
            emotion = block.get("metadata", {}).get("emotion", "neutral")
            for line in block["examples"].splitlines():
                yield line.removeprefix("- "), block["intent"], emotion


@pytest.fixture(scope="module")
def held(understand: Understand) -> list[Held]:
    found = [Held(text, label, emotion, understand(text)) for text, label, emotion in sentences()]
    assert len(found) > 500
    return found


def share(hits: list[bool]) -> float:
    assert len(hits) > 20, "too few sentences to say anything"
    return sum(hits) / len(hits)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_guess_is_mostly_right(held: list[Held], language: str) -> None:
    inside = [one for one in held if one.label != "out_of_scope" and one.language == language]
    assert share([one.guess == one.label for one in inside]) >= LEAST_RIGHT[language]


def test_few_are_answered_with_something_else(held: list[Held]) -> None:
    inside = [one for one in held if one.label != "out_of_scope"]
    assert share([not one.refused and one.guess != one.label for one in inside]) <= MOST_WRONG


def test_what_is_out_of_scope_is_mostly_refused(held: list[Held]) -> None:
    assert share([one.refused for one in held if one.label == "out_of_scope"]) >= LEAST_REFUSED


def test_the_angry_are_found_and_few_others_taken_for_angry(held: list[Held]) -> None:
    taken = [one.emotion == "angry" for one in held if one.parsed["emotion"]["name"] == "angry"]
    angry = [one.parsed["emotion"]["name"] == "angry" for one in held if one.emotion == "angry"]
    assert share(taken) >= LEAST_ANGRY["precision"]
    assert share(angry) >= LEAST_ANGRY["recall"]


def test_the_calm_are_left_calm(held: list[Held]) -> None:
    calm = [one.parsed["emotion"]["name"] == "neutral" for one in held if one.emotion == "neutral"]
    assert share(calm) >= LEAST_NEUTRAL


@pytest.mark.parametrize("text", ["谢谢！！", "太好了!!", "网断了！！", "thanks!!", "YES PLEASE", "HELLO", "help!!!!"])
def test_an_exclamation_alone_is_no_anger(understand: Understand, text: str) -> None:
    assert understand(text)["emotion"]["name"] != "angry"


def test_a_miss_still_says_what_it_might_have_been(understand: Understand) -> None:
    parsed = understand("给我讲个笑话")
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert len(parsed["intent_ranking"]) > 1
    assert len(parsed["faq"]["ranking"]) == 4


def test_all_topics_count_together_as_faq(understand: Understand) -> None:
    parsed = understand("怎么开电子发票")
    assert parsed["intent"]["name"] == "faq"
    assert parsed["faq"]["topic"] == "bill_invoice"
    assert parsed["intent"]["confidence"] >= parsed["faq"]["confidence"]
