"""Who writes in a conversation waits for whoever is writing in it already."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.store.tables import conversations


def lock_conversation(db: Connection, conversation_id: str) -> None:
    """Until this transaction ends nobody else adds to the conversation or changes its holder.

    On SQLite a writing transaction has the whole file already. Raises: NotFound."""
    row = db.execute(select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()).first()
    if row is None:
        raise NotFound("no_such_conversation")
