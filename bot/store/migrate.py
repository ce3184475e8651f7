"""Brings a database to the present tables. Run at every start: it does nothing when there is nothing to do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.store.engine import Store, open_store
from bot.wakeups import Wakeups

FOLDER = Path(__file__).with_name("migrations")

# Any number that no other program on the same PostgreSQL uses for a lock of its own.
LOCK = 5_310_286


def migrate(address: str, revision: str = "head") -> None:
    """All steps up to `revision` in one transaction; a second process waits for it and then finds nothing to do.

    Raises: Unavailable when the database cannot be reached."""
    store = open_store(address, Wakeups())
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    try:
        with store.writing() as db:
            one_at_a_time(db)
            config.attributes["connection"] = db
            command.upgrade(config, revision)
    finally:
        store.engine.dispose()


def one_at_a_time(db: Connection) -> None:
    """Processes that start together wait here for each other, until a transaction ends. On SQLite they do anyway."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("SET LOCAL lock_timeout = 0")
        db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def at_head(store: Store) -> bool:
    """Has every step been taken that this release knows? Raises: Unavailable when the database cannot be reached."""
    with store.reading() as db:
        here = MigrationContext.configure(db).get_current_revision()
    return bool(here == ScriptDirectory(str(FOLDER)).get_current_head())
