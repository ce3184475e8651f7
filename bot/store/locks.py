"""Who writes in a conversation waits for whoever is writing in it already."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.store.engine import locked
from bot.store.tables import conversations

# Put together once: this is asked for every message.
_LOCK = select(conversations.c.id).where(conversations.c.id == bindparam("conversation_id")).with_for_update()


def lock_conversation(db: Connection, conversation_id: str) -> None:
    """Until this transaction ends nobody else adds to the conversation or changes its holder.

    On SQLite a writing transaction has the whole file already. Raises: NotFound."""
    held = locked(db)
    if conversation_id in held:
        return
    if db.execute(_LOCK, {"conversation_id": conversation_id}).first() is None:
        raise NotFound("no_such_conversation")
    held.add(conversation_id)


def lock_name(db: Connection, name: str) -> None:
    """Until this transaction ends nobody else has the lock of this name. On SQLite a writer has the whole file."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
