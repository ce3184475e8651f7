"""Who at the desk must hear of something: who is in charge of a ticket, or else the supervisors."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, notices
from bot.tickets import Ticket


def supervisors(db: Connection) -> list[int]:
    return [one.id for one in agents.listing(db) if one.role == "supervisor" and one.disabled_at is None]


def in_charge(db: Connection, ticket: Ticket) -> list[int]:
    """Owner and assignee while they work here; without either, the supervisors."""
    theirs = [one for one in {ticket.owner_id, ticket.assignee_id} if one is not None]
    here = [one for one in theirs if agents.get(db, one).disabled_at is None]
    return here or supervisors(db)


def tell_in_charge(db: Connection, ticket: Ticket, kind: str, key: str, now: datetime, **data: Any) -> None:
    """Once for each `key`."""
    told = {"number": ticket.number, "title": ticket.title, **data}
    notices.tell(db, in_charge(db, ticket), kind, f"ticket:{ticket.number}", key, now, **told)
