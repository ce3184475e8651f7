"""What an agent need not type: the canned replies of `data/console/canned.yml`, and behind them the answers that the
assistant gives (S1-7.2-b): whoever takes over says the same."""

from functools import lru_cache
from typing import Any

import yaml

from bot.phrases import Phrases
from bot.settings import ROOT

CANNED = ROOT / "data" / "console" / "canned.yml"
TITLE, ANSWER = "utter_title_faq_", "utter_faq_"
LANGUAGES = ("zh", "en")


@lru_cache(maxsize=1)
def canned_replies(phrases: Phrases) -> list[dict[str, Any]]:
    """[{"key", "topic", "title": {zh, en}, "text": {zh, en}}]; {placeholders} are for the agent to fill in."""
    written = yaml.safe_load(CANNED.read_text(encoding="utf-8"))
    return [*({"key": key, **reply} for key, reply in written["canned"].items()), *_answers(phrases)]


def _answers(phrases: Phrases) -> list[dict[str, Any]]:
    """The frequent questions, by the titles of their buttons, with the standard's figures put in."""
    names = [title.removeprefix(TITLE) for title in phrases.beginning(TITLE)]
    return [
        {
            "key": f"faq_{name}",
            "topic": "answer",
            "title": {language: phrases.say(TITLE + name, language) for language in LANGUAGES},
            "text": {language: phrases.say(ANSWER + name, language) for language in LANGUAGES},
        }
        for name in names
    ]
