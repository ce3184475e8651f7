"""A legal hold: while it stands, nothing of its customer is stripped or erased, however old (C-19)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot import audit
from bot.errors import Conflict, Invalid, NotFound
from bot.store.locks import lock_name
from bot.store.tables import holds


@dataclass(frozen=True)
class Hold:
    """`set_by`, `lifted_by`: logins, or "desk" for the operator's command."""

    id: int
    customer_id: str
    reason: str
    set_by: str
    set_at: datetime
    lifted_by: str | None
    lifted_because: str | None
    lifted_at: datetime | None


def hold(db: Connection, customer_id: str, reason: str, by: str, now: datetime) -> Hold:
    """Raises: Invalid "reason"; Conflict "held_already"."""
    _must_be_said(reason)
    lock_name(db, "holds")
    if db.execute(held().where(holds.c.customer_id == customer_id)).first() is not None:
        raise Conflict("held_already", "a hold stands for this customer already")
    db.execute(insert(holds).values(customer_id=customer_id, reason=reason, set_by=by, set_at=now))
    audit.record(db, by, "hold.set", f"customer:{customer_id}", now)
    return standing(db, customer_id)


def lift(db: Connection, customer_id: str, because: str, by: str, now: datetime) -> None:
    """Raises: Invalid "reason"; NotFound "no_hold"."""
    _must_be_said(because)
    change = update(holds).where(holds.c.customer_id == customer_id, holds.c.lifted_at.is_(None))
    if db.execute(change.values(lifted_by=by, lifted_because=because, lifted_at=now)).rowcount == 0:
        raise NotFound("no_hold", "no hold stands for this customer")
    audit.record(db, by, "hold.lifted", f"customer:{customer_id}", now)


def standing(db: Connection, customer_id: str) -> Hold:
    """Raises: NotFound "no_hold"."""
    row = db.execute(select(holds).where(holds.c.customer_id == customer_id, holds.c.lifted_at.is_(None))).first()
    if row is None:
        raise NotFound("no_hold", "no hold stands for this customer")
    return _hold(row)


def must_not_be_held(db: Connection, customer_id: str) -> None:
    """Raises: Conflict "legal_hold"."""
    if db.execute(held().where(holds.c.customer_id == customer_id)).first() is not None:
        raise Conflict("legal_hold", "a legal hold stands for this customer: lift it first")


def held() -> Select:
    """The customers for whom a hold stands."""
    return select(holds.c.customer_id).where(holds.c.lifted_at.is_(None))


def listing(db: Connection, *, limit: int = 50, before: int | None = None) -> list[Hold]:
    """The latest first, the lifted ones too."""
    query = select(holds).order_by(holds.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(holds.c.id < before)
    return [_hold(row) for row in db.execute(query)]


def _must_be_said(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason", "a reason is needed")


def _hold(row: Row) -> Hold:
    return Hold(**row._mapping)
