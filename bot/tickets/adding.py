"""How an event comes to a ticket: locked, appended, audited, told to who is looking."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot import audit
from bot.access import require
from bot.errors import Conflict, Forbidden, NotFound
from bot.numbers import read_number
from bot.store.engine import wake_after_commit
from bot.store.tables import agents, ticket_events, tickets
from bot.tickets.record import MERGED, Ticket, find
from bot.wakeups import Wakeup

DESK = "desk"  # who is named in the audit for what runs by itself
# These change nothing about the ticket; every other event is audited, and so is every change of its state.
UNAUDITED = ("note", "told", "state")


def locked(db: Connection, number: str) -> Ticket:
    """As it is now, and nobody else changes it until this transaction ends. Raises: NotFound."""
    db.execute(select(tickets.c.id).where(tickets.c.number == read_number(number)).with_for_update())
    return must_find(db, number)


def working(db: Connection, number: str) -> Ticket:
    """Like `locked`, for work on it. Raises: NotFound; Conflict "merged" with the ticket that goes on in its place."""
    ticket = locked(db, number)
    if ticket.state == MERGED:
        raise Conflict("merged", f"it was merged into {ticket.merged_into}", into=ticket.merged_into)
    return ticket


def must_find(db: Connection, number: str) -> Ticket:
    """Raises: NotFound."""
    ticket = find(db, number)
    if ticket is None:
        raise NotFound("no_such_ticket")
    return ticket


def add_event(
    db: Connection,
    ticket: Ticket,
    kind: str,
    agent_id: int | None,
    now: datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    state: str | None = None,
    facts: dict[str, Any] | None = None,
) -> Ticket:
    """`facts`: what the audit is told beside the states; no words of a customer's."""
    row = {"ticket_id": ticket.id, "kind": kind, "state": state, "agent_id": agent_id, "note": note or None}
    db.execute(insert(ticket_events).values(**row, data=data or {}, at=now))
    moved = {"from": ticket.state, "to": state} if state else {}
    if state or kind not in UNAUDITED:
        action = "ticket_moved" if kind == "state" else f"ticket_{kind}"
        audit.record(db, login(db, agent_id), action, f"ticket:{ticket.number}", now, **moved, **(facts or {}))
    wake_after_commit(db, Wakeup("work", ticket.number))
    return must_find(db, ticket.number)


def login(db: Connection, agent_id: int | None) -> str:
    if agent_id is None:
        return DESK
    return str(db.execute(select(agents.c.login).where(agents.c.id == agent_id)).scalar_one())


def must_have(db: Connection, agent_id: int | None, right: str) -> None:
    """The desk itself may do what is plain work. Raises: Forbidden "not_allowed"."""
    if agent_id is None:
        if right != "work":
            raise Forbidden("not_allowed", f"this needs a person with the right to {right}", right=right)
        return
    role = db.execute(select(agents.c.role).where(agents.c.id == agent_id)).scalar_one()
    require(role, right)
