"""Private notes of agents on a conversation; the customer never sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import Invalid
from bot.store.engine import wake_after_commit
from bot.store.tables import agents, notes
from bot.wakeups import Wakeup

TEXT_LIMIT = 4000  # code points


@dataclass(frozen=True)
class Note:
    id: int
    conversation_id: str
    agent_id: int
    agent_name: str
    text: str
    at: datetime


def add(db: Connection, conversation_id: str, agent_id: int, text: str, now: datetime) -> Note:
    """Raises: Invalid "note" when empty, too long or not storable."""
    text = text.strip()
    if not 0 < len(text) <= TEXT_LIMIT or "\0" in text:
        raise Invalid("note", f"1 to {TEXT_LIMIT} characters")
    row = insert(notes).values(conversation_id=conversation_id, agent_id=agent_id, text=text, at=now)
    note_id = db.execute(row).inserted_primary_key[0]
    wake_after_commit(db, Wakeup("conversation", conversation_id))
    return next(note for note in of(db, conversation_id) if note.id == note_id)


def of(db: Connection, conversation_id: str) -> list[Note]:
    """Oldest first."""
    query = (
        select(*notes.c, agents.c.name.label("agent_name"))
        .join(agents, agents.c.id == notes.c.agent_id)
        .where(notes.c.conversation_id == conversation_id)
        .order_by(notes.c.id)
    )
    return [Note(**row._mapping) for row in db.execute(query)]
