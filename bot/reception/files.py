"""Attachments in what is said: beside the words, or in their place."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from bot import attachments, customers, transcript
from bot.errors import Conflict
from bot.phrases import Phrases
from bot.transcript import Message


def words(db: Connection, conversation_id: str, attachment_ids: Sequence[str], phrases: Phrases) -> str:
    """What stands in the transcript for a file without words, such as “[Picture]”; when it is sent once more, what
    stood there the first time. Raises: NotFound."""
    first = attachments.of(db, conversation_id, attachment_ids[0])
    if first.seq is not None:
        return transcript.at(db, conversation_id, first.seq).text
    language = customers.conversation(db, conversation_id).language
    return phrases.say(f"utter_sent_{first.kind}", language)


def enclose(
    db: Connection, conversation_id: str, author: str, attachment_ids: Sequence[str], wordless: bool
) -> dict[str, Any]:
    """For the extras of the next message; `wordless`: its text only stands for the file.

    Raises: NotFound; Invalid; Conflict "attachment_used"."""
    if not attachment_ids:
        return {}
    seq = transcript.last_seq(db, conversation_id) + 1
    told = attachments.send(db, conversation_id, author, attachment_ids, seq)
    return {"attachments": told, **({"wordless": True} if wordless else {})}


def same(known: Message, attachment_ids: Sequence[str]) -> Message:
    """The message that a resend repeats. Raises: Conflict when it came with other files."""
    if [one["id"] for one in known.extras.get("attachments", [])] != list(attachment_ids):
        raise Conflict("other_text", "this client key belongs to a message with other files", seq=known.seq)
    return known
