"""What a supervisor says to the holder of a conversation. The customer never sees it, in whatever form."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import Invalid
from bot.store.engine import wake_after_commit
from bot.store.tables import agents, whispers
from bot.wakeups import Wakeup

TEXT_LIMIT = 1000  # code points


@dataclass(frozen=True)
class Whisper:
    id: int
    conversation_id: str
    handoff_id: int
    agent_id: int
    agent_name: str
    to_agent_id: int
    text: str
    at: datetime


def add(
    db: Connection, conversation_id: str, handoff_id: int, agent_id: int, to_agent_id: int, text: str, now: datetime
) -> Whisper:
    """Raises: Invalid "whisper" when empty, too long or not storable."""
    text = text.strip()
    if not 0 < len(text) <= TEXT_LIMIT or "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise Invalid("whisper", f"1 to {TEXT_LIMIT} characters")
    row = {"conversation_id": conversation_id, "handoff_id": handoff_id, "agent_id": agent_id}
    added = db.execute(insert(whispers).values(**row, to_agent_id=to_agent_id, text=text, at=now))
    wake_after_commit(db, Wakeup("conversation", conversation_id))
    return next(one for one in of(db, conversation_id) if one.id == added.inserted_primary_key[0])


def of(db: Connection, conversation_id: str, handoff_id: int | None = None) -> list[Whisper]:
    """Oldest first; with `handoff_id`, those of that one only."""
    query = (
        select(*whispers.c, agents.c.name.label("agent_name"))
        .join(agents, agents.c.id == whispers.c.agent_id)
        .where(whispers.c.conversation_id == conversation_id)
        .order_by(whispers.c.id)
    )
    if handoff_id is not None:
        query = query.where(whispers.c.handoff_id == handoff_id)
    return [Whisper(**row._mapping) for row in db.execute(query)]
