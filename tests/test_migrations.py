"""The migrations build what bot/store/tables.py says, and may be run by anybody at any time."""

from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bot.store import Store, open_store
from bot.store.migrate import FOLDER, migrate
from bot.store.tables import metadata
from bot.wakeups import Wakeups


def head() -> str:
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def test_migrated_database_and_tables_agree(store: Store) -> None:
    with store.reading() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []
        assert set(metadata.tables) <= set(inspect(db).get_table_names())


def test_migrating_again_changes_nothing(address: str) -> None:
    migrate(address)
    migrate(address)


def test_processes_that_start_at_once_migrate_once(empty_address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty_address] * 4))
    with open_store(empty_address, Wakeups()).reading() as db:
        assert db.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [head()]
