"""Two customers become one: the older survives, and everything of the younger is theirs from then on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_name
from bot.store.tables import conversations, customer_joins, customers, metadata
from bot.wakeups import Wakeup


@dataclass(frozen=True)
class Joined:
    """`customer_id` is who they are now; `joined_id` who one of them was, None when they were one already.

    `there` is the conversation that was joined to `here`, if there is one."""

    customer_id: str
    joined_id: str | None
    here: str
    there: str | None


def locked(db: Connection, who: Callable[[], list[str]]) -> list[str]:
    """The two customers, with all their conversations locked: `who` reads them, once no other join can change them.

    One join at a time, and conversations before customers, each by id, as whoever writes in them locks them."""
    lock_name(db, "joins")
    both = who()
    theirs = select(conversations.c.id).where(conversations.c.customer_id.in_(both))
    db.execute(theirs.order_by(conversations.c.id).with_for_update()).all()
    them = select(customers.c.id).where(customers.c.id.in_(both))
    db.execute(them.order_by(customers.c.id).with_for_update()).all()
    return both


def join(db: Connection, both: list[str], proof: str, now: datetime, conversation_id: str, there: str | None) -> Joined:
    if both[0] == both[1]:
        return Joined(both[0], None, conversation_id, there)
    by_age = select(customers).where(customers.c.id.in_(both)).order_by(customers.c.created_at, customers.c.id)
    older, younger = db.execute(by_age).all()
    for column in _references():
        db.execute(update(column.table).where(column == younger.id).values({column: older.id}))
    kept = {"name": older.name or younger.name, "class": _class(older, younger)}
    db.execute(update(customers).where(customers.c.id == older.id).values(kept))
    db.execute(insert(customer_joins).values(customer_id=older.id, joined_id=younger.id, proof=proof, at=now))
    db.execute(delete(customers).where(customers.c.id == younger.id))
    _wake(db, older.id)
    return Joined(older.id, younger.id, conversation_id, there)


def _references() -> list[Any]:
    """Every column of every table that says whose a row is, so that a new table is not forgotten."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.c
        if any(key.column is customers.c.id for key in column.foreign_keys)
    ]


def _class(older: Any, younger: Any) -> str:
    """A class that one of them was given is not lost."""
    classes = [one._mapping["class"] for one in (older, younger)]
    return str(next((one for one in classes if one != "ordinary"), "ordinary"))


def _wake(db: Connection, customer_id: str) -> None:
    for conversation_id in db.execute(select(conversations.c.id).where(conversations.c.customer_id == customer_id)):
        wake_after_commit(db, Wakeup("conversation", conversation_id.id))
    for topic in ("queue", "work"):
        wake_after_commit(db, Wakeup(topic))


def customer_of(db: Connection, conversation_id: str) -> str:
    row = db.execute(select(conversations.c.customer_id).where(conversations.c.id == conversation_id)).first()
    if row is None:
        raise NotFound("no_such_conversation")
    return str(row.customer_id)


def latest(db: Connection, customer_id: str) -> str | None:
    theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
    return db.execute(theirs.order_by(conversations.c.created_at.desc(), conversations.c.id)).scalar()
