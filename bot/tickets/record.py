"""A ticket as it is read: its row and the events that happened to it, from which its state follows."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from secrets import compare_digest
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.errors import NotFound
from bot.numbers import read_number
from bot.standard.schema import Kind
from bot.store.tables import agents, ticket_events, tickets

MERGED = "merged"
REOPENED = "reopened"
# Steps beside the way: who leaves them goes on where the ticket stood before.
ASIDE = (MERGED, "escalated", "referred_outside")
# Who hears the result, or has it in writing, has been told something.
TELLS = ("result_told", "replied_in_writing")


@dataclass(frozen=True)
class Event:
    """`kind`: opened | state | classified | assigned | note | an event of the standard …; `state` is set when it moved
    the ticket; `data`: what was written into its form."""

    kind: str
    state: str | None
    agent_id: int | None
    agent_name: str | None
    note: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True)
class Ticket:
    """`kind`: complaint | fault | request | suggestion | callback; `state`: a step of the standard for that kind.

    `channel`: phone, counter or mail for what came without a conversation, whose channel it is otherwise.
    `step`: how far it is on its way, also while it stands aside; a reopened one is before the step that failed."""

    id: int
    number: str
    kind: Kind
    conversation_id: str | None
    customer_id: str
    title: str
    fields: dict[str, Any]
    contact: str
    language: str
    type: str | None
    level: str | None
    department: str
    emotion: str
    urgency: int
    importance: int
    scope: int
    difficulty: int
    owner_id: int | None
    assignee_id: int | None
    channel: str | None
    created_at: datetime
    state: str
    step: str
    events: tuple[Event, ...]

    @cached_property
    def happened(self) -> tuple[tuple[str, datetime], ...]:
        """Every event and every state reached, by name, oldest first; "handled" is the first work of a person."""
        return tuple(happened(self.events))

    @property
    def merged_into(self) -> str | None:
        """The number of the ticket that goes on in its place."""
        merged = [event for event in self.events if event.state == MERGED]
        return merged[-1].data.get("into") if self.state == MERGED else None

    @property
    def features(self) -> tuple[str, ...]:
        """What a person has marked it with, such as remote or complex: clocks depend on it."""
        marked = [event for event in self.events if event.kind == "marked"]
        return tuple(marked[-1].data.get("features", ())) if marked else ()

    @property
    def over(self) -> bool:
        return self.state in ("closed", MERGED)


def find(db: Connection, number: str) -> Ticket | None:
    """By its number, however it is written."""
    plain = read_number(number)
    found = read(db, select(tickets).where(tickets.c.number == plain)) if plain else []
    return found[0] if found else None


def look_up(db: Connection, number: str, contact_last4: str) -> Ticket:
    """With the contact's last four characters as second factor.

    Raises: NotFound "no_such_ticket", the same for a wrong pair as for a number that does not exist."""
    ticket = find(db, number)
    if not compare_digest(_last4(ticket.contact if ticket else ""), _last4(contact_last4) or b"-") or ticket is None:
        raise NotFound("no_such_ticket")
    return ticket


def of_conversation(db: Connection, conversation_id: str) -> list[Ticket]:
    """Oldest first."""
    return read(db, select(tickets).where(tickets.c.conversation_id == conversation_id).order_by(tickets.c.id))


def of_customer(db: Connection, customer_id: str, limit: int = 20) -> list[Ticket]:
    """Newest first."""
    theirs = select(tickets).where(tickets.c.customer_id == customer_id)
    return read(db, theirs.order_by(tickets.c.id.desc()).limit(limit))


def listing(
    db: Connection,
    *,
    state: str | None = None,
    kind: str | None = None,
    text: str | None = None,
    assignee_id: int | None = None,
    unowned: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[Ticket]:
    """Newest first; `text` is looked for in number, title and contact; `unowned`: only those for which nobody answers
    yet; opened from `since` on and before `until`; `before`: the id of the last one seen."""
    wanted = {"state": state, "kind": kind, "text": text, "assignee_id": assignee_id, "unowned": unowned}
    query = narrowed(select(tickets), since=since, until=until, **wanted)
    if before is not None:
        query = query.where(tickets.c.id < before)
    return read(db, query.order_by(tickets.c.id.desc()).limit(limit))


def narrowed(query: Select, **wanted: Any) -> Select:
    """`query` selects rows of `tickets`; `wanted`: as for `listing`; what is empty narrows nothing."""
    return query.where(*(_NARROWS[name](value) for name, value in wanted.items() if value not in (None, "", False)))


def whose_contact(db: Connection, contact: str) -> str | None:
    """The customer for whom a ticket with this contact was entered last, without a conversation."""
    theirs = select(tickets.c.customer_id).where(tickets.c.contact == contact, tickets.c.channel.is_not(None))
    return db.execute(theirs.order_by(tickets.c.id.desc()).limit(1)).scalar()


def history(db: Connection, ticket_id: int) -> list[Event]:
    """Everything that happened to it, oldest first."""
    return _events(db, [ticket_id])[ticket_id]


def read(db: Connection, query: Select) -> list[Ticket]:
    """`query` selects rows of `tickets`."""
    rows = db.execute(query).all()
    events = _events(db, [row.id for row in rows])
    return [_ticket(row, events[row.id]) for row in rows]


def _events(db: Connection, ids: list[int]) -> dict[int, list[Event]]:
    query = (
        select(ticket_events, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == ticket_events.c.agent_id)
        .where(ticket_events.c.ticket_id.in_(ids))
        .order_by(ticket_events.c.id)
    )
    events: dict[int, list[Event]] = {ticket_id: [] for ticket_id in ids}
    for row in db.execute(query):
        told = Event(row.kind, row.state, row.agent_id, row.agent_name, row.note or "", row.data, row.at)
        events[row.ticket_id].append(told)
    return events


def _ticket(row: Row, events: list[Event]) -> Ticket:
    own: dict[str, Any] = {name: value for name, value in row._mapping.items() if name != "effect_key"}
    state = [event.state for event in events if event.state][-1]
    return Ticket(**own, state=state, step=_step(events), events=tuple(events))


def _step(events: list[Event]) -> str:
    step = ""
    for event in events:
        if event.state == REOPENED:
            step = event.data.get("after", step)
        elif event.state and event.state not in ASIDE and not event.data.get("aside"):
            step = event.state
    return step


def happened(events: Iterable[Event]) -> Iterator[tuple[str, datetime]]:
    """What its events are to the standard's clocks."""
    return told((event.kind, event.state, event.agent_id, event.at) for event in events)


def told(facts: Iterable[tuple[str, str | None, int | None, datetime]]) -> Iterator[tuple[str, datetime]]:
    """The same, of kind, state, agent and moment of each event."""
    handled = False
    for kind, state, agent_id, at in facts:
        for name in _names(kind, state):
            yield name, at
        if agent_id is not None and not handled:
            handled = True
            yield "handled", at


@cache
def _names(kind: str, state: str | None) -> tuple[str, ...]:
    moved = (state,) if state and state != kind else ()
    return (kind, *moved, "told") if kind in TELLS or state in TELLS else (kind, *moved)


def holds(text: str) -> Any:
    """Of a row of `tickets`, in a query: its number, title or contact holds the text."""
    looked_in = (tickets.c.number, tickets.c.title, tickets.c.contact)
    return or_(*(column.ilike(f"%{_escaped(text)}%", escape="\\") for column in looked_in))


def current_state() -> Any:
    """Of a row of `tickets`, in a query."""
    return (
        select(ticket_events.c.state)
        .where(ticket_events.c.ticket_id == tickets.c.id, ticket_events.c.state.is_not(None))
        .order_by(ticket_events.c.id.desc())
        .limit(1)
        .correlate(tickets)
        .scalar_subquery()
    )


def _last4(contact: str) -> bytes:
    return re.sub(r"\W", "", contact).casefold()[-4:].encode()


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


_NARROWS: dict[str, Callable[[Any], Any]] = {
    "state": lambda state: current_state() == state,
    "kind": lambda kind: tickets.c.kind == kind,
    "text": holds,
    "assignee_id": lambda agent_id: tickets.c.assignee_id == agent_id,
    "unowned": lambda _: tickets.c.owner_id.is_(None),
    "since": lambda since: tickets.c.created_at >= since,
    "until": lambda until: tickets.c.created_at < until,
}
