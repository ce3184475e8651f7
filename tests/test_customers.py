"""Customers, and how we know them again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import customers
from bot.customers import Visit
from bot.errors import NotFound
from bot.store import Store, tables


def test_a_welcomed_customer_is_known_again_by_the_identity(store: Store, alice: Visit, dan: Visit) -> None:
    with store.reading() as db:
        assert customers.find_by_identity(db, "widget", "alice") == alice
        assert customers.find_by_identity(db, "telegram", "alice") is None
        assert customers.find_by_identity(db, "widget", "nobody") is None
    assert {alice.customer_id, alice.conversation_id}.isdisjoint({dan.customer_id, dan.conversation_id})


def test_a_conversation_goes_on_in_the_language_that_is_used(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        first = customers.conversation(db, alice.conversation_id)
        customers.use_language(db, alice.conversation_id, "zh-Hant", fixed=True)
        then = customers.conversation(db, alice.conversation_id)
    assert (first.language, first.language_fixed, first.created_at) == ("zh", False, now)
    assert (then.language, then.language_fixed) == ("zh-Hant", True)


def test_an_unknown_conversation_is_not_found(store: Store, now: datetime) -> None:
    with pytest.raises(NotFound), store.reading() as db:
        customers.conversation(db, "nowhere")


def test_a_refused_transaction_keeps_nothing(store: Store, now: datetime) -> None:
    with pytest.raises(LookupError), store.writing() as db:
        customers.welcome(db, "web", "widget", "erin", "zh", now + timedelta(days=1))
        raise LookupError
    with store.reading() as db:
        assert customers.find_by_identity(db, "widget", "erin") is None


def test_a_name_told_once_is_the_name_that_agents_see(store: Store, alice: Visit) -> None:
    with store.writing() as db:
        customers.introduce(db, alice.customer_id, "李静" * 60)
    with store.reading() as db:
        stored = db.execute(select(tables.customers.c.name).filter_by(id=alice.customer_id)).scalar_one()
    assert stored == ("李静" * 60)[:80]
