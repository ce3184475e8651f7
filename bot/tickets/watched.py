"""Which tickets a watch has to look at: those on which a deadline may still pass."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.store.engine import wake_after_commit
from bot.store.tables import ticket_events, tickets
from bot.tickets.record import Ticket, read
from bot.wakeups import Wakeup

# After these nothing more is owed, but for what begins with the end, such as the last callback.
ENDS = ("closed", "merged", "withdrawn")
# And of these not even that.
GIVEN_UP = ("merged", "withdrawn")
BATCH = 500


def unfinished(db: Connection, since: datetime) -> set[int]:
    """Ids of those that have not ended, and of those to which something happened after `since`."""
    state = (
        select(ticket_events.c.state)
        .where(ticket_events.c.ticket_id == tickets.c.id, ticket_events.c.state.is_not(None))
        .order_by(ticket_events.c.id.desc())
        .limit(1)
        .correlate(tickets)
        .scalar_subquery()
    )
    lately = select(ticket_events.c.ticket_id).where(ticket_events.c.at > since)
    return {row.id for row in db.execute(select(tickets.c.id).where(state.not_in(ENDS) | tickets.c.id.in_(lately)))}


def changed_after(db: Connection, event_id: int) -> set[int]:
    """Ids of those to which something happened after the event with this id."""
    query = select(ticket_events.c.ticket_id).where(ticket_events.c.id > event_id).distinct()
    return {row.ticket_id for row in db.execute(query)}


def last_event(db: Connection) -> int:
    """The highest id of an event, 0 when there is none."""
    return int(db.execute(select(func.max(ticket_events.c.id))).scalar() or 0)


def of_ids(db: Connection, ids: Iterable[int]) -> list[Ticket]:
    wanted, found = sorted(ids), []
    for first in range(0, len(wanted), BATCH):
        part = wanted[first : first + BATCH]
        found += read(db, select(tickets).where(tickets.c.id.in_(part)).order_by(tickets.c.id))
    return found


def warned(db: Connection, ticket: Ticket, kind: str, now: datetime, **data: object) -> None:
    """Into its history that a deadline came near ("at_risk") or passed ("overdue")."""
    row = {"ticket_id": ticket.id, "kind": kind, "state": None, "agent_id": None, "note": None}
    db.execute(insert(ticket_events).values(**row, data=data, at=now))
    wake_after_commit(db, Wakeup("work", ticket.number))
