"""A form of the standard as it comes in: bounded here, held against the standard by the ticket."""

import re
from typing import Any

from pydantic import validator

from bot.standard.forms import LONGEST
from channels.console.asked import Payload
from channels.payload import NUMBER_MAX, storable

MOST_FIELDS = 40
MOST_CHOICES = 40
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


class Filled(Payload):
    """`data`: a text, a whole number, a tick, or a list of choices for each field."""

    data: dict[str, Any] = {}

    @validator("data")
    def bounded(cls, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) > MOST_FIELDS:
            raise ValueError(f"at most {MOST_FIELDS} fields")
        for name, value in given.items():
            if not NAME.fullmatch(name):
                raise ValueError("a field has another name")
            if not _is_answer(value):
                raise ValueError(f"{name} is no answer")
        return given


def _is_answer(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return 0 <= value <= NUMBER_MAX
    if isinstance(value, str):
        return len(value) <= LONGEST and storable(value)
    return isinstance(value, list) and len(value) <= MOST_CHOICES and all(_is_key(one) for one in value)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and bool(NAME.fullmatch(value))
