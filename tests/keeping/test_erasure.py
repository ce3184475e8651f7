"""Who is forgotten leaves no word in any table, nor in the database's file; the others and the figures stay."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import appointments, customers, handoff, reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, NotFound
from bot.keeping import erase, erase_again, find, sweep_freed_pages
from bot.keeping.erasure import DELETED, EMPTIED, RECORDS, fingerprint, lifted
from bot.keeping.person import rows_of
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store
from bot.store import tables as t
from bot.store.tables import metadata
from tests.keeping.whole import fill, theirs

CANARY = "KANARIENVOGEL-17"


def words(store: Store) -> str:
    """Everything that is in the tables, as text."""
    with store.reading() as db:
        return "\n".join(str(tuple(row)) for table in metadata.sorted_tables for row in db.execute(select(table)))


def over(store: Store, visit: Visit, now: datetime) -> None:
    """Nobody serves the customer any more, and the visit was long ago."""
    with store.writing() as db:
        db.execute(t.handoffs.update().values(ended_at=now))
        db.execute(t.places.update().values(ends_at=now - timedelta(days=1)))


def kept_full(store: Store, visit: Visit, agent: Agent, now: datetime) -> None:
    with store.writing() as db:
        fill(db, visit, agent, CANARY, now)
    over(store, visit, now)


def test_every_table_that_leads_to_a_customer_is_decided_about() -> None:
    kept_for_the_figures = {t.strippings, t.conversations, t.identities, t.places, t.surveys}
    decided = {*DELETED, *EMPTIED, *RECORDS} | kept_for_the_figures
    assert set(theirs()) <= decided
    assert set(theirs()) <= set(rows_of("anybody"))


def test_no_word_of_a_customer_is_left(store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime) -> None:
    kept_full(store, alice, bob, now)
    assert words(store).count(CANARY) > 20
    with store.writing() as db:
        reception.customer_said(db, dan.conversation_id, "my own words", "key-1", now)
        receipt = erase(db, alice.customer_id, now, records_too=True)
    left = words(store)
    assert CANARY not in left
    assert "alice" not in left  # the external id
    assert "my own words" in left
    assert receipt.counts["messages"] == receipt.counts["tickets"] == 1
    assert receipt.kept == []


def test_no_word_is_left_in_the_file(sqlite_store: Store, welcome: Any, employ: Any, now: datetime) -> None:
    alice, bob = welcome(sqlite_store, "alice"), employ(sqlite_store, "bob", "1001")
    kept_full(sqlite_store, alice, bob, now)
    files = list(Path(str(sqlite_store.engine.url.database)).parent.glob("desk.db*"))
    assert any(CANARY.encode() in file.read_bytes() for file in files)
    with sqlite_store.writing() as db:
        erase(db, alice.customer_id, now, records_too=True)
    sweep_freed_pages(sqlite_store)
    files = list(Path(str(sqlite_store.engine.url.database)).parent.glob("desk.db*"))
    assert not any(CANARY.encode() in file.read_bytes() for file in files)


def test_sweeping_works_on_both_databases(store: Store, alice: Visit) -> None:
    sweep_freed_pages(store)
    with store.reading() as db:
        assert customers.conversation(db, alice.conversation_id).customer_id == alice.customer_id


def test_an_open_ticket_and_one_of_less_than_three_years_are_kept(
    store: Store, alice: Visit, bob: Agent, now: datetime
) -> None:
    details = {"kind": "suggestion", "title": "Longer hours", "fields": {}, "contact": "13800138000"}
    with store.writing() as db:
        ids = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id}
        more = {"language": "zh", "department": "quality"}
        one, two, three = (tickets.open_ticket(db, now=now, **details, **ids, **more) for _ in range(3))
        for number, ended in ((two.number, now), (three.number, now - timedelta(days=3 * 366 + 1))):
            closed = t.tickets.select().where(t.tickets.c.number == number)
            ticket_id = db.execute(closed).one().id
            with lifted(db):
                change = t.ticket_events.update().where(t.ticket_events.c.ticket_id == ticket_id)
                db.execute(change.values(at=ended))
            event = {"ticket_id": ticket_id, "kind": "state", "state": "closed", "data": {}, "at": ended}
            db.execute(t.ticket_events.insert().values(**event))
        receipt = erase(db, alice.customer_id, now)
    assert set(receipt.kept) == {one.number, two.number}
    with store.reading() as db:
        titles = [tickets.find(db, each.number).title for each in (one, two, three)]  # type: ignore[union-attr]
    assert titles == ["Longer hours", "Longer hours", ""]


def test_who_waits_or_is_visited_soon_is_not_forgotten_yet(
    store: Store, alice: Visit, standard: Standard, phrases: Phrases, now: datetime
) -> None:
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, standard=standard, phrases=phrases)
    with store.writing() as db, pytest.raises(Conflict, match="person"):
        erase(db, alice.customer_id, now)
    with store.writing() as db:
        handoff.withdraw(db, alice.conversation_id, now)
        appointments.put_resources(db, Operator.load(ROOT / "data/operator.yml").resources)
        start = appointments.free_times(db, "repair", "donghu", now)[0].starts_at
        booked = appointments.book(
            db,
            **{"service": "repair", "district": "donghu", "starts_at": start, "place": "Hubin Road", "name": "Alice"},
            **{"contact": "13800138000", "need": "", "conversation_id": alice.conversation_id},
            customer_id=alice.customer_id,
            language="en",
            now=now,
        )
    with store.writing() as db, pytest.raises(Conflict) as refused:
        erase(db, alice.customer_id, now)
    assert refused.value.facts == {"number": booked.number}
    with store.writing() as db:
        appointments.cancel(db, booked.number, now)
        erase(db, alice.customer_id, now)


def test_the_token_of_a_forgotten_visitor_opens_nothing(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        erase(db, alice.customer_id, now)
    with store.reading() as db:
        assert customers.find_by_identity(db, "widget", "alice") is None


def test_after_an_older_backup_only_the_forgotten_are_erased_again(
    store: Store, alice: Visit, dan: Visit, now: datetime
) -> None:
    with store.writing() as db:
        customers.introduce(db, alice.customer_id, "Alice")
        customers.introduce(db, dan.customer_id, "Dan")
        again = erase_again(db, {fingerprint(alice.customer_id)}.__contains__, now)
    assert [receipt.customer_id for receipt in again] == [alice.customer_id]
    left = words(store)
    assert "'Dan'" in left and "'Alice'" not in left


def test_a_customer_is_found_by_id_number_and_phone(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    details = {"kind": "suggestion", "title": "", "fields": {}, "language": "zh", "department": "quality"}
    with store.writing() as db:
        ids = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id}
        ticket = tickets.open_ticket(db, now=now, contact="+8613800138000", **details, **ids)
    with store.reading() as db:
        for key in (alice.customer_id, ticket.number, ticket.number.lower(), "138 0013 8000", "+86 138-0013-8000"):
            assert find(db, key) == alice.customer_id
        for key in ("", "nobody", "13900139000", "8000", "T0000-0000", "%"):
            with pytest.raises(NotFound):
                find(db, key)
    with store.writing() as db:
        ids = {"conversation_id": dan.conversation_id, "customer_id": dan.customer_id}
        tickets.open_ticket(db, now=now, contact="+8613800138000", **details, **ids)
    with store.reading() as db, pytest.raises(Conflict) as refused:
        find(db, "13800138000")
    assert refused.value.facts == {"customers": sorted([alice.customer_id, dan.customer_id])}
