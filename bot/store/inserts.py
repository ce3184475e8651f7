"""Taking something that only one can have: the database's own uniqueness decides, alike on both."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection


def insert_unless_taken(db: Connection, table: Table, **values: Any) -> Any | None:
    """The new row's first primary key, or None when a unique value of it is taken; the transaction goes on."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    result = db.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
    return result.inserted_primary_key[0] if result.rowcount == 1 else None
