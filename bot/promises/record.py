"""A promise as it is read. How it stands follows from when it was made, due, kept, broken or withdrawn, and now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, bindparam, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.errors import NotFound
from bot.store.tables import agents, conversations, promises, tickets

State = Literal["open", "late", "kept", "broken", "withdrawn"]
OPEN = and_(promises.c.kept_at.is_(None), promises.c.broken_at.is_(None), promises.c.withdrawn_at.is_(None))


@dataclass(frozen=True)
class Promise:
    """`what`: the agent's own words, empty where a `clock` of the standard says what; `agent_id`: who gave it, None for
    the desk; `ticket`: its number, of a promise that the ticket's steps keep; `renews_id`: the broken one before it."""

    id: int
    conversation_id: str
    channel: str
    language: str
    seq: int | None
    ticket_id: int | None
    ticket: str | None
    ticket_kind: str | None
    handoff_id: int | None
    agent_id: int | None
    agent_name: str | None
    clock: str | None
    what: str
    renews_id: int | None
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None
    broken_at: datetime | None
    withdrawn_at: datetime | None

    def state(self, now: datetime) -> State:
        """A promise is kept up to and including the moment it is due."""
        if self.kept_at is not None:
            return "kept" if self.kept_at <= self.due_at else "broken"
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.broken_at is not None:
            return "broken"
        return "open" if now <= self.due_at else "late"


def find(db: Connection, promise_id: int, conversation_id: str | None = None) -> Promise:
    """Raises: NotFound, also for one of another conversation."""
    found = _read(db, _query().where(promises.c.id == promise_id))
    if not found or conversation_id not in (None, found[0].conversation_id):
        raise NotFound("no_such_promise")
    return found[0]


def of_conversation(db: Connection, conversation_id: str) -> list[Promise]:
    """The earliest due first."""
    return [_promise(row) for row in db.execute(_HERE, {"here": conversation_id})]


def passed(db: Connection, now: datetime) -> list[Promise]:
    """Those that are over and of which nobody has said yet whether they were kept."""
    return _read(db, _query().where(OPEN, promises.c.due_at < now).order_by(*_ORDER))


def own_open(db: Connection) -> list[Promise]:
    """What agents, or the desk in its apologies, gave their word on: nothing but a person's doing keeps these."""
    own = and_(OPEN, promises.c.ticket_id.is_(None), promises.c.handoff_id.is_(None))
    return _read(db, _query().where(own).order_by(*_ORDER))


def open_of_tickets(db: Connection, ticket_ids: Iterable[int]) -> list[Promise]:
    return _read(db, _query().where(OPEN, promises.c.ticket_id.in_(list(ticket_ids))).order_by(*_ORDER))


_ORDER = (promises.c.due_at, promises.c.id)


def _query() -> Select:
    own = [column for column in promises.c if column.name not in ("key", "kept_by")]
    around = (
        promises.join(conversations, conversations.c.id == promises.c.conversation_id)
        .outerjoin(tickets, tickets.c.id == promises.c.ticket_id)
        .outerjoin(agents, agents.c.id == promises.c.agent_id)
    )
    return select(
        *own,
        conversations.c.channel,
        conversations.c.language,
        tickets.c.number.label("ticket"),
        tickets.c.kind.label("ticket_kind"),
        agents.c.name.label("agent_name"),
    ).select_from(around)


def _read(db: Connection, query: Any) -> list[Promise]:
    return [_promise(row) for row in db.execute(query)]


def _promise(row: Row) -> Promise:
    return Promise(**row._mapping)


# Put together once: every look at a conversation asks for it.
_HERE = _query().where(promises.c.conversation_id == bindparam("here")).order_by(*_ORDER)
