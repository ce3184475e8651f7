"""Service records are locked for the standard's years from their end; then what is personal goes, and the figures stay
(PER-RETENTION, S2-3.1-h, C-19, S4-6.2-a)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot import audit
from bot.errors import Conflict, NotFound
from bot.keeping.ends import ENDS, ended_before, last_states, years_before
from bot.keeping.erasure import EMPTIED, RECORDS, Receipt, empty, erase, lifted
from bot.keeping.holds import held, must_not_be_held
from bot.standard import Standard
from bot.store import Store
from bot.store import tables as t
from bot.store.inserts import insert_unless_taken

logger = logging.getLogger(__name__)

# In one transaction, so that nobody waits long for it.
BATCH = 50
NOBODY = "erased:%"
PERSONAL = {**EMPTIED, **RECORDS}


@dataclass(frozen=True)
class Due:
    """`tickets`: ids of those whose years are over; `customers`: those of whom nothing was heard since as long."""

    tickets: list[int]
    customers: list[str]


def run(store: Store, now: datetime, standard: Standard) -> Due:
    """Strips all that is due, a few at a time; any number of processes may, and a killed one loses nothing."""
    done = Due([], [])
    while True:
        with store.reading() as db:
            found = due(db, now, standard, BATCH)
        tickets = [one for one in found.tickets if one not in done.tickets]
        customers = [one for one in found.customers if one not in done.customers]
        if not tickets and not customers:
            return done
        with store.writing() as db:
            for ticket_id in tickets:
                _unless_refused(strip, db, ticket_id, now, standard)
            for customer_id in customers:
                _unless_refused(_forget, db, customer_id, now)
        done.tickets.extend(tickets)
        done.customers.extend(customers)


def _unless_refused(act: Callable[..., Any], *told: Any) -> None:
    """A hold may have been set, or a conversation begun, since we looked: then it waits for the next run."""
    try:
        act(*told)
    except Conflict as refused:
        logger.info("retention leaves one as it is: %s", refused.code)


def due(db: Connection, now: datetime, standard: Standard, limit: int | None = None) -> Due:
    """What a run would strip at `now`, the oldest first. What is on hold is left out."""
    oldest = years_before(now, standard.retention.years)
    tickets = [row.ticket_id for row in db.execute(_ended(oldest).limit(limit))]
    return Due(tickets, [row.id for row in db.execute(_silent(oldest).limit(limit))])


def strip(db: Connection, ticket_id: int, now: datetime, standard: Standard) -> dict[str, int]:
    """Of one ticket, once: rows emptied, by table; none when it was stripped before.

    Raises: NotFound; Conflict "legal_hold"; Conflict "locked", with `until` when the ticket has ended."""
    ticket = db.execute(select(t.tickets).where(t.tickets.c.id == ticket_id)).first()
    if ticket is None:
        raise NotFound("no_such_ticket")
    must_not_be_held(db, ticket.customer_id)
    _must_be_over(db, ticket_id, now, standard.retention.years)
    if insert_unless_taken(db, t.strippings, ticket_id=ticket_id, counts={}, at=now) is None:
        return {}
    with lifted(db):
        rows = rows_of_ticket(ticket_id)
        counts = {table.name: empty(db, table, rows[table], PERSONAL[table]) for table in rows}
        counts = {name: count for name, count in counts.items() if count}
        db.execute(update(t.strippings).where(t.strippings.c.ticket_id == ticket_id).values(counts=counts))
    audit.record(db, "desk", "retention.stripped", f"ticket:{ticket.number}", now, counts=counts)
    return counts


def rows_of_ticket(ticket_id: int) -> dict[Any, Any]:
    """For each table that holds something personal and leads to a ticket, in one step or two, the condition of its
    rows. Found by the tables' own references, so that a new one cannot be forgotten."""
    direct = {table for table in PERSONAL if "ticket_id" in table.c}
    rows = {t.tickets: t.tickets.c.id == ticket_id, **{table: table.c.ticket_id == ticket_id for table in direct}}
    for table in PERSONAL.keys() - rows.keys():
        for key in table.foreign_keys:
            if key.column.table in direct:
                of_ticket = select(key.column).where(key.column.table.c.ticket_id == ticket_id)
                rows[table] = key.parent.in_(of_ticket.scalar_subquery())
    return rows


def _must_be_over(db: Connection, ticket_id: int, now: datetime, years: int) -> None:
    last = db.execute(last_states().where(t.ticket_events.c.ticket_id == ticket_id)).first()
    if last is None or last.state not in ENDS:
        raise Conflict("locked", "the ticket is not closed")
    if last.at >= years_before(now, years):
        until = years_before(last.at, -years)
        raise Conflict("locked", f"kept until {until:%Y-%m-%d}, {years} years from its end", until=until.isoformat())


def _ended(oldest: datetime) -> Select:
    events = t.ticket_events
    held_ones = select(t.tickets.c.id).where(t.tickets.c.customer_id.in_(held()))
    return (
        ended_before(oldest)
        .where(events.c.ticket_id.not_in(select(t.strippings.c.ticket_id)), events.c.ticket_id.not_in(held_ones))
        .order_by(events.c.at)
    )


def _silent(oldest: datetime) -> Select:
    """Customers who are still known, of whom nothing is younger and no record is kept."""

    def has(table: Any, *conditions: Any) -> Any:
        joined = t.conversations.join(table, table.c.conversation_id == t.conversations.c.id)
        theirs = t.conversations.c.customer_id == t.customers.c.id
        return select(table.c.id).select_from(joined).where(theirs, *conditions).exists()

    def owns(table: Any, *conditions: Any) -> Any:
        return select(table.c.id).where(table.c.customer_id == t.customers.c.id, *conditions).exists()

    visits = select(t.places.c.appointment_id).where(t.places.c.ends_at >= oldest)
    return (
        select(t.customers.c.id)
        .where(t.customers.c.created_at < oldest, t.customers.c.id.not_in(held()))
        .where(owns(t.identities, t.identities.c.external_id.not_like(NOBODY)))
        .where(~owns(t.identities, t.identities.c.verified_at >= oldest))
        .where(~has(t.messages, t.messages.c.created_at >= oldest))
        .where(~has(t.handoffs, func.coalesce(t.handoffs.c.ended_at, oldest) >= oldest))
        .where(~owns(t.tickets, t.tickets.c.id.not_in(select(t.strippings.c.ticket_id))))
        .where(~owns(t.appointments, t.appointments.c.id.in_(visits) | (t.appointments.c.created_at >= oldest)))
        .order_by(t.customers.c.created_at)
    )


def _forget(db: Connection, customer_id: str, now: datetime) -> Receipt:
    receipt = erase(db, customer_id, now, records_too=True)
    audit.record(db, "desk", "retention.forgotten", f"customer:{customer_id}", now, counts=receipt.counts)
    return receipt
