"""What was said: the one source of truth. A message is added, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.errors import Conflict, NotFound
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.store.tables import agents, conversations, messages
from bot.wakeups import Wakeup


def _query() -> Select:
    columns = [column for column in messages.c if column.name != "payloads"]
    agent = (agents.c.name.label("agent_name"), agents.c.staff_no.label("agent_no"))
    return select(*columns, *agent).select_from(messages.outerjoin(agents, agents.c.id == messages.c.agent_id))


# Put together once: these are asked for every message.
_HERE: Any = bindparam("here")
_ADD = insert(messages)
_GO_ON = update(conversations).where(conversations.c.id == _HERE).values(next_seq=bindparam("following"))
_FOLLOWING = select(conversations.c.next_seq).where(conversations.c.id == _HERE)
_BY_KEY = _query().where(messages.c.conversation_id == _HERE, messages.c.client_key == bindparam("key"))
_AT = _query().where(messages.c.conversation_id == _HERE, messages.c.seq == bindparam("seq"))
_AFTER = (
    _query()
    .where(messages.c.conversation_id == _HERE, messages.c.seq > bindparam("beyond"))
    .order_by(messages.c.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Message:
    """`author`: customer | assistant | agent | desk. What the buttons mean is not in it: see `payload`."""

    id: int
    conversation_id: str
    seq: int
    author: str
    agent_id: int | None
    agent_name: str | None
    agent_no: str | None
    text: str
    extras: dict[str, Any]
    client_key: str | None
    created_at: datetime


def add(
    db: Connection,
    conversation_id: str,
    author: str,
    text: str,
    now: datetime,
    *,
    agent_id: int | None = None,
    extras: dict[str, Any] | None = None,
    payloads: Sequence[str] | None = None,
    client_key: str | None = None,
) -> Message:
    """The message under the next number; for a client key that is known, the message stored under it.

    Raises: NotFound; Conflict "other_text" when the known key came with something else."""
    lock_conversation(db, conversation_id)
    known = said_before(db, conversation_id, client_key, author, text)
    if known:
        return known
    seq = last_seq(db, conversation_id) + 1
    said: dict[str, Any] = {
        "conversation_id": conversation_id,
        "seq": seq,
        "author": author,
        "agent_id": agent_id,
        "text": text,
        "extras": extras or {},
        "client_key": client_key,
        "created_at": now,
    }
    message_id: int = db.execute(_ADD, {**said, "payloads": list(payloads or ())}).inserted_primary_key[0]
    db.execute(_GO_ON, {"here": conversation_id, "following": seq + 1})
    wake_after_commit(db, Wakeup("conversation", conversation_id))
    if agent_id is None:
        return Message(id=message_id, agent_name=None, agent_no=None, **said)
    return _message(db.execute(_query().where(messages.c.id == message_id)).one())


def said_before(db: Connection, conversation_id: str, client_key: str | None, author: str, text: str) -> Message | None:
    """The message that a resend repeats. Raises: Conflict when its key was used for something else."""
    if client_key is None:
        return None
    known = keyed(db, conversation_id, client_key)
    if known and (known.author, known.text) != (author, text):
        raise Conflict("other_text", "this client key belongs to another message", seq=known.seq)
    return known


def keyed(db: Connection, conversation_id: str, client_key: str) -> Message | None:
    """The message that was stored under this key."""
    row = db.execute(_BY_KEY, {"here": conversation_id, "key": client_key}).first()
    return _message(row) if row else None


def edited(db: Connection, conversation_id: str, seq: int) -> Message | None:
    """The latest change that the customer made to their message `seq`."""
    query = _query().where(
        messages.c.conversation_id == conversation_id,
        messages.c.seq > seq,
        messages.c.author == "customer",
        messages.c.extras["edits"].as_integer() == seq,
    )
    row = db.execute(query.order_by(messages.c.seq.desc()).limit(1)).first()
    return _message(row) if row else None


def after(db: Connection, conversation_id: str, seq: int, limit: int = 200) -> list[Message]:
    """What comes after `seq`, oldest first; 0 is the beginning."""
    return [_message(row) for row in db.execute(_AFTER, {"here": conversation_id, "beyond": seq, "most": limit})]


def at(db: Connection, conversation_id: str, seq: int) -> Message:
    """Raises: NotFound."""
    row = db.execute(_AT, {"here": conversation_id, "seq": seq}).first()
    if row is None:
        raise NotFound("no_such_message")
    return _message(row)


def last_seq(db: Connection, conversation_id: str) -> int:
    """The number of the last message, 0 when nothing was said. Raises: NotFound."""
    following = db.execute(_FOLLOWING, {"here": conversation_id}).scalar()
    if following is None:
        raise NotFound("no_such_conversation")
    return int(following) - 1


def payload(db: Connection, conversation_id: str, seq: int, option: int) -> str:
    """What button `option` (from 0) of a message means. Raises: NotFound."""
    query = select(messages.c.payloads).where(messages.c.conversation_id == conversation_id, messages.c.seq == seq)
    meanings: list[str] = db.execute(query).scalar() or []
    if not 0 <= option < len(meanings):
        raise NotFound("no_such_option")
    return meanings[option]


def chosen(db: Connection, conversation_id: str, seq: int) -> Message | None:
    """The customer's message that used a button of message `seq`."""
    query = _query().where(
        messages.c.conversation_id == conversation_id,
        messages.c.seq > seq,
        messages.c.author == "customer",
        messages.c.extras[("choice", "seq")].as_integer() == seq,
    )
    row = db.execute(query.limit(1)).first()
    return _message(row) if row else None


def _message(row: Row) -> Message:
    return Message(**row._mapping)
