"""What was recorded can be read, and cannot be changed unseen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, update

from bot import audit
from bot.store import Store
from bot.store.tables import audit as entries


@pytest.fixture
def kept(store: Store, now: datetime) -> Store:
    with store.writing() as db:
        for minute, number in enumerate(("T1", "T2", "T1")):
            audit.record(db, "bob", "ticket_read", f"ticket:{number}", now + timedelta(minutes=minute), place=minute)
    return store


def test_it_is_read_newest_first_and_by_subject(kept: Store) -> None:
    with kept.reading() as db:
        assert [one.data["place"] for one in audit.listing(db)] == [2, 1, 0]
        assert [one.data["place"] for one in audit.listing(db, subject="ticket:T1")] == [2, 0]
        assert [one.data["place"] for one in audit.listing(db, before=audit.listing(db)[0].id)] == [1, 0]


def test_an_untouched_chain_holds(kept: Store) -> None:
    with kept.reading() as db:
        assert audit.broken(db) is None


@pytest.mark.parametrize(
    "tampering",
    [
        update(entries).where(entries.c.id == 2).values(actor="carol"),
        update(entries).where(entries.c.id == 2).values(data={"place": 7}),
        delete(entries).where(entries.c.id == 2),
    ],
)
def test_a_row_that_was_changed_or_left_out_is_found(kept: Store, tampering: object) -> None:
    with kept.writing() as db:
        db.execute(tampering)
    with kept.reading() as db:
        found = audit.broken(db)
    assert found is not None and found.id in (2, 3)


def test_a_row_that_was_put_in_is_found(kept: Store, now: datetime) -> None:
    row = {"at": now, "actor": "bob", "action": "ticket_read", "subject": "ticket:T9", "data": {}, "hash": "f" * 64}
    with kept.writing() as db:
        db.execute(insert(entries).values(**row))
    with kept.reading() as db:
        found = audit.broken(db)
    assert found is not None and found.subject == "ticket:T9"
