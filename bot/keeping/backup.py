"""The whole store in one file, taken while the desk goes on; readable by either database."""

import base64
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import Conflict
from bot.store import Store
from bot.store.tables import metadata

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 500  # rows read at once
NAME = re.compile(r"desk-(\d{8}T\d{6}Z)\.zip")
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Backup:
    """`rows`: how many, by table."""

    file: Path
    made_at: datetime
    revision: str
    rows: dict[str, int]


def back_up(store: Store, file: Path, now: datetime) -> Backup:
    """Everything that was acknowledged before it began; nobody waits for it.

    Raises: Conflict "file_exists"; Unavailable."""
    if file.exists():
        raise Conflict("file_exists", f"{file} exists already")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot(store) as db:
            made = _write(db, archive, file, now)
        os.fsync(raw.fileno())
    unfinished.replace(file)
    return made


def expire(folder: Path, now: datetime, days: int) -> list[Path]:
    """Removes the back-ups that are older, so that what was erased does not live on in them."""
    oldest = (now - timedelta(days=days)).strftime(STAMP)
    old = [one for one in sorted(folder.glob("desk-*.zip")) if (m := NAME.fullmatch(one.name)) and m[1] < oldest]
    for one in old:
        one.unlink()
    return old


def name_of(now: datetime) -> str:
    return f"desk-{now.strftime(STAMP)}.zip"


class _snapshot:
    """A reading transaction that sees one moment, however long it lasts."""

    def __init__(self, store: Store) -> None:
        self._reading = store.reading()

    def __enter__(self) -> Connection:
        db = self._reading.__enter__()
        if db.dialect.name == "postgresql":
            db.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return db

    def __exit__(self, *error: Any) -> None:
        self._reading.__exit__(*error)


def _write(db: Connection, archive: zipfile.ZipFile, file: Path, now: datetime) -> Backup:
    revision = str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    rows: dict[str, int] = {}
    sums: dict[str, str] = {}
    for table in metadata.sorted_tables:
        rows[table.name], sums[table.name] = _write_table(db, archive, table)
    made = {"format": FORMAT, "revision": revision, "made_at": now.isoformat(), "rows": rows, "sha256": sums}
    archive.writestr(MANIFEST, json.dumps(made, indent=2))
    return Backup(file, now, revision, rows)


def _write_table(db: Connection, archive: zipfile.ZipFile, table: Any) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in _rows(db, table):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            lines.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def _rows(db: Connection, table: Any) -> Iterator[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in db.execution_options(stream_results=True).execute(query).yield_per(BATCH):
        yield {key: _plain(value) for key, value in row._mapping.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value
