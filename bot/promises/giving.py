"""What becomes of a promise: made, kept, broken, withdrawn. Each happens once; who comes second changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, update
from sqlalchemy.engine import Connection

from bot.promises.record import OPEN, Promise, find
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import promises
from bot.wakeups import Wakeup


def make(
    db: Connection,
    conversation_id: str,
    due_at: datetime,
    now: datetime,
    *,
    key: str | None = None,
    seq: int | None = None,
    ticket_id: int | None = None,
    handoff_id: int | None = None,
    agent_id: int | None = None,
    clock: str | None = None,
    what: str = "",
    renews_id: int | None = None,
) -> int | None:
    """Its id; None when the promise of this `key` was made before."""
    row = {"conversation_id": conversation_id, "due_at": due_at, "made_at": now, "key": key, "seq": seq}
    about = {"ticket_id": ticket_id, "handoff_id": handoff_id, "agent_id": agent_id, "clock": clock, "what": what}
    made = insert_unless_taken(db, promises, **row, **about, renews_id=renews_id)
    wake_after_commit(db, Wakeup("conversation", conversation_id))
    return made


def keep(db: Connection, promise_id: int, now: datetime, agent_id: int | None = None) -> bool:
    """Also a broken one may be kept, late. Returns whether it was not kept before. Raises: NotFound."""
    one = find(db, promise_id)
    still = and_(promises.c.id == promise_id, promises.c.kept_at.is_(None), promises.c.withdrawn_at.is_(None))
    return _changed(db, one, still, {"kept_at": now, "kept_by": agent_id})


def broken(db: Connection, one: Promise, now: datetime) -> bool:
    """Returns whether it was still open: who is told so tells the customer."""
    return _changed(db, one, and_(promises.c.id == one.id, OPEN), {"broken_at": now})


def withdraw(db: Connection, one: Promise, now: datetime) -> bool:
    """Nobody waits for it any more."""
    return _changed(db, one, and_(promises.c.id == one.id, OPEN), {"withdrawn_at": now})


def renew(db: Connection, one: Promise, due_at: datetime, seq: int, now: datetime) -> int | None:
    """In the place of a broken one: a person answers until then."""
    about: dict[str, Any] = {
        "ticket_id": one.ticket_id,
        "handoff_id": one.handoff_id,
        "agent_id": one.agent_id,
        "what": one.what,
    }
    key = f"renews:{one.id}"
    return make(db, one.conversation_id, due_at, now, key=key, seq=seq, renews_id=one.id, **about)


def _changed(db: Connection, one: Promise, where: Any, change: dict[str, Any]) -> bool:
    changed = bool(db.execute(update(promises).where(where).values(change)).rowcount == 1)
    if changed:
        wake_after_commit(db, Wakeup("conversation", one.conversation_id))
    return changed
