"""A back-up into an empty place, of either kind of database: also the way from SQLite to PostgreSQL."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, func, insert, inspect, select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid, NotFound
from bot.keeping.backup import BATCH, FORMAT, MANIFEST, Backup
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.store.tables import metadata
from bot.store.types import Instant
from bot.wakeups import Wakeups


def restore(file: Path, address: str) -> Backup:
    """Makes the tables as they were, fills them in one transaction, and brings them up to date.

    Raises: NotFound; Invalid when the file is no back-up or was changed; Conflict "not_empty"; Unavailable."""
    with _opened(file) as archive:
        made = _manifest(archive, file)
        _must_be_empty(address)
        migrate(address, made.revision)
        store = open_store(address, Wakeups())
        try:
            _fill(store, archive, made)
        finally:
            store.engine.dispose()
    migrate(address)
    return made


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise NotFound("no_such_file", f"there is no file {file}") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise Invalid("no_backup", f"{file} is no back-up: {error}") from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Backup:
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise Invalid("no_backup", f"{file} has format {told['format']}; this desk reads {FORMAT}")
        for table, expected in told["sha256"].items():
            if _sum(archive, table) != expected:
                raise Invalid("backup_changed", f"{file}: {table} is not what was put aside")
        made_at = datetime.fromisoformat(told["made_at"])
        return Backup(file, made_at, str(told["revision"]), dict(told["rows"]))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid("no_backup", f"{file} is no back-up of this desk") from error


def _sum(archive: zipfile.ZipFile, table: str) -> str:
    with archive.open(f"{table}.jsonl") as lines:
        digest = hashlib.sha256()
        for line in lines:
            digest.update(line)
        return digest.hexdigest()


def _must_be_empty(address: str) -> None:
    store = open_store(address, Wakeups())
    try:
        with store.reading() as db:
            there = set(inspect(db).get_table_names()) & set(metadata.tables)
            full = [name for name in sorted(there) if _count(db, name)]
    finally:
        store.engine.dispose()
    if full:
        raise Conflict("not_empty", f"the database holds something already: {', '.join(full)}", tables=full)


def _count(db: Connection, name: str) -> int:
    return int(db.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


def _fill(store: Store, archive: zipfile.ZipFile, made: Backup) -> None:
    with store.writing() as db:
        for table in metadata.sorted_tables:
            if table.name in made.rows:
                _fill_table(db, archive, table)
                _go_on_counting(db, table)
        wrong = {name: count for name, count in made.rows.items() if _count(db, name) != count}
        if wrong:
            raise Invalid("backup_changed", f"not all rows came back: {wrong}")


def _fill_table(db: Connection, archive: zipfile.ZipFile, table: Any) -> None:
    with archive.open(f"{table.name}.jsonl") as lines:
        rows = (_row(table, json.loads(line)) for line in lines)
        for batch in _batches(rows):
            db.execute(insert(table), batch)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _row(table: Any, told: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(table.c[key].type, value) for key, value in told.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _go_on_counting(db: Connection, table: Any) -> None:
    """PostgreSQL's counters do not notice rows that brought their own number."""
    key = table.primary_key.columns.values()[0]
    if db.dialect.name != "postgresql" or key.name != "id" or not key.autoincrement or str(key.type) != "BIGINT":
        return
    db.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name} HAVING max(id) > 0"
    )
