"""How an attachment comes to the desk: uploaded at once, or told by an app and fetched later."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.attachments.kinds import ENDINGS, TEXT, FileKind, recognise
from bot.attachments.limits import Limits, check, refusal
from bot.attachments.names import clean_name, told_name
from bot.attachments.record import Attachment, of
from bot.errors import Conflict, Invalid, NotFound
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.locks import lock_conversation
from bot.store.tables import attachment_contents, attachments
from bot.wakeups import Wakeup

KINDS = ("image", "document", "audio", "video", "location")
PER_MESSAGE = 10
ORPHANED = timedelta(hours=24)
SWEPT_AT_ONCE = 500
LIMITS = Limits()


def put(
    db: Connection,
    conversation_id: str,
    author: str,
    name: str,
    content: bytes,
    now: datetime,
    *,
    limits: Limits = LIMITS,
) -> Attachment:
    """Uploaded by `author` (customer | agent), not yet sent. The same upload again is the same attachment.

    Raises: NotFound; Invalid "attachment_empty" or "attachment_kind" (with the endings that are taken); TooLarge;
    TooMany."""
    kind, digest = _accepted(name, content), hashlib.sha256(content).hexdigest()
    name = clean_name(name, kind)
    lock_conversation(db, conversation_id)
    known = _unsent(db, conversation_id, author, name, digest)
    if known:
        return of(db, conversation_id, known)
    check(db, conversation_id, author, len(content), now, limits)
    told = {"kind": kind.kind, "name": name, "media_type": kind.media_type, "size": len(content), "sha256": digest}
    attachment_id = _add(db, conversation_id, author, now, **told, facts={}, state="stored")
    db.execute(insert(attachment_contents).values(attachment_id=attachment_id, content=content))
    return of(db, conversation_id, attachment_id)


def await_(
    db: Connection,
    conversation_id: str,
    kind: str,
    name: str,
    media_type: str,
    size: int,
    facts: dict[str, Any],
    now: datetime,
    *,
    limits: Limits = LIMITS,
) -> str:
    """The id of a customer's file that an app has told of and that will be fetched: see `store`.

    Nothing is raised for what is too large or too much: it is kept as refused, since the message must be kept. A
    location needs no fetching; its `facts` are "latitude" and "longitude" in degrees. Raises: NotFound."""
    lock_conversation(db, conversation_id)
    told = {"kind": kind if kind in KINDS else "document", "media_type": media_type[:80], "size": size, "facts": facts}
    reason = None if kind == "location" else refusal(db, conversation_id, "customer", size, now, limits)
    state = "stored" if kind == "location" else "refused" if reason else "awaited"
    named = told_name(name) or kind
    return _add(db, conversation_id, "customer", now, **told, name=named, sha256=None, state=state, reason=reason)


def store(db: Connection, attachment_id: str, content: bytes, now: datetime, *, limits: Limits = LIMITS) -> Attachment:
    """The awaited file has come; what is not acceptable becomes refused. Once it is here, nothing changes it.

    Raises: NotFound."""
    awaited = _by_id(db, attachment_id)
    if awaited.state != "awaited":
        return awaited
    if len(content) > limits.file_bytes:
        return refuse(db, attachment_id, "attachment_too_large")
    try:
        kind = _accepted(awaited.name, content)
    except Invalid as refused:
        return refuse(db, attachment_id, refused.code)
    row = {"attachment_id": attachment_id, "content": content}
    if insert_unless_taken(db, attachment_contents, **row) is not None:
        digest = hashlib.sha256(content).hexdigest()
        told = {"kind": kind.kind, "name": clean_name(awaited.name, kind), "media_type": kind.media_type}
        _settle(db, attachment_id, "stored", **told, size=len(content), sha256=digest)
    return _by_id(db, attachment_id)


def refuse(db: Connection, attachment_id: str, reason: str) -> Attachment:
    """The awaited file will not be fetched: `reason` is a code such as "attachment_kind". Raises: NotFound."""
    _settle(db, attachment_id, "refused", reason=reason)
    return _by_id(db, attachment_id)


def lost(db: Connection, attachment_id: str, reason: str) -> Attachment:
    """The app no longer has the awaited file. Raises: NotFound."""
    _settle(db, attachment_id, "lost", reason=reason)
    return _by_id(db, attachment_id)


def send(
    db: Connection, conversation_id: str, author: str, attachment_ids: Sequence[str], seq: int
) -> list[dict[str, Any]]:
    """They belong to message `seq` from now on; what its readers may know of them.

    Raises: NotFound for another's or another conversation's; Conflict "attachment_used"; Invalid for too many."""
    if len(attachment_ids) > PER_MESSAGE or len(set(attachment_ids)) != len(attachment_ids):
        raise Invalid("attachments", f"at most {PER_MESSAGE}, each once")
    found = [of(db, conversation_id, attachment_id) for attachment_id in attachment_ids]
    if any(one.author != author for one in found):
        raise NotFound("no_such_attachment")
    free = attachments.c.id.in_(list(attachment_ids)) & attachments.c.seq.is_(None)
    if db.execute(update(attachments).where(free).values(seq=seq)).rowcount != len(found):
        raise Conflict("attachment_used", "an attachment is sent once")
    return [one.told() for one in found]


def sweep(db: Connection, now: datetime) -> int:
    """Forget what was uploaded a day ago and never sent; how many that were."""
    unsent = select(attachments.c.id).where(attachments.c.seq.is_(None), attachments.c.created_at < now - ORPHANED)
    # Locked: whoever sends one of them just now is either before us or too late.
    old = db.execute(unsent.limit(SWEPT_AT_ONCE).with_for_update()).scalars().all()
    db.execute(delete(attachment_contents).where(attachment_contents.c.attachment_id.in_(old)))
    return int(db.execute(delete(attachments).where(attachments.c.id.in_(old))).rowcount)


def _accepted(name: str, content: bytes) -> FileKind:
    if not content:
        raise Invalid("attachment_empty", "the file has no contents")
    kind = recognise(content)
    # A script is text too; what it is called decides what a system does with it.
    if kind is None or (kind is TEXT and "." in name and name.rpartition(".")[2].lower() not in TEXT.endings):
        raise Invalid("attachment_kind", f"only {', '.join(ENDINGS)}", kinds=list(ENDINGS))
    return kind


def _unsent(db: Connection, conversation_id: str, author: str, name: str, digest: str) -> str | None:
    same = (attachments.c.author == author) & (attachments.c.name == name) & (attachments.c.sha256 == digest)
    here = (attachments.c.conversation_id == conversation_id) & attachments.c.seq.is_(None)
    known: str | None = db.execute(select(attachments.c.id).where(here & same).limit(1)).scalar()
    return known


def _add(db: Connection, conversation_id: str, author: str, now: datetime, **told: Any) -> str:
    attachment_id = secrets.token_hex(16)
    row = {"id": attachment_id, "conversation_id": conversation_id, "author": author, "created_at": now, **told}
    db.execute(insert(attachments).values(**row))
    return attachment_id


def _settle(db: Connection, attachment_id: str, state: str, **told: Any) -> None:
    """Only what is awaited; its conversation's readers are told."""
    open_one = (attachments.c.id == attachment_id) & (attachments.c.state == "awaited")
    if db.execute(update(attachments).where(open_one).values(state=state, **told)).rowcount == 1:
        wake_after_commit(db, Wakeup("conversation", _by_id(db, attachment_id).conversation_id))


def _by_id(db: Connection, attachment_id: str) -> Attachment:
    row = db.execute(select(attachments).where(attachments.c.id == attachment_id)).first()
    if row is None:
        raise NotFound("no_such_attachment")
    return Attachment(**row._mapping)
