"""Who did what, and who looked at what (SYS-21, S1-1.5-e, S4-6.3-b): appended, never changed, chained by hash.

Each entry's hash covers the entry and the hash before it: a row that is changed, left out or put in breaks the chain
from there on. Rows that are cut off at the end leave a shorter chain that holds, so anchors are written elsewhere (the
log, an operator's drawer): an entry's id and hash, which must be found again."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Row

from bot.errors import Invalid
from bot.store.engine import act_at_the_end, act_now
from bot.store.locks import lock_name
from bot.store.tables import audit

FIRST = "0" * 64  # what the first entry takes for the hash before it
BATCH = 1000  # entries read at once
ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


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


@dataclass(frozen=True)
class Anchor:
    """The last entry of some moment."""

    id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """Raises: Invalid "no_anchor"."""
        found = ANCHOR.fullmatch(text.strip())
        if found is None:
            raise Invalid("no_anchor", f"no anchor (<number>:<64 hexadecimal digits>): {text[:80]}")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True)
class Verdict:
    """`entries`: how many fit; `broken`: the first that does not fit the one before it; `lost`: the first anchor whose
    entry is not there, or is another."""

    entries: int
    broken: Entry | None
    lost: Anchor | None

    @property
    def holds(self) -> bool:
        return self.broken is None and self.lost is None


def record(db: Connection, actor: str, action: str, subject: str, now: datetime, **data: Any) -> None:
    """In the transaction of what it records, at its end: writers wait for each other only for that moment. `data` must
    be plain JSON, without a customer's words."""
    # As it will be read again: the hash is of that.
    row = {"at": now, "actor": actor, "action": action, "subject": subject, "data": json.loads(json.dumps(data))}
    act_at_the_end(db, lambda at_the_end: _append(at_the_end, row))


def _append(db: Connection, row: dict[str, Any]) -> None:
    lock_name(db, "audit")
    last = db.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar() or FIRST
    db.execute(insert(audit).values(**row, hash=_hash(last, row)))


def verify(db: Connection, anchors: Iterable[Anchor] = ()) -> Verdict:
    """All of it, from the first entry on: about 50,000 entries a second."""
    act_now(db)
    wanted = {anchor.id: anchor for anchor in anchors}
    last, count = FIRST, 0
    for row in _rows(db):
        told = {name: row._mapping[name] for name in ("at", "actor", "action", "subject", "data")}
        if row.hash != _hash(last, told):
            return Verdict(count, _entry(row), None)
        if row.id in wanted and wanted[row.id].hash == row.hash:
            del wanted[row.id]
        last, count = row.hash, count + 1
    return Verdict(count, None, wanted[min(wanted)] if wanted else None)


def broken(db: Connection) -> Entry | None:
    """The first entry that does not fit the one before it; None while the chain holds."""
    return verify(db).broken


def anchor(db: Connection) -> Anchor | None:
    """To be kept where who can change the database cannot; None before anything was recorded."""
    row = db.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)).first()
    return Anchor(row.id, row.hash) if row else None


def listing(
    db: Connection,
    *,
    actor: str | None = None,
    action: str | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[Entry]:
    """Newest first; `before`: the id of the last one seen. A `subject` such as "ticket:" is of all
    tickets."""
    act_now(db)
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if actor:
        query = query.where(audit.c.actor == actor)
    if action:
        query = query.where(audit.c.action == action)
    if subject:
        of_a_kind = audit.c.subject.startswith(subject, autoescape=True)
        query = query.where(of_a_kind if subject.endswith(":") else audit.c.subject == subject)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [_entry(row) for row in db.execute(query)]


def actions(db: Connection) -> list[str]:
    """Those that were ever recorded."""
    return [row.action for row in db.execute(select(audit.c.action).distinct().order_by(audit.c.action))]


def _rows(db: Connection) -> Iterator[Any]:
    last = 0
    while page := db.execute(select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(BATCH)).all():
        yield from page
        last = page[-1].id


def _hash(last: str, row: dict[str, Any]) -> str:
    told = {**row, "at": row["at"].astimezone(timezone.utc).isoformat()}
    return hashlib.sha256((last + json.dumps(told, sort_keys=True, ensure_ascii=True)).encode()).hexdigest()


def _entry(row: Row) -> Entry:
    return Entry(row.id, row.at, row.actor, row.action, row.subject, row.data, row.hash)
