"""Where the desk keeps what must not be lost: SQLite for one machine, PostgreSQL when that is outgrown."""

from bot.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
