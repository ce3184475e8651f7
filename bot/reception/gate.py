"""Who may speak is checked in the transaction that stores what is said."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot import agents, customers, deliveries, handoff, transcript
from bot.errors import Conflict, Invalid, TooLarge
from bot.phrases import Phrases
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.store.tables import turns
from bot.transcript import Message
from bot.wakeups import Wakeup

TEXT_LIMIT = 4000  # code points
KEY_LIMIT = 64


@dataclass(frozen=True)
class Choice:
    """A button of message `seq`; `option` counts from 0."""

    seq: int
    option: int


@dataclass(frozen=True)
class Reply:
    """`payloads`: what each of the buttons in `extras` means."""

    text: str
    extras: dict[str, Any] = field(default_factory=dict)
    payloads: list[str] = field(default_factory=list)


def customer_said(
    db: Connection,
    conversation_id: str,
    text: str,
    client_key: str,
    now: datetime,
    *,
    choice: Choice | None = None,
) -> Message:
    """Stored, and owed an answer if the assistant holds the conversation. A choice stands with its button's title.

    Raises: NotFound; Invalid; TooLarge; Conflict "other_text" (client key) or "already_chosen"."""
    lock_conversation(db, conversation_id)
    text = _title(db, conversation_id, choice) if choice else _readable(text)
    known = transcript.said_before(db, conversation_id, _key(client_key), "customer", text)
    if known:
        return known
    extras = _use(db, conversation_id, choice) if choice else {}
    message = _add(db, conversation_id, "customer", text, now, extras=extras, client_key=client_key)
    if handoff.holder(db, conversation_id).kind == "assistant":
        _owe(db, message, now)
    return message


def assistant_said(db: Connection, conversation_id: str, replies: list[Reply], now: datetime) -> list[Message]:
    """Nothing is said, and nothing returned, once the queue or a person holds the conversation."""
    lock_conversation(db, conversation_id)
    if handoff.holder(db, conversation_id).kind != "assistant":
        return []
    return [
        _add(db, conversation_id, "assistant", reply.text, now, extras=reply.extras, payloads=reply.payloads)
        for reply in replies
    ]


def agent_said(
    db: Connection,
    conversation_id: str,
    agent_id: int,
    fence: int,
    text: str,
    client_key: str,
    now: datetime,
    extras: dict[str, Any] | None = None,
) -> Message:
    """Raises: NotFound; Invalid; TooLarge; Conflict "other_text", or "not_holder" with who holds it now."""
    lock_conversation(db, conversation_id)
    text = _readable(text)
    known = transcript.said_before(db, conversation_id, _key(client_key), "agent", text)
    if known:
        return known
    must_hold(db, conversation_id, agent_id, fence)
    return _add(db, conversation_id, "agent", text, now, agent_id=agent_id, extras=extras, client_key=client_key)


def desk_said(
    db: Connection,
    conversation_id: str,
    key: str,
    now: datetime,
    extras: dict[str, Any] | None = None,
    *,
    phrases: Phrases,
    client_key: str | None = None,
    **params: Any,
) -> Message:
    """A notice, in the conversation's language; with a `client_key` it is said once. Raises: NotFound."""
    language = customers.conversation(db, conversation_id).language
    text = phrases.say(key, language, **params)
    told = {"key": key, **(extras or {})}
    return _add(db, conversation_id, "desk", text, now, extras=told, client_key=client_key)


def _add(db: Connection, conversation_id: str, author: str, text: str, now: datetime, **about: Any) -> Message:
    """Into the transcript; where the conversation is in a messaging app, it is due there."""
    message = transcript.add(db, conversation_id, author, text, now, **about)
    deliveries.owed(db, conversation_id, author, now)
    return message


def must_hold(db: Connection, conversation_id: str, agent_id: int, fence: int) -> None:
    """Raises: Conflict "not_holder" with who holds it now."""
    holder = handoff.holder(db, conversation_id)
    if (holder.kind, holder.agent_id, holder.fence) == ("agent", agent_id, fence):
        return
    other = agents.get(db, holder.agent_id) if holder.agent_id else None
    raise Conflict(
        "not_holder",
        "you do not hold this conversation",
        holder=holder.kind,
        agent_name=other.name if other else None,
        agent_no=other.staff_no if other else None,
    )


def _title(db: Connection, conversation_id: str, choice: Choice) -> str:
    transcript.payload(db, conversation_id, choice.seq, choice.option)
    return str(transcript.at(db, conversation_id, choice.seq).extras["buttons"][choice.option]["title"])


def _use(db: Connection, conversation_id: str, choice: Choice) -> dict[str, Any]:
    """A button is for one use: what it means may no longer be true."""
    used = transcript.chosen(db, conversation_id, choice.seq)
    if used:
        raise Conflict("already_chosen", "these buttons have been used", seq=used.seq)
    return {"choice": {"seq": choice.seq, "option": choice.option}}


def _owe(db: Connection, message: Message, now: datetime) -> None:
    row = insert(turns).values(conversation_id=message.conversation_id, seq=message.seq, created_at=now)
    db.execute(row)
    wake_after_commit(db, Wakeup("turn", message.conversation_id))


def _readable(text: str) -> str:
    """Raises: Invalid when empty or not storable; TooLarge."""
    text = text.strip()
    if not text:
        raise Invalid("text_empty")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("text_characters", "NUL and lone surrogates cannot be stored")
    if len(text) > TEXT_LIMIT:
        raise TooLarge("text_too_long", f"at most {TEXT_LIMIT} characters", limit=TEXT_LIMIT)
    return text


def _key(client_key: str) -> str:
    if not 0 < len(client_key) <= KEY_LIMIT or not client_key.isascii() or not client_key.isprintable():
        raise Invalid("client_key", f"1 to {KEY_LIMIT} printable characters")
    return client_key
