"""A back-up is taken while the desk goes on, comes back whole on either database, and a changed one is refused."""

import json
import shutil
import threading
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import customers, reception, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.keeping import back_up, expire, restore
from bot.keeping.backup import name_of
from bot.store import Store, open_store
from bot.store.tables import metadata
from bot.wakeups import Wakeups
from tests.keeping.whole import fill


def everything(store: Store) -> dict[str, list[Any]]:
    with store.reading() as db:
        return {
            table.name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }


def opened(address: str) -> Store:
    return open_store(address, Wakeups())


def test_what_comes_back_is_what_was_put_aside(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime, tmp_path: Path, empty_address: str
) -> None:
    """Also from one kind of database to the other: `store` and `empty_address` are each of both kinds."""
    with store.writing() as db:
        fill(db, alice, bob, "\U0001f600 “烧鹅” 𠮷", now)
    made = back_up(store, tmp_path / "desk.zip", now)
    before = everything(store)
    assert made.rows == {name: len(rows) for name, rows in before.items()}
    restored = restore(tmp_path / "desk.zip", empty_address)
    assert restored == made
    again = opened(empty_address)
    assert everything(again) == before
    with again.writing() as db:  # new rows get numbers of their own
        assert reception.customer_said(db, dan.conversation_id, "hello again", "key-9", now).seq >= 1
        customers.welcome(db, "web", "widget", "new one", "en", now)
    again.engine.dispose()


def test_what_was_acknowledged_before_it_began_is_in_it(
    store: Store, alice: Visit, now: datetime, tmp_path: Path, empty_sqlite_address: str
) -> None:
    acknowledged: list[int] = []
    enough, stop = threading.Event(), threading.Event()

    def talk() -> None:
        while not stop.is_set():
            with store.writing() as db:
                key = f"key-{len(acknowledged)}"
                said = transcript.add(db, alice.conversation_id, "customer", "still there?", now, client_key=key)
            acknowledged.append(said.seq)
            if len(acknowledged) == 30:
                enough.set()

    talking = threading.Thread(target=talk)
    talking.start()
    assert enough.wait(60)
    before = list(acknowledged)
    back_up(store, tmp_path / "desk.zip", now)
    stop.set()
    talking.join()
    restore(tmp_path / "desk.zip", empty_sqlite_address)
    again = opened(empty_sqlite_address)
    with again.reading() as db:
        kept = [message.seq for message in transcript.after(db, alice.conversation_id, 0, limit=10_000)]
        following = transcript.last_seq(db, alice.conversation_id)
    again.engine.dispose()
    assert set(before) <= set(kept)
    assert kept == list(range(1, len(kept) + 1))  # one moment: no gap, and the counter fits
    assert following == len(kept)


def test_a_full_place_is_not_overwritten(store: Store, alice: Visit, now: datetime, tmp_path: Path) -> None:
    back_up(store, tmp_path / "desk.zip", now)
    address = store.engine.url.render_as_string(hide_password=False)
    before = everything(store)
    with pytest.raises(Conflict) as refused:
        restore(tmp_path / "desk.zip", address)
    assert refused.value.code == "not_empty"
    assert everything(store) == before


def test_an_existing_file_is_not_overwritten(sqlite_store: Store, now: datetime, tmp_path: Path) -> None:
    back_up(sqlite_store, tmp_path / "desk.zip", now)
    with pytest.raises(Conflict, match="exists already"):
        back_up(sqlite_store, tmp_path / "desk.zip", now)
    assert (tmp_path / "desk.zip").stat().st_mode & 0o077 == 0  # for the operator's eyes only


@pytest.mark.parametrize("harm", ["changed", "cut", "text", "other_format", "without_manifest", "missing"])
def test_a_file_that_is_no_backup_is_refused_and_leaves_the_place_empty(
    sqlite_store: Store, now: datetime, tmp_path: Path, empty_sqlite_address: str, harm: str, welcome: Any
) -> None:
    welcome(sqlite_store, "alice")
    file = tmp_path / "desk.zip"
    back_up(sqlite_store, file, now)
    spoil(file, harm)
    with pytest.raises(NotFound if harm == "missing" else Invalid):
        restore(file, empty_sqlite_address)
    database = Path(empty_sqlite_address.removeprefix("sqlite:///"))
    if database.exists():
        store = opened(empty_sqlite_address)
        with store.reading() as db:
            tables = db.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        store.engine.dispose()
        assert tables == 0


def spoil(file: Path, harm: str) -> None:
    if harm == "missing":
        return file.unlink()
    if harm in ("cut", "text"):
        content = file.read_bytes()[:200] if harm == "cut" else b"not a zip"
        file.write_bytes(content)
        return None
    old = file.with_suffix(".old")
    shutil.move(file, old)
    with zipfile.ZipFile(old) as whole, zipfile.ZipFile(file, "w") as changed:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "manifest.json":
                told = json.loads(content) | ({"format": 99} if harm == "other_format" else {})
                content = json.dumps(told).encode()
            if harm == "changed" and name == "customers.jsonl":
                content = content.replace(b"ordinary", b"very_dear")
            if not (harm == "without_manifest" and name == "manifest.json"):
                changed.writestr(name, content)
    return None


def test_only_old_files_of_ours_expire(now: datetime, tmp_path: Path) -> None:
    old, young = now - timedelta(days=36), now - timedelta(days=34)
    for name in (name_of(old), name_of(young), "desk-important.zip", "other.zip"):
        (tmp_path / name).touch()
    assert expire(tmp_path, now, 35) == [tmp_path / name_of(old)]
    assert {file.name for file in tmp_path.iterdir()} == {name_of(young), "desk-important.zip", "other.zip"}


def test_an_empty_store_can_be_put_aside(store: Store, now: datetime, tmp_path: Path, empty_address: str) -> None:
    back_up(store, tmp_path / "desk.zip", now)
    restore(tmp_path / "desk.zip", empty_address)
    again = opened(empty_address)
    with again.reading() as db:
        counts = [db.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables]
    again.engine.dispose()
    assert not any(counts)
