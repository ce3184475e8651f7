"""Deadlines that run, come near or have passed, of all open tickets and handoffs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import handoff, tickets
from bot.handoff import Handoff
from bot.standard import Clock, Standard
from bot.standard.running import Happened, stretches
from bot.store.tables import ticket_events
from bot.tickets import Ticket, watched

# All open tickets are gone through at the start and this often; between, those to which something happened.
WHOLE_EVERY = timedelta(minutes=10)
# Transactions may be kept in another order than their rows are numbered: so many numbers back are looked at again.
ROWS_BACK = 200


@dataclass(frozen=True)
class Deadline:
    """`subject`: "ticket:<number>" or "conversation:<id>"; `label`: what its line is called; `at_risk`: from when."""

    subject: str
    label: str
    name_zh: str
    name_en: str
    at_risk: datetime
    due: datetime

    def state(self, now: datetime) -> str:
        """The limit is kept up to and including the moment it is due."""
        if now > self.due:
            return "overdue"
        return "at_risk" if now >= self.at_risk else "running"


class TicketDeadlines:
    """The memory of one process: calendars are slow to ask, and a deadline moves only when something happens to its
    ticket. It is derived, and made anew at each start."""

    def __init__(self, standard: Standard) -> None:
        self._standard = standard
        self._known: dict[int, list[Deadline]] = {}
        self._events: tuple[int, int] = (0, 0)
        self._whole: datetime | None = None

    def look(self, db: Connection, now: datetime) -> list[Deadline]:
        for one in self._changed(db, now):
            self._known[one.id] = self._of(one, now)
        return [deadline for deadlines in self._known.values() for deadline in deadlines]

    def _changed(self, db: Connection, now: datetime) -> list[Ticket]:
        last = watched.last_event(db)
        recent = select(func.count()).select_from(ticket_events).where(ticket_events.c.id > last - ROWS_BACK)
        events = (last, int(db.execute(recent).scalar_one()))
        if self._whole is None or now - self._whole >= WHOLE_EVERY:
            ids, self._whole, self._known = watched.unfinished(db, now), now, {}
        elif events != self._events:
            ids = watched.changed_after(db, min(self._events[0], last) - ROWS_BACK)
        else:
            ids = set()
        self._events = events
        return watched.of_ids(db, ids)

    def _of(self, one: Ticket, now: datetime) -> list[Deadline]:
        rules = [] if one.state in watched.ENDS else tickets.clock_rules(one, self._standard)
        return list(_running(rules, one.happened, f"ticket:{one.number}", one.number))


def of_handoffs(db: Connection, ones: Sequence[Handoff], standard: Standard) -> dict[int, list[Deadline]]:
    """By the handoff's id, the earliest due first."""
    facts = handoff.happened(db, ones, standard)
    return {
        one.handoff_id: sorted(
            _running(handoff.clock_rules(one, standard), facts[one.handoff_id], *_named(one)), key=lambda d: d.due
        )
        for one in ones
    }


def _named(one: Handoff) -> tuple[str, str]:
    return f"conversation:{one.conversation_id}", one.customer_name or one.customer_id[:4].upper()


def _running(rules: Iterable[Clock], happened: Happened, subject: str, label: str) -> Iterable[Deadline]:
    for clock in rules:
        ran = stretches(clock, happened)
        if ran and ran[-1][1] is None:
            started = ran[-1][0]
            at_risk = min(clock.warned_at(started).values())
            yield Deadline(subject, label, clock.name("zh"), clock.name("en"), at_risk, clock.due(started))
