"""Calling the customer again after the service (S4-4.2-a, FLOW-CALLBACK): when, how often, and what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Literal

from pydantic import Field, validator

from bot.standard.clocks import Clock
from bot.standard.entry import Clauses, Entry, Limit, NamedEntry
from bot.standard.hours import WEEKDAYS, AgentsHours, Hours, Period
from bot.standard.plain import fold
from bot.standard.signals import Signals

# A contact that has to come before the end of a day is not put on its very last minute.
MARGIN = timedelta(minutes=30)


class Phase(NamedEntry):
    """`clock`: what it must not be later than; `after`: not sooner, so that the solution can prove itself."""

    clock: str
    after: Limit
    attempts: int = Field(ge=1, le=9)


class CallbackPlan(Entry):
    """`says`: answers in words, the whole message. `hours`: local periods in which customers may be contacted.

    `late_until`: how long after its limit a callback is still made up for, say after the desk was away."""

    clauses: Clauses = ()
    hours: tuple[Period, ...]
    again_after: Limit
    late_until: Limit
    phases: tuple[Phase, ...]
    asks: dict[str, NamedEntry]
    says: dict[Literal["solved", "not_solved"], Signals]

    @validator("hours")
    def _some(cls, hours: tuple[Period, ...]) -> tuple[Period, ...]:
        if not hours:
            raise ValueError("customers must be reachable at some time of the day")
        return hours

    @validator("phases")
    def _three(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        if len(phases) != 3:
            raise ValueError("the plan has three phases (S4-4.2-a)")
        return phases

    def phase(self, number: int) -> Phase:
        """From 1."""
        return self.phases[number - 1]

    def meant(self, text: str) -> str | None:
        """solved | not_solved, where a customer's words say nothing but that."""
        return next((key for key, signals in self.says.items() if signals.found(fold(text.strip()))), None)

    def contact_hours(self, like: Hours) -> Hours:
        """In the zone of the agents' hours, every day alike."""
        weekly: dict[str, Any] = dict.fromkeys(WEEKDAYS, self.hours)
        return Hours(AgentsHours(weekly=weekly), like.zone, like.working_days)


@dataclass(frozen=True)
class Planned:
    """One callback of one solution. `since`: when what it follows happened; `at`: when the customer is contacted;
    `due`: the latest that the standard allows."""

    phase: int
    since: datetime
    at: datetime
    due: datetime


def planned(number: int, phase: Phase, clock: Clock, since: datetime, hours: Hours) -> Planned:
    """In contact hours, after the phase's `after`; before its limit, if need be in the last hours that allow it."""
    due, wanted = clock.due(since), hours.next_opening(since + phase.after.length)
    if wanted > due - MARGIN:
        wanted = max(_before(since, due, hours), default=wanted)
    return Planned(number, since, wanted, due)


def _before(since: datetime, due: datetime, hours: Hours) -> Iterator[datetime]:
    for opens, closes in takewhile(lambda span: span[0] < due, hours.spans(since)):
        yield max(min(closes, due) - MARGIN, opens, since)
