"""What happens to a ticket after the service: facts of its callbacks, on which its clocks and its closing rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.tables import ticket_events, tickets
from bot.tickets.record import Ticket, find
from bot.tickets.steps import next_steps, reopens
from bot.tickets.work import move, reopen
from bot.wakeups import Wakeup

UNCONFIRMED = "unconfirmed"
CONFIRMATION = "confirmation"  # the form


def called_back(
    db: Connection, ticket: Ticket, phase: int, agent_id: int | None, now: datetime, note: str = "", **data: Any
) -> None:
    """An attempt was made, or answered: the first of them stops the clock of its phase (S4-4.2)."""
    _happened(db, ticket, f"callback_{phase}", agent_id, now, note, data)


def unconfirmed(db: Connection, ticket: Ticket, now: datetime, attempts: int, account: str) -> None:
    """The customer could not be asked whether it is solved (G-04): counted apart from what they confirmed."""
    _happened(db, ticket, UNCONFIRMED, None, now, "", {"attempts": attempts, "account": account})


def not_solved(db: Connection, ticket: Ticket, agent_id: int | None, now: datetime, standard: Standard) -> None:
    """The customer says so: the step that failed is done again (FLOW-CALLBACK), where the ticket may go back to it."""
    if standard.tickets[ticket.kind].not_solved in reopens(ticket, standard):
        reopen(db, ticket.number, None, agent_id, now, standard=standard)


def solved(db: Connection, ticket: Ticket, agent_id: int | None, words: str, now: datetime, standard: Standard) -> None:
    """The customer says so: that is their confirmation, where the ticket waits for one (S2-3.1-f)."""
    steps = standard.tickets[ticket.kind].steps
    for step in next_steps(ticket, standard):
        if step in steps and steps[step].needs == CONFIRMATION:
            form = {"channel": "phone" if agent_id else "chat", "words": words}
            move(db, ticket.number, step, agent_id, now, data=form, standard=standard)
            return


def must_find(db: Connection, number: str) -> Ticket:
    """Raises: NotFound."""
    ticket = find(db, number)
    if ticket is None:
        raise NotFound("no_such_ticket")
    return ticket


def numbers_of(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    rows = db.execute(select(tickets.c.id, tickets.c.number).where(tickets.c.id.in_(list(ids))))
    return {row.id: row.number for row in rows}


def _happened(
    db: Connection,
    ticket: Ticket,
    kind: str,
    agent_id: int | None,
    now: datetime,
    note: str,
    data: dict[str, Any],
) -> None:
    row = {"ticket_id": ticket.id, "kind": kind, "agent_id": agent_id, "note": note or None}
    db.execute(insert(ticket_events).values(**row, data=data, at=now))
    wake_after_commit(db, Wakeup("work", ticket.number))
