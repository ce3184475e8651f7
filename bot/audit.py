"""Who did what, and who looked at what (SYS-21, S1-1.5-e, S4-6.3-b): appended, never changed, chained by hash.

Each entry's hash covers the entry and the hash before it: a row that is changed, left out or put in breaks the chain
from there on."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Row

from bot.store.locks import lock_name
from bot.store.tables import audit

FIRST = "0" * 64  # what the first entry takes for the hash before it


@dataclass(frozen=True)
class Entry:
    """`actor`: an agent's login, or "desk" for what runs by itself; `subject`: "<noun>:<id>", such as "ticket:T12"."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: dict[str, Any]
    hash: str


def record(db: Connection, actor: str, action: str, subject: str, now: datetime, **data: Any) -> None:
    """In the transaction of what it records. `data` must be plain JSON, without a customer's words."""
    lock_name(db, "audit")
    last = db.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar() or FIRST
    row = {"at": now, "actor": actor, "action": action, "subject": subject, "data": data}
    db.execute(insert(audit).values(**row, hash=_hash(last, row)))


def broken(db: Connection) -> Entry | None:
    """The first entry that does not fit the one before it; None while the chain holds."""
    last = FIRST
    for row in db.execute(select(audit).order_by(audit.c.id)):
        told = {name: row._mapping[name] for name in ("at", "actor", "action", "subject", "data")}
        if row.hash != _hash(last, told):
            return _entry(row)
        last = row.hash
    return None


def listing(db: Connection, *, subject: str | None = None, limit: int = 50, before: int | None = None) -> list[Entry]:
    """Newest first; `before`: the id of the last one seen."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [_entry(row) for row in db.execute(query)]


def _hash(last: str, row: dict[str, Any]) -> str:
    told = {**row, "at": row["at"].astimezone(timezone.utc).isoformat()}
    return hashlib.sha256((last + json.dumps(told, sort_keys=True, ensure_ascii=True)).encode()).hexdigest()


def _entry(row: Row) -> Entry:
    return Entry(row.id, row.at, row.actor, row.action, row.subject, row.data, row.hash)
