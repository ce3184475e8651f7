"""An attachment as it is read: its row, and apart from it its contents."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.errors import Conflict, NotFound
from bot.store.tables import attachment_contents, attachments

ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Attachment:
    """`author`: customer | agent; `kind`: image | document | audio | video | location; `size` in bytes.

    `seq`: the message it was sent with, None until then. `state`: awaited (an app has it, the desk will fetch it) |
    stored | refused | lost; `reason` says why for the last two, as a code. `facts`: a location's latitude and
    longitude, and what an app calls the file; the latter is not for readers."""

    id: str
    conversation_id: str
    author: str
    seq: int | None
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str | None
    facts: dict[str, Any]
    state: str
    reason: str | None
    created_at: datetime

    def told(self) -> dict[str, Any]:
        """What a message's extras, and so every reader, may know."""
        told = {"id": self.id, "kind": self.kind, "name": self.name, "media_type": self.media_type}
        place = {key: self.facts[key] for key in ("latitude", "longitude") if self.kind == "location"}
        return {**told, "size": self.size, "state": self.state, **place}


def of(db: Connection, conversation_id: str, attachment_id: str) -> Attachment:
    """Raises: NotFound, alike for none and for another conversation's."""
    if not ID.fullmatch(attachment_id):
        raise NotFound("no_such_attachment")
    row = db.execute(_here(conversation_id).where(attachments.c.id == attachment_id)).first()
    if row is None:
        raise NotFound("no_such_attachment")
    return _attachment(row)


def seen_by(db: Connection, author: str, conversation_id: str, attachment_id: str) -> Attachment:
    """As `of`; what the other side (`author`: customer | agent) has not sent yet is not there. Raises: NotFound."""
    found = of(db, conversation_id, attachment_id)
    if found.seq is None and found.author != author:
        raise NotFound("no_such_attachment")
    return found


def of_conversation(db: Connection, conversation_id: str) -> list[Attachment]:
    """Those that were sent, in their order."""
    query = _here(conversation_id).where(attachments.c.seq.is_not(None))
    order = (attachments.c.seq, attachments.c.created_at, attachments.c.id)
    return [_attachment(row) for row in db.execute(query.order_by(*order))]


def current(db: Connection, conversation_id: str, seqs: Iterable[int]) -> dict[str, dict[str, Any]]:
    """What readers may know by now of the attachments of these messages, by id."""
    query = _here(conversation_id).where(attachments.c.seq.in_(list(seqs)))
    return {row.id: _attachment(row).told() for row in db.execute(query)}


def content(db: Connection, conversation_id: str, attachment_id: str) -> bytes:
    """Raises: NotFound; Conflict "attachment_not_here" with its state while or because there is no content."""
    found = of(db, conversation_id, attachment_id)
    query = select(attachment_contents.c.content).where(attachment_contents.c.attachment_id == attachment_id)
    kept = db.execute(query).scalar()
    if kept is None:
        raise Conflict("attachment_not_here", "the contents are not with the desk", state=found.state)
    return bytes(kept)


def awaited(db: Connection, limit: int = 20) -> list[Attachment]:
    """What an app still has to be asked for, oldest first."""
    query = select(attachments).where(attachments.c.state == "awaited").order_by(attachments.c.created_at)
    return [_attachment(row) for row in db.execute(query.limit(limit))]


def _here(conversation_id: str) -> Any:
    return select(attachments).where(attachments.c.conversation_id == conversation_id)


def _attachment(row: Row) -> Attachment:
    return Attachment(**row._mapping)
