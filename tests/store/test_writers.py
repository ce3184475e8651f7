"""Writers of one SQLite file take turns."""

import threading

import pytest
from sqlalchemy import text

from bot.errors import Unavailable
from bot.store import Store

COUNT = text("UPDATE counted SET number = :number")
WRITERS, EACH = 8, 25


@pytest.fixture
def counted(sqlite_store: Store) -> Store:
    with sqlite_store.writing() as db:
        db.execute(text("CREATE TABLE counted (number INTEGER NOT NULL)"))
        db.execute(text("INSERT INTO counted VALUES (0)"))
    return sqlite_store


def add_one(store: Store) -> None:
    with store.writing() as db:
        number = db.execute(text("SELECT number FROM counted")).scalar_one()
        db.execute(COUNT, {"number": number + 1})


def test_each_of_many_writers_gets_its_turn(counted: Store) -> None:
    def work() -> None:
        for _ in range(EACH):
            add_one(counted)

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with counted.reading() as db:
        assert db.execute(text("SELECT number FROM counted")).scalar_one() == WRITERS * EACH


def test_who_waits_too_long_is_told_so_and_the_next_may_write(counted: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine.SQLITE_BUSY_MS", 50)
    refused: list[str] = []

    def write() -> None:
        try:
            add_one(counted)
        except Unavailable as error:
            refused.append(error.code)

    with counted.writing():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert refused == ["store_unavailable"]
    add_one(counted)


def test_a_writer_that_failed_leaves_the_turn_to_the_next(counted: Store) -> None:
    with pytest.raises(ZeroDivisionError), counted.writing():
        _ = 1 / 0
    add_one(counted)
