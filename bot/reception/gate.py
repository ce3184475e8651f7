"""Who may speak is checked in the transaction that stores what is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot import agents, customers, deliveries, handoff, transcript
from bot.errors import Conflict, Invalid, NotFound, TooLarge
from bot.phrases import Phrases
from bot.reception import files, overrides
from bot.reception.overrides import Override
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.store.tables import turns
from bot.transcript import Message
from bot.wakeups import Wakeup

TEXT_LIMIT = 4000  # code points
KEY_LIMIT = 64
_OWE = insert(turns)


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
    attachments: Sequence[str] = (),
    phrases: Phrases | None = None,
    longest: int = TEXT_LIMIT,
    owed: bool = True,
) -> Message:
    """Stored, and owed an answer if the assistant holds the conversation. A choice stands with its button's title.
    `attachments`: ids of files put or awaited in this conversation; with them and `phrases` the text may be empty.
    `longest`: code points, for an app whose own messages may be longer. `owed`: False where the desk itself answers.

    Raises: NotFound; Invalid; TooLarge; Conflict "other_text" (client key), "already_chosen" or "attachment_used"."""
    lock_conversation(db, conversation_id)
    wordless = bool(attachments and phrases and not text.strip())
    if choice:
        text = _title(db, conversation_id, choice)
    else:
        text = _words(db, conversation_id, text, attachments, phrases, longest)
    known = transcript.said_before(db, conversation_id, _key(client_key), "customer", text)
    if known:
        return files.same(known, attachments)
    extras = _use(db, conversation_id, choice) if choice else {}
    extras.update(files.enclose(db, conversation_id, "customer", attachments, wordless))
    message = _add(db, conversation_id, "customer", text, now, extras=extras, client_key=client_key)
    if owed and handoff.holder(db, conversation_id).kind == "assistant":
        _owe(db, message, now)
    return message


def customer_edited(
    db: Connection,
    conversation_id: str,
    seq: int,
    text: str,
    client_key: str,
    now: datetime,
    *,
    longest: int = TEXT_LIMIT,
) -> Message:
    """The customer changed the words of their message `seq`. What was said stays; the change is a message of its own
    with {"edits": seq}, which is shown in the old one's place and owed no answer.

    Raises: NotFound, also when `seq` is no message of theirs; Invalid; TooLarge; Conflict "other_text"."""
    lock_conversation(db, conversation_id)
    text = _readable(text, longest)
    known = transcript.said_before(db, conversation_id, _key(client_key), "customer", text)
    if known:
        return known
    said = transcript.at(db, conversation_id, seq)
    if said.author != "customer" or "edits" in said.extras:
        raise NotFound("no_such_message")
    return _add(db, conversation_id, "customer", text, now, extras={"edits": seq}, client_key=client_key)


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
    *,
    attachments: Sequence[str] = (),
    phrases: Phrases | None = None,
    override: Override | None = None,
) -> Message:
    """As `customer_said` for `attachments`. `override`: why it goes out against the wording rules; it is audited.

    Raises: NotFound; Invalid; TooLarge; Conflict "other_text", "attachment_used", or "not_holder" with who holds it."""
    lock_conversation(db, conversation_id)
    wordless = bool(attachments and phrases and not text.strip())
    text = _words(db, conversation_id, text, attachments, phrases)
    known = transcript.said_before(db, conversation_id, _key(client_key), "agent", text)
    if known:
        return files.same(known, attachments)
    if must_hold(db, conversation_id, agent_id, fence).assigned:
        _take_up(db, conversation_id, agent_id, now, phrases)
    extras = {**(extras or {}), **files.enclose(db, conversation_id, "agent", attachments, wordless)}
    said = _add(db, conversation_id, "agent", text, now, agent_id=agent_id, extras=extras, client_key=client_key)
    if override:
        overrides.record(db, said, override, now)
    return said


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
    text, buttons = phrases.say(key, language, **params), phrases.buttons(key, language, **params)
    told = {"key": key, **(extras or {})}
    if buttons:
        told["buttons"] = [{"title": button.title} for button in buttons]
    payloads = [button.payload for button in buttons]
    return _add(db, conversation_id, "desk", text, now, extras=told, payloads=payloads, client_key=client_key)


def _add(db: Connection, conversation_id: str, author: str, text: str, now: datetime, **about: Any) -> Message:
    """Into the transcript; where the conversation is in a messaging app, it is due there."""
    message = transcript.add(db, conversation_id, author, text, now, **about)
    deliveries.owed(db, conversation_id, author, now)
    return message


def _take_up(db: Connection, conversation_id: str, agent_id: int, now: datetime, phrases: Phrases | None) -> None:
    """What the desk gave this agent: with the first word, and not before, the customer hears who is there."""
    handoff_id = handoff.holder(db, conversation_id).handoff_id
    assert handoff_id is not None
    handoff.claim(db, handoff_id, agent_id, now)
    if phrases:
        who = agents.get(db, agent_id)
        told = {"agent_no": who.staff_no, "agent_name": who.name}
        desk_said(db, conversation_id, "utter_desk_claimed", now, {"notice": "claimed"}, phrases=phrases, **told)


def must_hold(db: Connection, conversation_id: str, agent_id: int, fence: int) -> handoff.Holder:
    """Raises: Conflict "not_holder" with who holds it now."""
    holder = handoff.holder(db, conversation_id)
    if (holder.kind, holder.agent_id, holder.fence) == ("agent", agent_id, fence):
        return holder
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
    db.execute(_OWE, {"conversation_id": message.conversation_id, "seq": message.seq, "created_at": now})
    wake_after_commit(db, Wakeup("turn", message.conversation_id))


def _words(
    db: Connection,
    conversation_id: str,
    text: str,
    attachments: Sequence[str],
    phrases: Phrases | None,
    longest: int = TEXT_LIMIT,
) -> str:
    if attachments and phrases and not text.strip():
        return files.words(db, conversation_id, attachments, phrases)
    return _readable(text, longest)


def _readable(text: str, longest: int = TEXT_LIMIT) -> str:
    """Raises: Invalid when empty or not storable; TooLarge."""
    text = text.strip()
    if not text:
        raise Invalid("text_empty")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("text_characters", "NUL and lone surrogates cannot be stored")
    if len(text) > longest:
        raise TooLarge("text_too_long", f"at most {longest} characters", limit=longest)
    return text


def _key(client_key: str) -> str:
    if not 0 < len(client_key) <= KEY_LIMIT or not client_key.isascii() or not client_key.isprintable():
        raise Invalid("client_key", f"1 to {KEY_LIMIT} printable characters")
    return client_key
