"""The quarterly survey (S0-6.3-g, PER-SURVEY): whoever was served in the quarter is asked to rate, once."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import surveys
from bot.errors import Conflict, Invalid
from bot.phrases import Phrases
from bot.reception.rated import ask_in_campaign
from bot.standard import Standard
from bot.store import Store


@dataclass(frozen=True)
class Quarter:
    """`name`: 2026-Q4; from `start` until before `end`."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Outcome:
    """`spared`: found, but asked by somebody else in this moment."""

    asked: int
    spared: int


def quarter(name: str, now: datetime, zone: ZoneInfo) -> Quarter:
    """By its name; an empty one is the present quarter. Raises: Invalid."""
    local = now.astimezone(zone)
    name = name or f"{local.year}-Q{(local.month + 2) // 3}"
    found = re.fullmatch(r"(20\d\d)-Q([1-4])", name)
    if found is None:
        raise Invalid("quarter", f"{name!r} is no quarter; write it like 2026-Q4")
    year, number = int(found[1]), int(found[2])
    start = datetime(year, 3 * number - 2, 1, tzinfo=zone)
    end = datetime(year + 1, 1, 1, tzinfo=zone) if number == 4 else datetime(year, 3 * number + 1, 1, tzinfo=zone)
    return Quarter(name, start, end)


def campaign(store: Store, chosen: Quarter, now: datetime, *, standard: Standard, phrases: Phrases) -> Outcome:
    """Each in a transaction of its own: broken off and begun again, it goes on with those who are left. Who was asked
    to rate in the last days (C-15), for whatever reason, is left out.

    Raises: Conflict "quiet_hours" at times when customers are not contacted."""
    if not standard.contact_hours.open_at(now):
        raise Conflict("quiet_hours", "customers are not contacted at this time of the day (callbacks.hours)")
    with store.reading() as db:
        found = surveys.served(db, standard, chosen.start, chosen.end, now)
    asked = 0
    for conversation_id in found.values():
        with store.writing() as db:
            told: dict[str, Any] = {"standard": standard, "phrases": phrases}
            asked += ask_in_campaign(db, conversation_id, chosen.name, now, **told)
    return Outcome(asked, len(found) - asked)
