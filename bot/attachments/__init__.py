"""Pictures, documents, voice and places that customers and agents send."""

from bot.attachments.keeping import await_, lost, put, refuse, send, store, sweep
from bot.attachments.kinds import ENDINGS, SHOWN_INLINE
from bot.attachments.limits import Limits
from bot.attachments.record import Attachment, awaited, content, current, of, of_conversation, seen_by

__all__ = [
    "ENDINGS",
    "SHOWN_INLINE",
    "Attachment",
    "Limits",
    "await_",
    "awaited",
    "content",
    "current",
    "lost",
    "of",
    "of_conversation",
    "put",
    "refuse",
    "seen_by",
    "send",
    "store",
    "sweep",
]
