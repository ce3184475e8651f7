"""Tickets as figures need them: what happened to each, and how long it stayed in each state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.figures.case import About
from bot.figures.talks import topic_of
from bot.standard import Standard
from bot.store.tables import conversations, ticket_events
from bot.store.tables import tickets as table
from bot.tickets.record import MERGED, REOPENED, Ticket, read
from bot.tickets.watched import unfinished

CLOSED = "closed"
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
    found = read(db, select(table).where(which).order_by(table.c.id))
    here = select(table.c.id, conversations.c.channel).join(
        conversations, conversations.c.id == table.c.conversation_id
    )
    channels = {row.id: row.channel for row in db.execute(here.where(which))}
    return [Work(one, _about(one, channels.get(one.id), standard)) for one in found]


def _about(ticket: Ticket, channel: str | None, standard: Standard) -> About:
    agent = ticket.assignee_id or ticket.owner_id
    return About(channel, topic_of(ticket.kind, standard), agent, ticket.department)
