"""Tickets as figures need them: what happened to each, and how long it stayed in each state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.figures.case import About
from bot.figures.talks import topic_of
from bot.standard import Standard
from bot.standard.schema import Kind
from bot.store.tables import conversations, ticket_events
from bot.store.tables import tickets as table
from bot.tickets.record import MERGED, REOPENED, Event, Ticket
from bot.tickets.watched import unfinished

CLOSED = "closed"
# What its features stand in; of no other event is the form read.
MARKED = "marked"
ENDS = (CLOSED, MERGED, "withdrawn")
FAR = datetime.max.replace(tzinfo=timezone.utc)


@dataclass(frozen=True)
class Stay:
    """In one state, from when to when; `left` is None while it is there."""

    state: str
    came: datetime
    left: datetime | None

    def length(self, now: datetime) -> timedelta:
        return (self.left or now) - self.came


@dataclass(frozen=True)
class Work:
    ticket: Ticket
    about: About

    @cached_property
    def reached(self) -> tuple[tuple[str, datetime], ...]:
        """Each state, when it was entered, oldest first."""
        return tuple((event.state, event.at) for event in self.ticket.events if event.state)

    @cached_property
    def latest(self) -> datetime:
        """When something happened to it last."""
        return max(event.at for event in self.ticket.events)

    @property
    def stays(self) -> Iterator[Stay]:
        """Time in which somebody has to do something: what is over stays nowhere."""
        leaves = [at for _, at in self.reached[1:]]
        for (state, came), left in zip(self.reached, [*leaves, None], strict=True):
            if state not in ENDS:
                yield Stay(state, came, left)

    @property
    def over(self) -> datetime | None:
        """Since when another ticket goes on in its place, or it was taken back."""
        return self.reached[-1][1] if self.ticket.state in ENDS and self.ticket.state != CLOSED else None

    def closings(self) -> list[datetime]:
        return [at for state, at in self.reached if state == CLOSED]

    def reopened_after(self, moment: datetime) -> bool:
        return any(state == REOPENED and at > moment for state, at in self.reached)

    def has_reached(self, state: str, by: datetime) -> bool:
        return any(name == state and at <= by for name, at in self.reached)


def worked_on(db: Connection, start: datetime, until: datetime, standard: Standard) -> list[Work]:
    """Tickets to which something happened in the time."""
    lately = select(ticket_events.c.ticket_id).where(ticket_events.c.at >= start, ticket_events.c.at < until)
    return _works(db, table.c.id.in_(lately), standard)


def waiting_work(db: Connection, standard: Standard) -> list[Work]:
    """Those that are not over, however long nothing happened to them."""
    return _works(db, table.c.id.in_(sorted(unfinished(db, FAR))), standard)


def together(some: list[Work], others: list[Work]) -> list[Work]:
    """Each once."""
    return list({one.ticket.id: one for one in (*some, *others)}.values())


def _works(db: Connection, which: Any, standard: Standard) -> list[Work]:
    found = _lean(db, which)
    here = select(table.c.id, conversations.c.channel).join(
        conversations, conversations.c.id == table.c.conversation_id
    )
    channels = {row.id: row.channel for row in db.execute(here.where(which))}
    topics = {kind: topic_of(kind, standard) for kind in standard.tickets}
    return [Work(one, _about(one, channels.get(one.id), topics)) for one in found]


def _lean(db: Connection, which: Any) -> list[Ticket]:
    """Without what was written into forms: to read that of thousands of tickets would take longer than all figures."""
    own = [column for column in table.c if column.name not in ("effect_key", "fields")]
    rows = db.execute(select(*own).where(which).order_by(table.c.id)).all()
    events = _events(db, which)
    return [
        Ticket(**row._mapping, fields={}, state=_state(events[row.id]), step="", events=tuple(events[row.id]))
        for row in rows
    ]


def _events(db: Connection, which: Any) -> dict[int, list[Event]]:
    of_them = ticket_events.c.ticket_id.in_(select(table.c.id).where(which))
    marked = select(ticket_events.c.id, ticket_events.c.data).where(of_them, ticket_events.c.kind == MARKED)
    data = {row.id: row.data for row in db.execute(marked)}
    names = ("id", "ticket_id", "kind", "state", "agent_id", "at")
    query = select(*(ticket_events.c[name] for name in names)).where(of_them).order_by(ticket_events.c.id)
    found: dict[int, list[Event]] = {}
    for event_id, ticket_id, kind, state, agent_id, at in db.execute(query):
        event = Event(kind, state, agent_id, None, "", data.get(event_id, {}), at)
        found.setdefault(ticket_id, []).append(event)
    return found


def _state(events: Sequence[Event]) -> str:
    return [event.state for event in events if event.state][-1]


def _about(ticket: Ticket, channel: str | None, topics: Mapping[Kind, str]) -> About:
    agent = ticket.assignee_id or ticket.owner_id
    return About(channel, topics[ticket.kind], agent, ticket.department)
