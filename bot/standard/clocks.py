"""Deadlines. A clock's state is computed from when it started, when it stopped, and now; nothing is stored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal, Protocol

from pydantic import Field, root_validator

from bot.standard.entry import Clauses, Entry, Limit, NamedEntry

State = Literal["running", "at_risk", "overdue", "met", "missed"]


class Warning(Entry):
    """G-06: who is told when this share of a limit, in percent, has passed."""

    at: int = Field(gt=0)
    tells: tuple[Literal["assignee", "owner", "supervisor", "manager"], ...]
    clauses: Clauses = ()


class Scope(Entry):
    kinds: tuple[str, ...]
    levels: tuple[Literal["ordinary", "major", "urgent"], ...] = ()
    feature: str | None = None

    def covers(self, kind: str, level: str, features: Collection[str]) -> bool:
        if kind not in self.kinds or (self.feature and self.feature not in features):
            return False
        # A callback has no level of its own: `levels` divides only what has one.
        return not self.levels or level in self.levels


class ClockRule(NamedEntry):
    limit: Limit
    calendar: Literal["wall", "agent_hours", "working_days"]
    start: tuple[str, ...]
    stop: tuple[str, ...]
    scope: Scope = Field(alias="for")
    restarts: bool = False
    active: bool = True
    critical: bool = False

    @root_validator(skip_on_failure=True)
    def _unit_fits_calendar(cls, values: dict[str, Any]) -> dict[str, Any]:
        limit, calendar = values["limit"], values["calendar"]
        if (limit.unit == "working_days") != (calendar == "working_days"):
            raise ValueError(f"a limit in {limit.unit} does not go with the calendar {calendar}")
        if calendar == "agent_hours" and limit.unit == "days":
            raise ValueError("state a limit of agents' hours in hours: a day of them has no fixed length")
        return values


class Calendar(Protocol):
    def after(self, start: datetime, limit: Limit, share: float = 1.0) -> datetime:
        """The moment at which `share` of the limit has passed since `start`."""


class WallTime:
    """Every hour counts."""

    def after(self, start: datetime, limit: Limit, share: float = 1.0) -> datetime:
        return start.astimezone(timezone.utc) + limit.length * share


@dataclass(frozen=True)
class Clock:
    """A deadline of the standard together with the calendar it runs on."""

    id: str
    rule: ClockRule
    calendar: Calendar
    warnings: tuple[Warning, ...]

    @property
    def limit(self) -> Limit:
        return self.rule.limit

    def name(self, language: str) -> str:
        return self.rule.name(language)

    def due(self, start: datetime) -> datetime:
        return self.calendar.after(start, self.limit)

    def warned_at(self, start: datetime) -> dict[int, datetime]:
        """When each warning of G-06 falls, by its percentage."""
        return {warning.at: self.calendar.after(start, self.limit, warning.at / 100) for warning in self.warnings}

    def state(self, start: datetime, now: datetime, stopped: datetime | None = None) -> State:
        """The limit is kept up to and including the moment it is due."""
        if stopped is not None:
            return "met" if stopped <= self.due(start) else "missed"
        if now > self.due(start):
            return "overdue"
        return "at_risk" if self.reached(start, now) else "running"

    def reached(self, start: datetime, now: datetime) -> int:
        """The highest warning that has fallen, in percent; 0 for none."""
        return max((share for share, moment in self.warned_at(start).items() if moment <= now), default=0)
