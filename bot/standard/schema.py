"""The whole of standard.yml as one object that cannot be changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, validator

from bot.standard import times
from bot.standard.callbacks import CallbackPlan, Planned, planned
from bot.standard.clocks import Calendar, Clock, ClockRule, WallTime, Warning
from bot.standard.commitment import Commitments
from bot.standard.complaint import Complaint
from bot.standard.entry import Clauses, Entry, Named, NamedEntry
from bot.standard.flow import TicketKind
from bot.standard.following import Following
from bot.standard.forms import Form
from bot.standard.guard import GuardRules
from bot.standard.handoff import HandoffRules
from bot.standard.hours import AgentsHours, Hours
from bot.standard.incidents import Due, IncidentRules
from bot.standard.kpis import Kpis
from bot.standard.letters import LetterRules
from bot.standard.priority import Priority
from bot.standard.promises import FirstReply, PromiseRules
from bot.standard.quality import QualityRules
from bot.standard.remedies import RemedyRules
from bot.standard.routing import RoutingRules
from bot.standard.survey import Survey
from bot.standard.wording import Wording
from bot.standard.working_days import WorkingDayRules, WorkingDays

Kind = Literal["complaint", "fault", "request", "suggestion", "callback"]


class Retention(Entry):
    clauses: Clauses = ()
    years: int = Field(ge=1)
    legal_hold: bool


class Standard(Entry):
    # One is like another only when it is the same: so what was made of one can be kept by it.
    __hash__ = object.__hash__

    version: Literal[1]
    title: Named
    time_zone: str
    agents_hours: AgentsHours
    working_days: WorkingDayRules
    departments: dict[str, NamedEntry]
    tickets: dict[Kind, TicketKind]
    forms: dict[str, Form] = {}
    complaint: Complaint
    events: dict[str, str]
    warnings: tuple[Warning, ...]
    clocks: dict[str, ClockRule]
    promises: PromiseRules
    first_reply: FirstReply
    priority: Priority
    handoff: HandoffRules
    routing: RoutingRules
    callbacks: CallbackPlan
    survey: Survey
    letters: LetterRules
    remedies: RemedyRules
    following: Following
    kpis: Kpis
    commitments: Commitments
    quality: QualityRules
    incidents: IncidentRules
    retention: Retention
    guard: GuardRules
    wording: Wording

    @validator("time_zone")
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def working_calendar(self) -> WorkingDays:
        return WorkingDays(self.working_days, self.zone)

    @property
    def hours(self) -> Hours:
        return Hours(self.agents_hours, self.zone, self.working_calendar)

    @property
    def contact_hours(self) -> Hours:
        """When customers may be contacted without having asked."""
        return self.callbacks.contact_hours(self.hours)

    @property
    def _calendars(self) -> dict[str, Calendar]:
        return {"wall": WallTime(), "agent_hours": self.hours, "working_days": self.working_calendar}

    def clock(self, clock_id: str) -> Clock:
        """KeyError for an id that the standard does not have."""
        rule = self.clocks[clock_id]
        return Clock(clock_id, rule, self._calendars[rule.calendar], self.warnings)

    def clocks_for(self, kind: str, level: str | None = None, features: Collection[str] = ()) -> list[Clock]:
        """Clocks that count for a ticket (by kind), a `handoff` or a `turn`. `level` None is ordinary."""
        covered = (
            clock_id
            for clock_id, rule in self.clocks.items()
            if rule.active and rule.scope.covers(kind, level or "ordinary", features)
        )
        return [self.clock(clock_id) for clock_id in covered]

    def callback(self, phase: int, since: datetime) -> Planned:
        """The phase, from 1, of what was solved, or of the service that ended, at `since`."""
        rule = self.callbacks.phase(phase)
        return planned(phase, rule, self.clock(rule.clock), since, self.contact_hours)

    def promise(self, kind: Kind) -> Clock:
        """The clock whose end a customer is told when such a ticket is opened."""
        return self.clock(self.tickets[kind].promise)

    def due_after(self, entry: Due, reported: datetime) -> datetime | None:
        """When a stage or task of an incident is due; None where the standard sets no time."""
        limit = self.clocks[entry.clock].limit if entry.clock else entry.limit
        return reported + limit.length if limit else None

    def say(self, moment: datetime, lang: str, now: datetime) -> str:
        """The moment in the standard's time zone, as `bot.standard.times` says it."""
        return times.say(moment, lang, now, self.zone)
