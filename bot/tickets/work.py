"""What is done to a ticket: every step is an event of its own, and none is rewritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.numbers import new_number
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import ticket_events, tickets
from bot.tickets.record import Ticket, find
from bot.wakeups import Wakeup

FIRST_STEP = "received"
FIRST_STEP_OF_FAULT = "accepted"
BEFORE_ASSIGNED = (FIRST_STEP, FIRST_STEP_OF_FAULT, "classified", "reopened")


def open_ticket(
    db: Connection,
    *,
    kind: str,
    conversation_id: str | None,
    customer_id: str,
    title: str,
    fields: dict[str, Any],
    contact: str,
    language: str,
    department: str,
    now: datetime,
    effect_key: str | None = None,
    type: str | None = None,
    level: str | None = None,
    emotion: str = "neutral",
    urgency: int = 2,
    importance: int = 2,
    scope: int = 1,
    difficulty: int = 1,
    owner_id: int | None = None,
) -> Ticket:
    """Open at once, whatever is still unknown (C-06). The same `effect_key` again: the same ticket.

    `owner_id`: the agent who opened it, and answers for it from then on."""
    row = {
        "kind": kind,
        "conversation_id": conversation_id,
        "customer_id": customer_id,
        "title": title[: tickets.c.title.type.length],
        "fields": fields,
        "contact": contact,
        "language": language,
        "type": type,
        "level": level,
        "department": department,
        "emotion": emotion,
        "urgency": urgency,
        "importance": importance,
        "scope": scope,
        "difficulty": difficulty,
        "owner_id": owner_id,
        "created_at": now,
    }
    number = _of_effect(db, effect_key) or _insert(db, effect_key, row)
    return _must_find(db, number)


def move(
    db: Connection,
    number: str,
    state: str,
    agent_id: int | None,
    now: datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    *,
    standard: Standard,
) -> Ticket:
    """To a later step, or a side step, of the standard.

    Raises: NotFound; Conflict "wrong_step" with the present state and the steps allowed."""
    ticket = _locked(db, number)
    allowed = next_steps(ticket, standard)
    if state not in allowed:
        raise Conflict("wrong_step", f"not from {ticket.state} to {state}", state=ticket.state, allowed=allowed)
    return _add_event(db, ticket, "state", agent_id, now, note, data, state)


def next_steps(ticket: Ticket, standard: Standard) -> list[str]:
    """Where the ticket may go now: forward, aside, and from the end only back to work."""
    kind = standard.tickets[ticket.kind]
    steps, side = list(kind.steps), list(kind.side)
    if ticket.state == steps[-1]:
        return ["reopened"]
    reached = [name for name, _ in ticket.happened if name in (*steps, "reopened")]
    last = reached[-1] if reached else steps[0]
    later = steps[1:] if last == "reopened" else steps[steps.index(last) + 1 :]
    return later + [step for step in side if step not in (ticket.state, "reopened")]


def classify(
    db: Connection, number: str, type: str, level: str, agent_id: int, now: datetime, note: str = ""
) -> Ticket:
    """A person confirms, or corrects, what the assistant proposed (C-06). Raises: NotFound."""
    ticket = _locked(db, number)
    db.execute(update(tickets).where(tickets.c.id == ticket.id).values(type=type, level=level))
    data = {"type": type, "level": level, "was": {"type": ticket.type, "level": ticket.level}}
    state = "classified" if ticket.state == FIRST_STEP else None
    return _add_event(db, ticket, "classified", agent_id, now, note, data, state)


def assign(
    db: Connection, number: str, assignee_id: int, agent_id: int | None, now: datetime, note: str = ""
) -> Ticket:
    """Who does the work. The first one stays the owner and answers for it. Raises: NotFound."""
    ticket = _locked(db, number)
    people = {"assignee_id": assignee_id, "owner_id": func.coalesce(tickets.c.owner_id, agent_id, assignee_id)}
    db.execute(update(tickets).where(tickets.c.id == ticket.id).values(people))
    state = "assigned" if ticket.state in BEFORE_ASSIGNED else None
    return _add_event(db, ticket, "assigned", agent_id, now, note, {"assignee_id": assignee_id}, state)


def told(db: Connection, number: str, agent_id: int, now: datetime, note: str = "") -> Ticket:
    """A person told the customer something about it. Raises: NotFound."""
    return _add_event(db, _locked(db, number), "told", agent_id, now, note)


def note(db: Connection, number: str, text: str, agent_id: int | None, now: datetime) -> Ticket:
    """Raises: NotFound."""
    return _add_event(db, _locked(db, number), "note", agent_id, now, text)


def _of_effect(db: Connection, effect_key: str | None) -> str | None:
    if effect_key is None:
        return None
    return db.execute(select(tickets.c.number).where(tickets.c.effect_key == effect_key)).scalar()


def _insert(db: Connection, effect_key: str | None, row: dict[str, Any]) -> str:
    number = new_number("T")
    ticket_id = insert_unless_taken(db, tickets, number=number, effect_key=effect_key, **row)
    if ticket_id is None:
        # Another worker was first with this effect, or the number, by a rare chance, is taken.
        return _of_effect(db, effect_key) or _insert(db, effect_key, row)
    first = FIRST_STEP_OF_FAULT if row["kind"] == "fault" else FIRST_STEP
    opened = {"ticket_id": ticket_id, "kind": "opened", "state": first, "data": {}, "at": row["created_at"]}
    db.execute(insert(ticket_events).values(opened))
    wake_after_commit(db, Wakeup("work", number))
    return number


def _locked(db: Connection, number: str) -> Ticket:
    ticket = _must_find(db, number)
    db.execute(select(tickets.c.id).where(tickets.c.id == ticket.id).with_for_update())
    return _must_find(db, number)


def _must_find(db: Connection, number: str) -> Ticket:
    ticket = find(db, number)
    if ticket is None:
        raise NotFound("no_such_ticket")
    return ticket


def _add_event(
    db: Connection,
    ticket: Ticket,
    kind: str,
    agent_id: int | None,
    now: datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    state: str | None = None,
) -> Ticket:
    row = {"ticket_id": ticket.id, "kind": kind, "state": state, "agent_id": agent_id, "note": note or None}
    db.execute(insert(ticket_events).values(**row, data=data or {}, at=now))
    wake_after_commit(db, Wakeup("work", ticket.number))
    return _must_find(db, ticket.number)
