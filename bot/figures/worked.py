"""Tickets as figures need them: what happened to each, and how long it stayed in each state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from bot.figures.case import About
from bot.figures.talks import topics
from bot.standard import Standard
from bot.standard.schema import Kind
from bot.store.tables import conversations, ticket_events
from bot.store.tables import tickets as table
from bot.tickets.record import MERGED, REOPENED, told
from bot.tickets.watched import unfinished

CLOSED = "closed"
# What its features stand in; of no other event is the form read.
MARKED = "marked"
OWN = ("id", "number", "kind", "conversation_id", "customer_id", "type", "level", "created_at")
WHOSE = ("department", "assignee_id", "owner_id")
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


@dataclass
class Work:
    """`happened`: as the standard's clocks know it; `reached`: each state, when it was entered; both oldest first.
    `latest`: when something happened to it last."""

    id: int
    number: str
    kind: Kind
    conversation_id: str | None
    customer_id: str
    type: str | None
    level: str | None
    created_at: datetime
    about: About
    happened: tuple[tuple[str, datetime], ...]
    reached: tuple[tuple[str, datetime], ...]
    latest: datetime
    features: tuple[str, ...]

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
        state, at = self.reached[-1]
        return at if state in ENDS and state != CLOSED else None

    def closings(self) -> list[datetime]:
        return [at for state, at in self.reached if state == CLOSED]

    def reopened_after(self, moment: datetime) -> bool:
        return any(state == REOPENED and at > moment for state, at in self.reached)

    def has_reached(self, state: str, by: datetime) -> bool:
        return any(name == state and at <= by for name, at in self.reached)


def worked_on(db: Connection, start: datetime, until: datetime, standard: Standard) -> list[Work]:
    """Tickets to which something happened in the time."""
    lately = select(ticket_events.c.ticket_id).where(ticket_events.c.at >= start, ticket_events.c.at < until)
    return _works(db, lately.distinct(), standard)


def waiting_work(db: Connection, standard: Standard) -> list[Work]:
    """Those that are not over, however long nothing happened to them."""
    ids = sorted(unfinished(db, FAR))
    return _works(db, select(table.c.id.label("ticket_id")).where(table.c.id.in_(ids)), standard)


def together(some: list[Work], others: list[Work]) -> list[Work]:
    """Each once."""
    return list({one.id: one for one in (*some, *others)}.values())


def _works(db: Connection, which: Any, standard: Standard) -> list[Work]:
    """Without titles, forms and notes: to read those of thousands of tickets would take longer than all figures.

    `which`: each `ticket_id` once. It is joined: PostgreSQL, before it has counted its rows, looks through an IN again
    for every ticket."""
    chosen = which.subquery()
    events = _events(db, chosen)
    features = _features(db, [key for key, facts in events.items() if any(fact[0] == MARKED for fact in facts)])
    topic_of = topics(standard)
    topic = {kind: topic_of(kind) for kind in standard.tickets}
    came_by = func.coalesce(conversations.c.channel, table.c.channel)
    query = (
        select(*(table.c[name] for name in OWN), came_by, *(table.c[name] for name in WHOSE))
        .join(chosen, chosen.c.ticket_id == table.c.id)
        .outerjoin(conversations, conversations.c.id == table.c.conversation_id)
        .order_by(table.c.id)
    )
    found = []
    for *own, channel, department, assignee_id, owner_id in db.execute(query).all():
        facts = events[own[0]]
        about = About(channel, topic[own[2]], assignee_id or owner_id, department)
        reached = tuple([(state, at) for _, state, _, at in facts if state])
        latest = max([fact[3] for fact in facts])
        marks = features.get(own[0], ())
        known = {"happened": tuple(told(facts)), "reached": reached, "latest": latest, "features": marks}
        found.append(Work(**dict(zip(OWN, own, strict=True)), about=about, **known))
    return found


def _events(db: Connection, chosen: Any) -> dict[int, list[tuple[Any, ...]]]:
    """Of each ticket kind, state, agent and moment, oldest first."""
    names = ("ticket_id", "kind", "state", "agent_id", "at")
    of_them = ticket_events.join(chosen, chosen.c.ticket_id == ticket_events.c.ticket_id)
    query = select(*(ticket_events.c[name] for name in names)).select_from(of_them).order_by(ticket_events.c.id)
    found: dict[int, list[tuple[Any, ...]]] = {}
    for ticket_id, *fact in db.execute(query).all():
        found.setdefault(ticket_id, []).append(tuple(fact))
    return found


def _features(db: Connection, marked: list[int]) -> dict[int, tuple[str, ...]]:
    """What these were marked with last: clocks depend on it."""
    if not marked:
        return {}
    columns = (ticket_events.c.ticket_id, ticket_events.c.data)
    of_them = and_(ticket_events.c.ticket_id.in_(marked), ticket_events.c.kind == MARKED)
    query = select(*columns).where(of_them).order_by(ticket_events.c.id)
    return {ticket_id: tuple(data.get("features", ())) for ticket_id, data in db.execute(query)}
