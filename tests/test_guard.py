"""Failed sign-ins, looks and exports are recorded, and too many of them are told to those in charge."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot import audit, notices
from bot.agents import Agent
from bot.reception import guard
from bot.store import Store


@pytest.fixture
def ada(store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(store, "ada", "1009", "admin")


def kinds(store: Store, who: Agent) -> list[str]:
    with store.reading() as db:
        return [one.kind for one in notices.of(db, who.id)]


def test_the_tenth_failure_within_the_hour_is_told_once(store: Store, ada: Agent, bob: Agent, now: datetime) -> None:
    for attempt in range(12):
        with store.writing() as db:
            guard.sign_in_failed(db, "bob", "192.0.2.1", "wrong_login", now + timedelta(minutes=attempt))
        assert kinds(store, ada) == (["sign_ins_failed"] if attempt >= 9 else [])
    with store.reading() as db:
        assert len(audit.listing(db, action=guard.FAILED, subject="agent:bob")) == 10
        assert len(audit.listing(db, action="alert.sign_ins_failed")) == 1
    assert kinds(store, bob) == []


def test_what_was_typed_as_an_unknown_login_is_kept_nowhere(store: Store, ada: Agent, now: datetime) -> None:
    with store.writing() as db:
        guard.sign_in_failed(db, "my secret password", "192.0.2.1", "wrong_login", now)
    with store.reading() as db:
        [entry] = audit.listing(db)
    assert entry.subject == "address:192.0.2.1" and "secret" not in str(entry)


def test_who_looks_at_very_much_is_told_of(store: Store, ada: Agent, bob: Agent, now: datetime) -> None:
    for number in range(guard.LOOKS):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.looked(db, bob, "ticket.read", f"ticket:T{number}", now)
            guard.looked(db, bob, "ticket.read", f"ticket:T{number}", now)  # again is no other look
    assert kinds(store, ada) == ["looks_at_much"]
    with store.reading() as db:
        assert len(audit.listing(db, action="ticket.read", limit=200)) == guard.LOOKS


def test_exports_are_recorded_with_their_reason_and_many_are_told_of(store: Store, ada: Agent, now: datetime) -> None:
    for number in range(guard.EXPORTS):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.exported(db, "carol", f"customer:{number}", "asked for by the customer", now)
    assert kinds(store, ada) == ["exports_much"]
    with store.reading() as db:
        assert {one.data["reason"] for one in audit.listing(db, action="exported")} == {"asked for by the customer"}
