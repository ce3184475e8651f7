"""Forgetting a customer: what they said and who they are goes, and the figures of the work stay."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, case, cast, delete, insert, null, select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.keeping.ends import ended_before, years_before
from bot.keeping.holds import must_not_be_held
from bot.keeping.person import rows_of
from bot.store import Store
from bot.store import tables as t
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.wakeups import Wakeup

# Service records are kept for so many years from their end (S2-3.1-h, C-19), for audits and disputes; the standard may
# ask for more.
YEARS = 3

# Gone as a whole. Those that others refer to come after those.
DELETED = (
    *(t.attachment_contents, t.attachments, t.messages, t.turns, t.trackers, t.notes, t.whispers),
    *(t.receipts, t.deliveries, t.dead_letters, t.updates, t.link_codes, t.customer_joins),
    t.incident_followers,
)
# Who is forgotten is owed no apology for a promise that nobody can keep any more.
_WITHDRAWN = t.promises.c.withdrawn_at
_OWED = and_(t.promises.c.kept_at.is_(None), t.promises.c.broken_at.is_(None), _WITHDRAWN.is_(None))
# Kept for the figures, without a word of the customer's.
EMPTIED: dict[Any, dict[str, Any]] = {
    t.customers: {"name": None},
    t.holds: {"reason": "", "lifted_because": None},
    t.handoffs: {"brief": {}, "wrap_up": null(), "topic": ""},
    t.handoff_events: {"note": None},
    t.ratings: {"comment": ""},
    # The scores are the work's figures; of which conversation they are stays, and nothing of it can be read.
    t.quality_items: {"stratum": ""},
    t.quality_reviews: {"remarks": ""},
    t.quality_findings: {"what": ""},
    t.quality_steps: {"note": ""},
    t.quality_appeals: {"reason": "", "answer": ""},
    t.promises: {"what": "", "key": None, "withdrawn_at": case((_OWED, t.promises.c.due_at), else_=_WITHDRAWN)},
}
# The service records: the same, once they need be kept no longer.
RECORDS: dict[Any, dict[str, Any]] = {
    t.tickets: {"title": "", "fields": {}, "contact": "", "effect_key": None},
    t.ticket_events: {"note": None, "data": {}},
    t.callbacks: {"answers": {}},
    t.letters: {"parts": {}, "content": b"", "sha256": "", "client_key": cast(t.letters.c.id, String)},
    t.remedies: {"words": "", "reason": "", "client_key": cast(t.remedies.c.id, String)},
    t.remedy_decisions: {"note": ""},
    t.subtasks: {"request": ""},
    t.subtask_events: {"text": "", "data": {}},
    t.appointments: {"place": "", "name": "", "contact": "", "need": "", "effect_key": None},
    t.appointment_events: {"note": None},
}


@dataclass(frozen=True)
class Receipt:
    """`counts`: rows erased or emptied, by table; `kept`: numbers of the records that the standard still keeps."""

    customer_id: str
    counts: dict[str, int]
    kept: list[str]
    at: datetime


def erase(db: Connection, customer_id: str, now: datetime, *, records_too: bool = False, years: int = YEARS) -> Receipt:
    """Everything but the service records that are open or ended less than `years` ago; with `records_too` those as
    well. `sweep_freed_pages` afterwards leaves no trace in the database's files.

    Raises: NotFound; Conflict "legal_hold"; Conflict "being_served" or "visit_to_come", until which it has to wait."""
    must_not_be_held(db, customer_id)
    return _erase(db, customer_id, now, records_too, years)


def _erase(db: Connection, customer_id: str, now: datetime, records_too: bool, years: int = YEARS) -> Receipt:
    _lock(db, customer_id)
    _must_be_over(db, customer_id, now)
    tickets = [] if records_too else _retained(db, customer_id, years_before(now, years))
    with lifted(db):
        happened = _wipe(db, customer_id, tickets)
    db.execute(insert(t.erasures).values(customer_hash=fingerprint(customer_id), counts=happened, at=now))
    wake_after_commit(db, Wakeup("queue"))
    return Receipt(customer_id, happened, _numbers(db, tickets), now)


def _wipe(db: Connection, customer_id: str, tickets: list[int]) -> dict[str, int]:
    """Rows deleted or emptied, by table; the `tickets` stay."""
    rows = rows_of(customer_id)
    counts = {table.name: _delete(db, table, rows[table]) for table in DELETED}
    for table, blank in EMPTIED.items():
        counts[table.name] = empty(db, table, rows[table], blank)
    counts["identities"] = _unlink(db, rows[t.identities])
    for table, blank in RECORDS.items():
        counts[table.name] = empty(db, table, rows[table] & _not_of(table, tickets), blank)
    return {name: count for name, count in counts.items() if count}


@contextmanager
def lifted(db: Connection) -> Iterator[None]:
    """Within it, this transaction alone may change what happened: the database's triggers refuse everybody else."""
    sign = db.execute(insert(t.erasing)).inserted_primary_key[0]
    yield
    db.execute(delete(t.erasing).where(t.erasing.c.id == sign))


def erase_again(db: Connection, forgotten: Callable[[str], bool], now: datetime) -> list[Receipt]:
    """After an older back-up was restored: those of its customers who were `forgotten` since, by fingerprint."""
    ids = [row.id for row in db.execute(select(t.customers.c.id))]
    return [_erase(db, one, now, True) for one in ids if forgotten(fingerprint(one))]


def sweep_freed_pages(store: Store) -> None:
    """Database files keep deleted rows until their place is used again: here they are written anew.

    Other writers wait meanwhile: about a second for 100 MB."""
    pooled: Any = store.engine.raw_connection()
    pooled.detach()  # what is set here must not return to the others
    try:
        if store.engine.dialect.name == "postgresql":
            pooled.connection.autocommit = True
            orders: tuple[str, ...] = ("VACUUM",)
        else:
            orders = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        for order in orders:
            pooled.cursor().execute(order)
    finally:
        pooled.close()


def fingerprint(customer_id: str) -> str:
    """Of 96 random bits: whose it was cannot be found out from it."""
    return hashlib.sha256(customer_id.encode()).hexdigest()


def _lock(db: Connection, customer_id: str) -> None:
    if db.execute(select(t.customers.c.id).where(t.customers.c.id == customer_id)).first() is None:
        raise NotFound("no_such_customer")
    theirs = select(t.conversations.c.id).where(t.conversations.c.customer_id == customer_id)
    for row in db.execute(theirs.order_by(t.conversations.c.id)).all():
        lock_conversation(db, row.id)


def _must_be_over(db: Connection, customer_id: str, now: datetime) -> None:
    rows = rows_of(customer_id)
    if db.execute(select(t.handoffs.c.id).where(rows[t.handoffs], t.handoffs.c.ended_at.is_(None))).first():
        raise Conflict("being_served", "the customer waits for a person or talks with one: close that first")
    coming = db.execute(
        select(t.appointments.c.number)
        .join(t.places, t.places.c.appointment_id == t.appointments.c.id)
        .where(t.appointments.c.customer_id == customer_id, t.places.c.ends_at > now)
    ).scalar()
    if coming:
        raise Conflict("visit_to_come", f"appointment {coming} is still to come: cancel it first", number=coming)


def _retained(db: Connection, customer_id: str, oldest: datetime) -> list[int]:
    """Ids of the tickets that are open, or ended since then."""
    over = ended_before(oldest).with_only_columns(t.ticket_events.c.ticket_id)
    query = select(t.tickets.c.id).where(t.tickets.c.customer_id == customer_id, t.tickets.c.id.not_in(over))
    return [row.id for row in db.execute(query)]


def _not_of(table: Any, tickets: list[int]) -> Any:
    """A visit belongs to the record of its fault."""
    if table is t.tickets:
        return t.tickets.c.id.notin_(tickets)
    if table in (t.ticket_events, t.subtasks, t.callbacks, t.letters, t.remedies):
        return table.c.ticket_id.notin_(tickets)
    if table is t.subtask_events:
        asked = select(t.subtasks.c.id).where(t.subtasks.c.ticket_id.in_(tickets)).scalar_subquery()
        return t.subtask_events.c.subtask_id.notin_(asked)
    if table is t.remedy_decisions:
        given = select(t.remedies.c.id).where(t.remedies.c.ticket_id.in_(tickets)).scalar_subquery()
        return t.remedy_decisions.c.remedy_id.notin_(given)
    visits = select(t.appointments.c.id).where(t.appointments.c.ticket_id.in_(tickets)).scalar_subquery()
    return (t.appointments.c.id if table is t.appointments else table.c.appointment_id).notin_(visits)


def _delete(db: Connection, table: Any, condition: Any) -> int:
    return int(db.execute(delete(table).where(condition).execution_options(synchronize_session=False)).rowcount)


def empty(db: Connection, table: Any, condition: Any, blank: dict[str, Any]) -> int:
    """Returns how many rows."""
    return int(db.execute(update(table).where(condition).values(**blank)).rowcount)


def _unlink(db: Connection, condition: Any) -> int:
    """The row stays for its conversations; by nothing can anybody be known again."""
    known = [row.id for row in db.execute(select(t.identities.c.id).where(condition))]
    for identity_id in known:
        nobody = {"external_id": f"erased:{secrets.token_hex(16)}", "verified_at": None}
        db.execute(update(t.identities).where(t.identities.c.id == identity_id).values(**nobody))
    return len(known)


def _numbers(db: Connection, tickets: list[int]) -> list[str]:
    return [row.number for row in db.execute(select(t.tickets.c.number).where(t.tickets.c.id.in_(tickets)))]
