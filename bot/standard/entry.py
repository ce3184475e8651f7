"""What every entry of the standard has in common: it cannot be changed, and it knows its name in both languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from pydantic import BaseModel

Clauses = tuple[str, ...]

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}  # in seconds
_UNIT_NAMES = {
    "seconds": ("秒", "second"),
    "minutes": ("分钟", "minute"),
    "hours": ("小时", "hour"),
    "days": ("天", "day"),
    "working_days": ("个工作日", "working day"),
}


class Entry(BaseModel):
    class Config:
        frozen = True
        extra = "forbid"
        arbitrary_types_allowed = True


class Named(Entry):
    zh: str
    en: str

    def name(self, language: str) -> str:
        """`language`: zh, zh-Hant (given in Simplified; replies are converted as a whole) or en."""
        return self.en if language == "en" else self.zh


class NamedEntry(Named):
    clauses: Clauses = ()


@dataclass(frozen=True)
class Limit:
    """A length of time as the standard states it, such as `15 minutes` or `7 working_days`."""

    amount: int
    unit: str

    @cached_property
    def length(self) -> timedelta:
        """Not for working days, whose length depends on the calendar."""
        return timedelta(seconds=self.amount * UNITS[self.unit])

    def say(self, language: str) -> str:
        zh, en = _UNIT_NAMES[self.unit]
        if language != "en":
            return f"{self.amount}{zh}"
        return f"{self.amount} {en}{'' if self.amount == 1 else 's'}"

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], "Limit"]]:
        yield cls.read

    @classmethod
    def read(cls, value: Any) -> "Limit":
        if isinstance(value, Limit):
            return value
        found = re.fullmatch(r"(\d+) (second|minute|hour|day|working_day)s?", str(value))
        if not found or int(found[1]) < 1:
            raise ValueError(f"{value!r} is no limit; write a number and a unit, such as '15 minutes'")
        return cls(int(found[1]), found[2] + "s")
