"""How far a conversation was delivered to its app: a cursor into the transcript, moved with a receipt for each part."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.locks import lock_conversation
from bot.store.tables import conversations, dead_letters, deliveries, messages, receipts, turns
from bot.wakeups import Wakeup

SOME = 100  # conversations
# Put together once: these follow every message.
_DUE = (
    update(deliveries)
    .where(deliveries.c.conversation_id == bindparam("here"), deliveries.c.stopped_at.is_(None))
    .where(deliveries.c.due_at.is_(None))
    .values(due_at=bindparam("now"))
)
_GO_ON = (
    update(deliveries)
    .where(deliveries.c.conversation_id == bindparam("here"), deliveries.c.stopped_at.isnot(None))
    .values(stopped_at=None, attempts=0, due_at=bindparam("now"))
)


@dataclass(frozen=True)
class Position:
    """Everything up to message `seq` has been dealt with, and of the message after it the first `parts`."""

    conversation_id: str
    channel: str
    address: str
    seq: int
    parts: int
    attempts: int


def begin(db: Connection, conversation_id: str, channel: str, address: str) -> None:
    """From now on the conversation is delivered to this chat of an app. Again: at this address."""
    first = select(messages.c.created_at).where(messages.c.conversation_id == conversation_id)
    due_at = db.execute(first.order_by(messages.c.seq).limit(1)).scalar()
    row = {"conversation_id": conversation_id, "channel": channel, "address": address, "due_at": due_at}
    if insert_unless_taken(db, deliveries, **row) is None:
        db.execute(_here(conversation_id).values(address=address))


def owed(db: Connection, conversation_id: str, author: str, now: datetime) -> None:
    """Something was said: it is to be delivered. When the customer says it, a chat that had been stopped goes on."""
    if author == "customer":
        go_on(db, conversation_id, now)
        return
    db.execute(_DUE, {"here": conversation_id, "now": now})


def stop(db: Connection, conversation_id: str, now: datetime) -> None:
    """The app says that the customer does not want to hear from us: nothing goes there before they do."""
    if db.execute(_here(conversation_id).values(stopped_at=now, due_at=None)).rowcount:
        wake_after_commit(db, Wakeup("conversation", conversation_id))


def go_on(db: Connection, conversation_id: str, now: datetime) -> None:
    """What waited in a stopped chat is due."""
    if not db.execute(_GO_ON, {"here": conversation_id, "now": now}).rowcount:
        return
    open_ones = dead_letters.c.resolved_at.is_(None) & dead_letters.c.reason.in_(["blocked", "gone"])
    here = dead_letters.c.conversation_id == conversation_id
    db.execute(update(dead_letters).where(here, open_ones).values(resolved_at=now))
    wake_after_commit(db, Wakeup("conversation", conversation_id))


def due(db: Connection, channel: str, now: datetime, limit: int, but: Collection[str] = ()) -> list[str]:
    """Conversations in which something may be delivered now, the longest due first; those in `but` are left out."""
    query = (
        select(deliveries.c.conversation_id)
        .where(deliveries.c.channel == channel, deliveries.c.due_at <= now)
        .order_by(deliveries.c.due_at)
        .limit(limit + len(but))
    )
    return [row.conversation_id for row in db.execute(query) if row.conversation_id not in but][:limit]


def position(db: Connection, conversation_id: str) -> Position | None:
    """None when it is not delivered to an app, or was stopped."""
    query = select(deliveries).where(deliveries.c.conversation_id == conversation_id, deliveries.c.stopped_at.is_(None))
    row = db.execute(query).first()
    if row is None:
        return None
    return Position(row.conversation_id, row.channel, row.address, row.delivered_seq, row.delivered_parts, row.attempts)


def sent(db: Connection, at: Position, seq: int, part: int, external_id: str, last: bool, now: datetime) -> Position:
    """Part `part` (from 0) of message `seq` went out as the app's message `external_id`; `last`: and was the last one.

    Returns where the cursor is now. Raises: Conflict "delivery_lost" when another process has moved it."""
    lock_conversation(db, at.conversation_id)
    row = {"conversation_id": at.conversation_id, "seq": seq, "part": part, "external_id": external_id, "at": now}
    if insert_unless_taken(db, receipts, **row) is None:
        raise Conflict("delivery_lost", "another process has delivered this part")
    if last:
        return _dealt_with(db, at, seq, now)
    # A dead letter that is tried again lies behind the cursor, which stays where it is.
    return _move(db, at, at.seq, part + 1) if seq > at.seq else at


def passed(db: Connection, at: Position, seq: int, now: datetime) -> Position:
    """There is nothing to send up to message `seq`. Raises: Conflict "delivery_lost"."""
    lock_conversation(db, at.conversation_id)
    return _dealt_with(db, at, seq, now)


def _dealt_with(db: Connection, at: Position, seq: int, now: datetime) -> Position:
    moved = _move(db, at, seq, 0) if seq > at.seq else at
    _recovered(db, at.conversation_id, seq, now)
    rest(db, at.conversation_id, now)
    return moved


def _move(db: Connection, at: Position, seq: int, parts: int) -> Position:
    mine = _here(at.conversation_id).where(
        deliveries.c.delivered_seq == at.seq, deliveries.c.delivered_parts == at.parts
    )
    if db.execute(mine.values(delivered_seq=seq, delivered_parts=parts, attempts=0)).rowcount != 1:
        raise Conflict("delivery_lost", "another process has moved this conversation's cursor")
    return replace(at, seq=seq, parts=parts, attempts=0)


def _recovered(db: Connection, conversation_id: str, seq: int, now: datetime) -> None:
    """Its dead letter, if there is one, is no more."""
    here = (dead_letters.c.conversation_id == conversation_id, dead_letters.c.seq == seq)
    opened = update(dead_letters).where(*here, dead_letters.c.resolved_at.is_(None))
    if db.execute(opened.values(resolved_at=now, again_at=None)).rowcount:
        wake_after_commit(db, Wakeup("conversation", conversation_id))


def rest(db: Connection, conversation_id: str, now: datetime) -> None:
    """Due now, behind the others, while something is open; otherwise not before something is said."""
    lock_conversation(db, conversation_id)
    last = select(conversations.c.next_seq - 1).where(conversations.c.id == conversation_id).scalar_subquery()
    wanted = select(dead_letters.c.id).where(
        dead_letters.c.conversation_id == conversation_id, dead_letters.c.again_at.isnot(None)
    )
    is_open = or_(deliveries.c.delivered_seq < last, wanted.exists())
    db.execute(_here(conversation_id).values(due_at=case((is_open, now), else_=None)))


def later(db: Connection, at: Position, due_at: datetime, failed: bool) -> None:
    """Tried again at `due_at`; `failed`: one more attempt that came to nothing."""
    db.execute(_here(at.conversation_id).values(due_at=due_at, attempts=at.attempts + int(failed)))


def parts_sent(db: Connection, conversation_id: str, seq: int) -> int:
    """How many parts of message `seq` went out."""
    here = (receipts.c.conversation_id == conversation_id, receipts.c.seq == seq)
    return int(db.execute(select(func.count()).select_from(receipts).where(*here)).scalar_one())


def said_as(db: Connection, conversation_id: str, external_id: str) -> int | None:
    """The number of the message that the app knows as `external_id`."""
    query = select(receipts.c.seq).where(
        receipts.c.conversation_id == conversation_id, receipts.c.external_id == external_id
    )
    seq: int | None = db.execute(query.limit(1)).scalar()
    return seq


def awaiting_answer(db: Connection, channel: str, also: Collection[str] = ()) -> list[str]:
    """Chats in which the assistant owes an answer, and those of the conversations `also`; not more than some."""
    owing = select(turns.c.conversation_id).where(turns.c.done_at.is_(None)).limit(SOME)
    wanted = {*(row.conversation_id for row in db.execute(owing)), *list(also)[:SOME]}
    here = (deliveries.c.conversation_id.in_(wanted), deliveries.c.stopped_at.is_(None))
    query = select(deliveries.c.address).where(*here, deliveries.c.channel == channel)
    return [row.address for row in db.execute(query)] if wanted else []


def _here(conversation_id: str):  # type: ignore[no-untyped-def]  # no name for it in 1.4
    return update(deliveries).where(deliveries.c.conversation_id == conversation_id, deliveries.c.stopped_at.is_(None))
