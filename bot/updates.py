"""What messaging apps told us: kept before it is acknowledged, worked off afterwards, each sender's in its order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.engine import Connection

from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import updates
from bot.wakeups import Wakeup

ATTEMPTS = 5
# After the first failure; each further one doubles it.
PAUSE_SECONDS = 2.0
ERROR_LIMIT = 500  # characters
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Update:
    """`account`: which bot of ours got it; `update_id`: the app's own number; `sender`: "" when nobody's."""

    id: int
    channel: str
    account: str
    update_id: str
    sender: str
    body: Any
    attempts: int
    received_at: datetime


def keep(db: Connection, channel: str, account: str, update_id: str, sender: str, body: Any, now: datetime) -> bool:
    """Store it as it came; False when it is known already, which is as good. `body`: anything that JSON can say."""
    row = {"channel": channel, "account": account, "update_id": update_id, "sender": sender, "body": body}
    if insert_unless_taken(db, updates, **row, received_at=now) is None:
        return False
    wake_after_commit(db, Wakeup("update", channel))
    return True


def oldest_open(db: Connection, channel: str, now: datetime) -> Update | None:
    """The next one to work off, locked until this transaction ends; None when there is nothing to do.

    One sender's updates are taken in the order in which they came, whatever the number of workers."""
    older = updates.alias("older")
    same = and_(older.c.channel == updates.c.channel, older.c.account == updates.c.account)
    theirs = and_(older.c.sender == updates.c.sender, older.c.sender != "")
    waits_for_older = exists().where(and_(same, theirs, older.c.done_at.is_(None), older.c.id < updates.c.id))
    due = or_(updates.c.retry_at.is_(None), updates.c.retry_at <= now)
    query = (
        select(updates)
        .where(updates.c.channel == channel, updates.c.done_at.is_(None), due, ~waits_for_older)
        .order_by(updates.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = db.execute(query).first()
    return _update(row) if row else None


def done(db: Connection, id: int, outcome: str, now: datetime, error: str | None = None) -> None:
    """`outcome`: said | ignored | declined | dead. In the transaction that keeps what became of it."""
    values = {"outcome": outcome, "done_at": now, "error": error[:ERROR_LIMIT] if error else None}
    db.execute(update(updates).where(updates.c.id == id).values(**values))


def failed(db: Connection, id: int, error: str, now: datetime) -> bool:
    """To be tried again after a pause; after the last attempt it is dead: kept, and in nobody's way.

    Returns whether it is dead now."""
    attempts = int(db.execute(select(updates.c.attempts).where(updates.c.id == id)).scalar_one()) + 1
    retry_at = now + timedelta(seconds=PAUSE_SECONDS * 2 ** (attempts - 1))
    values = {"attempts": attempts, "error": error[:ERROR_LIMIT], "retry_at": retry_at}
    db.execute(update(updates).where(updates.c.id == id).values(**values))
    if attempts >= ATTEMPTS:
        done(db, id, "dead", now, error)
    return attempts >= ATTEMPTS


def later(db: Connection, id: int, retry_at: datetime) -> None:
    """Its sender is in a hurry: it waits, and what follows from them waits behind it. No attempt is counted."""
    db.execute(update(updates).where(updates.c.id == id).values(retry_at=retry_at))


def declined_since(db: Connection, one: Update, since: datetime) -> bool:
    """Has this sender been told already that the desk does not talk there?"""
    same = (updates.c.channel == one.channel) & (updates.c.account == one.account) & (updates.c.sender == one.sender)
    query = select(updates.c.id).where(same, updates.c.outcome == "declined", updates.c.done_at >= since)
    return db.execute(query.limit(1)).first() is not None


def dead(db: Connection, limit: int = 50) -> list[Update]:
    """What could not be worked off, latest first, for a person to see."""
    query = select(updates).where(updates.c.outcome == "dead").order_by(updates.c.id.desc()).limit(limit)
    return [_update(row) for row in db.execute(query)]


def open_count(db: Connection, channel: str) -> int:
    waiting = select(func.count()).select_from(updates)
    return int(db.execute(waiting.where(updates.c.channel == channel, updates.c.done_at.is_(None))).scalar_one())


def forget(db: Connection, now: datetime) -> int:
    """What was worked off a week ago; no app brings anything again so late. What is dead stays for a person to see.

    Returns how many."""
    old = delete(updates).where(updates.c.done_at < now - KEPT, updates.c.outcome != "dead")
    return int(db.execute(old).rowcount)


def _update(row: Any) -> Update:
    return Update(row.id, row.channel, row.account, row.update_id, row.sender, row.body, row.attempts, row.received_at)
