"""What could not be delivered: kept for a person to see, who may have it tried again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Row

from bot.deliveries.cursor import Position, passed, position, rest
from bot.errors import Conflict, NotFound
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.locks import lock_conversation
from bot.store.tables import dead_letters, deliveries
from bot.wakeups import Wakeup

DETAIL = 200  # characters of what the app said
# The whole chat is closed to us: nothing else goes there before the customer writes, or an agent has it tried again.
STOPS = ("blocked", "gone")


@dataclass(frozen=True)
class DeadLetter:
    """`reason`: blocked | gone | refused | too_old; `again_at`: somebody wants it tried once more."""

    conversation_id: str
    seq: int
    reason: str
    detail: str
    at: datetime
    again_at: datetime | None


def bury(db: Connection, at: Position, seq: int, reason: str, detail: str, now: datetime) -> None:
    """Message `seq` cannot be delivered. Blocked and gone stop the chat at it; otherwise the next one is due.

    Raises: Conflict "delivery_lost" when another process has moved the cursor."""
    lock_conversation(db, at.conversation_id)
    here_now = position(db, at.conversation_id)  # some of its parts may have gone out
    if here_now is None or here_now.seq != at.seq:
        raise Conflict("delivery_lost", "another process has moved this conversation's cursor")
    if reason in STOPS:
        here = update(deliveries).where(deliveries.c.conversation_id == at.conversation_id)
        db.execute(here.values(stopped_at=now, due_at=None))
    elif seq > at.seq:
        passed(db, here_now, seq, now)
    _keep(db, at.conversation_id, seq, reason, detail[:DETAIL], now)
    rest(db, at.conversation_id, now)
    wake_after_commit(db, Wakeup("conversation", at.conversation_id))


def _keep(db: Connection, conversation_id: str, seq: int, reason: str, detail: str, now: datetime) -> None:
    told = {"reason": reason, "detail": detail, "at": now}
    if insert_unless_taken(db, dead_letters, conversation_id=conversation_id, seq=seq, **told) is None:
        opened = {"again_at": None, "resolved_at": None, "resolved_by": None}
        db.execute(_letter(conversation_id, seq).values(**told, **opened))


def of_conversation(db: Connection, conversation_id: str) -> list[DeadLetter]:
    """Those that nobody has resolved, in the order of the transcript."""
    return [_dead_letter(row) for row in db.execute(_open(conversation_id))]


def open_ones(db: Connection, limit: int) -> list[DeadLetter]:
    """Of all conversations, the latest first."""
    query = select(dead_letters).where(dead_letters.c.resolved_at.is_(None)).order_by(dead_letters.c.id.desc())
    return [_dead_letter(row) for row in db.execute(query.limit(limit))]


def stopped(db: Connection, conversation_id: str) -> int | None:
    """The number of the last message that was delivered before the chat was closed to us; None when it is not."""
    query = select(deliveries.c.delivered_seq)
    row = db.execute(
        query.where(deliveries.c.conversation_id == conversation_id, deliveries.c.stopped_at.isnot(None))
    ).first()
    return row.delivered_seq if row else None


def count_open(db: Connection) -> int:
    query = select(func.count()).select_from(dead_letters).where(dead_letters.c.resolved_at.is_(None))
    return int(db.execute(query).scalar_one())


def resolve(db: Connection, conversation_id: str, seq: int, agent_id: int, now: datetime) -> None:
    """An agent has seen to it. Raises: NotFound."""
    done = _letter(conversation_id, seq).where(dead_letters.c.resolved_at.is_(None))
    if not db.execute(done.values(resolved_at=now, resolved_by=agent_id, again_at=None)).rowcount:
        raise NotFound("no_such_dead_letter")
    wake_after_commit(db, Wakeup("conversation", conversation_id))


def again(db: Connection, conversation_id: str, seq: int, now: datetime) -> None:
    """Tried once more: in a stopped chat it and all that waits behind it, otherwise it alone. Raises: NotFound."""
    lock_conversation(db, conversation_id)
    asked = _letter(conversation_id, seq).where(dead_letters.c.resolved_at.is_(None))
    if not db.execute(asked.values(again_at=now)).rowcount:
        raise NotFound("no_such_dead_letter")
    here = update(deliveries).where(deliveries.c.conversation_id == conversation_id)
    db.execute(here.values(stopped_at=None, attempts=0, due_at=now))
    wake_after_commit(db, Wakeup("conversation", conversation_id))


def _open(conversation_id: str):  # type: ignore[no-untyped-def]  # SQLAlchemy 1.4's stubs have no name for it
    here = (dead_letters.c.conversation_id == conversation_id, dead_letters.c.resolved_at.is_(None))
    return select(dead_letters).where(*here).order_by(dead_letters.c.seq)


def _letter(conversation_id: str, seq: int):  # type: ignore[no-untyped-def]
    return update(dead_letters).where(dead_letters.c.conversation_id == conversation_id, dead_letters.c.seq == seq)


def _dead_letter(row: Row) -> DeadLetter:
    return DeadLetter(row.conversation_id, row.seq, row.reason, row.detail, row.at, row.again_at)
