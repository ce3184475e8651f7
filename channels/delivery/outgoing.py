"""What of a conversation is to go out next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import deliveries, transcript
from bot.deliveries import Position
from bot.transcript import Message

PAGE = 50  # messages in one look


@dataclass(frozen=True)
class Outgoing:
    """`message` of which the first `parts` went out already, owed `since`; the customer's own only moves the cursor."""

    at: Position
    message: Message
    parts: int
    since: datetime


def following(db: Connection, conversation_id: str) -> Outgoing | None:
    """A dead letter that is to be tried again comes before what follows the cursor; None when there is nothing."""
    at = deliveries.position(db, conversation_id)
    if at is None:
        return None
    letters = {one.seq: one.again_at for one in deliveries.of_conversation(db, conversation_id)}
    again = min((seq for seq, again_at in letters.items() if again_at and seq <= at.seq), default=None)
    message = _after(db, at) if again is None else transcript.at(db, conversation_id, again)
    if message is None:
        return None
    parts = at.parts if again is None else deliveries.parts_sent(db, conversation_id, again)
    return Outgoing(at, message, parts, letters.get(message.seq) or message.created_at)


def _after(db: Connection, at: Position) -> Message | None:
    page = transcript.after(db, at.conversation_id, at.seq, PAGE)
    said_to_customer = (message for message in page if message.author != "customer")
    return next(said_to_customer, page[-1] if page else None)
