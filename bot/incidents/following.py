"""Conversations that asked to hear when an incident is over."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.store.inserts import insert_unless_taken
from bot.store.tables import incident_followers as t


def follow(db: Connection, incident_id: int, conversation_id: str, now: datetime) -> bool:
    """Whether they did not follow it already."""
    new = insert_unless_taken(db, t, incident_id=incident_id, conversation_id=conversation_id, at=now)
    return new is not None


def is_follower(db: Connection, incident_id: int, conversation_id: str) -> bool:
    query = select(t.c.id).where(t.c.incident_id == incident_id, t.c.conversation_id == conversation_id)
    return db.execute(query).first() is not None


def followers(db: Connection, incident_id: int) -> list[str]:
    """Ids of their conversations, in the order in which they asked."""
    query = select(t.c.conversation_id).where(t.c.incident_id == incident_id).order_by(t.c.id)
    return [row.conversation_id for row in db.execute(query)]
