"""How much one side of a conversation may send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.errors import Refused, TooLarge, TooMany
from bot.store.tables import attachments

MB = 1024 * 1024
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """For one file, and for what one side of a conversation sends within 24 hours."""

    file_bytes: int = 10 * MB
    day_files: int = 20
    day_bytes: int = 50 * MB

    @classmethod
    def of_mb(cls, file_mb: int) -> "Limits":
        """`file_mb`: the setting DESK_ATTACHMENT_MB; a day takes five files of that size."""
        return cls(file_mb * MB, day_bytes=5 * file_mb * MB)


def check(db: Connection, conversation_id: str, author: str, size: int, now: datetime, limits: Limits) -> None:
    """Raises: TooLarge; TooMany with the seconds after which the oldest of the day counts no more."""
    if size > limits.file_bytes:
        raise TooLarge("attachment_too_large", f"at most {limits.file_bytes} bytes", limit=limits.file_bytes)
    counted = select(
        func.count(), func.coalesce(func.sum(attachments.c.size), 0), func.min(attachments.c.created_at)
    ).where(
        attachments.c.conversation_id == conversation_id,
        attachments.c.author == author,
        attachments.c.created_at > now - DAY,
        attachments.c.state.in_(("awaited", "stored")),
        attachments.c.kind != "location",
    )
    files, taken, oldest = db.execute(counted).one()
    if files >= limits.day_files or taken + size > limits.day_bytes:
        retry = int((oldest + DAY - now).total_seconds()) + 1 if oldest else 1
        raise TooMany("attachments_too_many", "enough files for today", retry_after=retry)


def refusal(db: Connection, conversation_id: str, author: str, size: int, now: datetime, limits: Limits) -> str | None:
    """The code of what `check` would raise."""
    try:
        check(db, conversation_id, author, size, now, limits)
    except Refused as refused:
        return refused.code
    return None
