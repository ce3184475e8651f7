"""What stands behind a button, and what a number typed below numbered choices means: never what the button does."""

import re
import unicodedata
from collections.abc import Sequence

from bot.reception import Choice
from bot.transcript import Message

_CHOICE = re.compile(r"desk:(\d{1,9}):(\d{1,2})", re.ASCII)
_RATING = re.compile(r"desk:rate:([1-5])", re.ASCII)
_NUMBER = re.compile(r"(\d{1,2})[.。)）、]?", re.ASCII)
SCORES = range(1, 6)


def choice_token(seq: int, option: int) -> str:
    """`option` counts from 0."""
    return f"desk:{seq}:{option}"


def rating_token(score: int) -> str:
    return f"desk:rate:{score}"


def choice_of(text: str) -> Choice | None:
    found = _CHOICE.fullmatch(text.strip())
    return Choice(int(found[1]), int(found[2])) if found else None


def rating_of(text: str) -> int | None:
    found = _RATING.fullmatch(text.strip())
    return int(found[1]) if found else None


def number_of(text: str) -> int | None:
    """“2”, “２”, “2.”: as people answer a numbered list."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def asked_last(messages: Sequence[Message]) -> Message | None:
    """The choice or rating that a number answers: the latest one since the customer's last word."""
    for message in reversed(messages):
        if message.author == "customer":
            return None
        if message.extras.get("buttons") or message.extras.get("rating"):
            return message
    return None
