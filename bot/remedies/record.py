"""A remedy as it is read; how it stands follows from whether somebody decided, and how."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.errors import NotFound
from bot.store.tables import agents, remedies, remedy_decisions, tickets


@dataclass(frozen=True)
class Remedy:
    """`amount`: whole units, None for what has none. `words` are the customer's to read, `reason` and `note` are not.
    `state`: waiting | granted | refused."""

    id: int
    ticket_id: int
    ticket: str
    kind: str
    amount: int | None
    unit: str | None
    words: str
    reason: str
    agent_id: int
    agent_name: str
    client_key: str
    at: datetime
    state: str
    decided_by: int | None
    decided_name: str | None
    note: str
    decided_at: datetime | None


def find(db: Connection, remedy_id: int) -> Remedy:
    """Raises: NotFound."""
    row = db.execute(query().where(remedies.c.id == remedy_id)).first()
    if row is None:
        raise NotFound("no_such_remedy")
    return _remedy(row)


def of_ticket(db: Connection, ticket_id: int) -> list[Remedy]:
    """Oldest first."""
    rows = db.execute(query().where(remedies.c.ticket_id == ticket_id).order_by(remedies.c.id))
    return [_remedy(row) for row in rows]


def waiting(db: Connection, limit: int = 100, after: int = 0) -> list[Remedy]:
    """For somebody's yes or no; the oldest first. `after`: the id of the last one seen."""
    open_ones = query().where(remedy_decisions.c.remedy_id.is_(None), remedies.c.id > after)
    return [_remedy(row) for row in db.execute(open_ones.order_by(remedies.c.id).limit(limit))]


def given(db: Connection, ticket_id: int, kind: str) -> int:
    """How much of this kind the ticket has been granted, in all."""
    query = (
        select(func.sum(remedies.c.amount))
        .join(remedy_decisions, remedy_decisions.c.remedy_id == remedies.c.id)
        .where(remedies.c.ticket_id == ticket_id, remedies.c.kind == kind, remedy_decisions.c.granted)
    )
    return int(db.execute(query).scalar() or 0)


_DECIDER = agents.alias("decider")


def query() -> Any:
    return (
        select(
            remedies,
            tickets.c.number.label("ticket"),
            agents.c.name.label("agent_name"),
            remedy_decisions.c.granted,
            remedy_decisions.c.agent_id.label("decided_by"),
            _DECIDER.c.name.label("decided_name"),
            remedy_decisions.c.note,
            remedy_decisions.c.at.label("decided_at"),
        )
        .join(tickets, tickets.c.id == remedies.c.ticket_id)
        .join(agents, agents.c.id == remedies.c.agent_id)
        .outerjoin(remedy_decisions, remedy_decisions.c.remedy_id == remedies.c.id)
        .outerjoin(_DECIDER, _DECIDER.c.id == remedy_decisions.c.agent_id)
    )


def _remedy(row: Row) -> Remedy:
    told = dict(row._mapping)
    granted = told.pop("granted")
    state = "waiting" if granted is None else "granted" if granted else "refused"
    return Remedy(**{**told, "note": told["note"] or ""}, state=state)
