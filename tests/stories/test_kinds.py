"""Every topic is tried in every kind of conversation, in both languages."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

KINDS = ("happy", "changes mind", "digresses", "asks for a person", "angry")
EDGE = "edge"  # a story that is none of these, about one turn of it
LANGUAGES = ("zh", "en")

TOPICS = (
    "appointment",
    "booking",
    "callback",
    "complaint",
    "conversation",
    "faq",
    "fault",
    "progress",
    "request",
    "suggestion",
)


def _stories(file: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(file.read_text(encoding="utf-8")))


HERE = Path(__file__).parent
STORIES = [story for file in sorted(HERE.glob("test_*.yml")) for story in _stories(file)]

_HAN = re.compile("[\u4e00-\u9fff]")


def _language(story: dict[str, Any]) -> str:
    return str(story.get("language", "zh"))


def _typed(story: dict[str, Any]) -> str:
    return "\n".join(str(step["customer"]) for step in story["steps"] if "customer" in step)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_every_kind_of_story_in_both_languages(topic: str) -> None:
    told = Counter((story["kind"], _language(story)) for story in _stories(HERE / f"test_{topic}.yml"))
    missing = [f"{kind} ({language})" for kind in KINDS for language in LANGUAGES if not told[kind, language]]
    assert not missing, f"tests/stories/test_{topic}.yml has no story: {', '.join(missing)}"


def test_every_story_says_what_it_is_and_does_not_share_its_name() -> None:
    named = Counter(story["story"] for story in STORIES)
    assert [name for name, times in named.items() if times > 1] == []
    for story in STORIES:
        assert set(story) <= {"story", "kind", "language", "now", "steps"}, story["story"]
        assert story["kind"] in (*KINDS, EDGE) and _language(story) in LANGUAGES, story["story"]


def test_a_story_is_told_in_the_language_that_it_is_counted_for() -> None:
    for story in STORIES:
        if story["kind"] != EDGE:
            assert bool(_HAN.search(_typed(story))) == (_language(story) == "zh"), story["story"]


def test_those_who_ask_for_a_person_or_are_angry_reach_one() -> None:
    """By the queue, or outside the agents' hours by a callback: a story that shows neither proves nothing."""
    for story in STORIES:
        if story["kind"] in ("asks for a person", "angry"):
            steps = story["steps"]
            said = {key for step in steps for key in step.get("expect", [])}
            queued = any(step.get("holder") == "queue" for step in steps)
            assert queued or any(key.startswith("utter_handoff_closed") for key in said), story["story"]
