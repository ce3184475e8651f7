"""What was recorded can be read, and cannot be changed unseen."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot import audit, customers, reception
from bot.audit import Anchor
from bot.customers import Visit
from bot.errors import Invalid
from bot.store import Store
from bot.store.tables import audit as entries
from bot.store.tables import erasing, messages

TAMPERING = {
    "the actor": update(entries).where(entries.c.id == 2).values(actor="carol"),
    "the data": update(entries).where(entries.c.id == 2).values(data={"place": 7}),
    "the row": delete(entries).where(entries.c.id == 2),
}


@pytest.fixture
def kept(store: Store, now: datetime) -> Store:
    for minute, number in enumerate(("T1", "T2", "T1")):
        with store.writing() as db:
            audit.record(db, "bob", "ticket_read", f"ticket:{number}", now + timedelta(minutes=minute), place=minute)
    return store


def unseal(db: Any) -> None:
    """As somebody would who owns the database."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("DROP TRIGGER audit_only_added_to ON audit")
    else:
        db.exec_driver_sql("DROP TRIGGER audit_no_update")
        db.exec_driver_sql("DROP TRIGGER audit_no_delete")


def test_it_is_read_newest_first_and_by_subject(kept: Store) -> None:
    with kept.reading() as db:
        assert [one.data["place"] for one in audit.listing(db)] == [2, 1, 0]
        assert [one.data["place"] for one in audit.listing(db, subject="ticket:T1")] == [2, 0]
        assert [one.data["place"] for one in audit.listing(db, subject="ticket:")] == [2, 1, 0]
        assert [one.data["place"] for one in audit.listing(db, before=audit.listing(db)[0].id)] == [1, 0]
        assert audit.listing(db, actor="carol") == audit.listing(db, action="ticket") == []
        assert len(audit.listing(db, actor="bob", action="ticket_read")) == 3


def test_an_untouched_chain_holds(kept: Store) -> None:
    with kept.reading() as db:
        verdict = audit.verify(db)
    assert verdict.holds and verdict.entries == 3


def test_what_is_recorded_in_a_transaction_that_fails_was_never_there(kept: Store, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), kept.writing() as db:
        audit.record(db, "bob", "ticket_read", "ticket:T9", now)
        assert 1 / 0
    with kept.reading() as db:
        assert audit.verify(db).entries == 3


@pytest.mark.parametrize("what", TAMPERING)
def test_the_database_refuses_to_change_or_remove_an_entry(kept: Store, what: str) -> None:
    with pytest.raises(DBAPIError, match="added to only"), kept.writing() as db:
        db.execute(insert(erasing))  # not even who erases a customer may
        db.execute(TAMPERING[what])


@pytest.mark.parametrize("what", TAMPERING)
def test_a_row_that_was_changed_or_left_out_is_found(kept: Store, what: str) -> None:
    with kept.writing() as db:
        unseal(db)
        db.execute(TAMPERING[what])
    with kept.reading() as db:
        found = audit.broken(db)
    assert found is not None and found.id == (3 if what == "the row" else 2)


def test_a_row_that_was_put_in_is_found(kept: Store, now: datetime) -> None:
    row = {"at": now, "actor": "bob", "action": "ticket_read", "subject": "ticket:T9", "data": {}, "hash": "f" * 64}
    with kept.writing() as db:
        db.execute(insert(entries).values(**row))
    with kept.reading() as db:
        found = audit.broken(db)
    assert found is not None and found.subject == "ticket:T9"


def test_rows_cut_off_at_the_end_are_found_by_an_anchor_kept_elsewhere(kept: Store, now: datetime) -> None:
    with kept.reading() as db:
        known = audit.anchor(db)
    assert known is not None and Anchor.read(str(known)) == known
    with kept.writing() as db:
        unseal(db)
        db.execute(delete(entries).where(entries.c.id == 3))
    with kept.reading() as db:
        assert audit.verify(db).holds  # the shorter chain is whole
        assert audit.verify(db, [known]).lost == known
    with kept.writing() as db:  # whoever goes on from there makes another entry 3, or none
        audit.record(db, "bob", "ticket_read", "ticket:T3", now)
    with kept.reading() as db:
        assert audit.verify(db, [known]).lost == known


@pytest.mark.parametrize("text", ["", "3", "3:abc", f"x:{'a' * 64}", f"3:{'A' * 64}"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Anchor.read(text)


def test_many_who_write_at_once_make_one_chain(store: Store, now: datetime) -> None:
    def write(who: str) -> None:
        for number in range(5):
            with store.writing() as db:
                audit.record(db, who, "ticket_read", f"ticket:T{number}", now)

    threads = [threading.Thread(target=write, args=(f"agent{one}",)) for one in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as db:
        verdict = audit.verify(db)
    assert verdict.holds and verdict.entries == 30


def test_what_a_customer_says_waits_for_no_audit(store: Store, welcome: Callable[..., Visit], now: datetime) -> None:
    """On PostgreSQL, where a writer does not have the whole database: while an entry is on its way, messages pass."""
    if store.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time, whatever it writes")
    alice = welcome(store, "alice")
    with store.writing() as slow:
        audit.record(slow, "bob", "ticket_read", "ticket:T1", now)
        audit.listing(slow)  # which writes what was left for the end, and has the lock from now on
        with store.writing() as db:
            reception.customer_said(db, alice.conversation_id, "hello", "key-00001", now)
    with store.reading() as db:
        assert audit.verify(db).entries == 1


@pytest.mark.parametrize("change", [update(messages).values(text="other"), delete(messages)])
def test_what_was_said_can_be_changed_only_by_who_erases(
    store: Store, welcome: Callable[..., Visit], now: datetime, change: Any
) -> None:
    alice = welcome(store, "alice")
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "hello", "key-00001", now)
    with pytest.raises(DBAPIError, match="messages can be added to only"), store.writing() as db:
        db.execute(change)
    with store.reading() as db:
        assert db.execute(select(func.count()).where(messages.c.text == "hello")).scalar_one() == 1
        assert db.execute(select(func.count()).select_from(erasing)).scalar_one() == 0
        assert customers.conversation(db, alice.conversation_id).customer_id == alice.customer_id
