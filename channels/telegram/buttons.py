"""What stands behind an inline button: which message's which option, and nothing of what it means."""

import re

from bot.reception import Choice

_CHOICE = re.compile(r"(\d{1,9}):(\d{1,2})", re.ASCII)
_RATING = re.compile(r"rate:([1-5])", re.ASCII)


def choice_data(seq: int, option: int) -> str:
    """At most 64 bytes, says Telegram. `option` counts from 0."""
    return f"{seq}:{option}"


def rating_data(score: int) -> str:
    return f"rate:{score}"


def choice_of(data: str | None) -> Choice | None:
    found = _CHOICE.fullmatch(data or "")
    return Choice(int(found[1]), int(found[2])) if found else None


def rating_of(data: str | None) -> int | None:
    found = _RATING.fullmatch(data or "")
    return int(found[1]) if found else None
