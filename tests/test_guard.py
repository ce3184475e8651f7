"""Failed sign-ins, looks and exports are recorded, and too many of them are told to those in charge."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot import audit, notices
from bot.agents import Agent
from bot.errors import TooMany
from bot.reception import guard
from bot.standard import Standard
from bot.standard.entry import Limit
from bot.standard.guard import GuardRules
from bot.store import Store


@pytest.fixture
def ada(store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(store, "ada", "1009", "admin")


@pytest.fixture
def rules(standard: Standard) -> GuardRules:
    return standard.guard


def kinds(store: Store, who: Agent) -> list[str]:
    with store.reading() as db:
        return [one.kind for one in notices.of(db, who.id)]


def test_the_tenth_failure_within_the_hour_is_told_once(
    store: Store, ada: Agent, bob: Agent, now: datetime, rules: GuardRules
) -> None:
    for attempt in range(12):
        with store.writing() as db:
            guard.sign_in_failed(db, "bob", "192.0.2.1", "wrong_login", now + timedelta(minutes=attempt), rules)
        assert kinds(store, ada) == (["sign_ins_failed"] if attempt >= 9 else [])
    with store.reading() as db:
        assert len(audit.listing(db, action=guard.FAILED, subject="agent:bob")) == 10
        assert len(audit.listing(db, action="alert.sign_ins_failed")) == 1
    assert kinds(store, bob) == []


def test_what_was_typed_as_an_unknown_login_is_kept_nowhere(
    store: Store, ada: Agent, now: datetime, rules: GuardRules
) -> None:
    with store.writing() as db:
        guard.sign_in_failed(db, "my secret password", "192.0.2.1", "wrong_login", now, rules)
    with store.reading() as db:
        [entry] = audit.listing(db)
    assert entry.subject == "address:192.0.2.1" and "secret" not in str(entry)


def test_who_looks_at_very_much_is_told_of(
    store: Store, ada: Agent, bob: Agent, now: datetime, rules: GuardRules
) -> None:
    for number in range(rules.looks):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.looked(db, bob, "ticket.read", f"ticket:T{number}", now, rules)
            guard.looked(db, bob, "ticket.read", f"ticket:T{number}", now, rules)  # again is no other look
    assert kinds(store, ada) == ["looks_at_much"]
    with store.reading() as db:
        assert len(audit.listing(db, action="ticket.read", limit=200)) == rules.looks


def test_exports_are_recorded_with_their_reason_and_many_are_told_of(
    store: Store, ada: Agent, now: datetime, rules: GuardRules
) -> None:
    for number in range(rules.exports):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.exported(db, "carol", f"customer:{number}", "asked for by the customer", now, rules)
    assert kinds(store, ada) == ["exports_much"]
    with store.reading() as db:
        assert {one.data["reason"] for one in audit.listing(db, action="exported")} == {"asked for by the customer"}


def test_a_changed_number_in_the_standard_changes_when_those_in_charge_are_told(
    store: Store, ada: Agent, bob: Agent, now: datetime, rules: GuardRules
) -> None:
    strict = rules.copy(update={"exports": 2, "looks": 1, "failed_sign_ins": 1, "within": Limit(10, "minutes")})
    for moment in (now, now + timedelta(minutes=11), now + timedelta(minutes=12)):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.exported(db, "bob", "figures:all", "report", moment, strict)
    assert kinds(store, ada) == ["exports_much"]
    with store.writing() as db:
        guard.looked(db, bob, "ticket.read", "ticket:T1", now, strict)
        guard.sign_in_failed(db, "bob", "192.0.2.1", "wrong_login", now, strict)
    assert kinds(store, ada) == ["sign_ins_failed", "looks_at_much", "exports_much"]


def test_beyond_the_standards_number_no_more_is_shown_and_those_in_charge_are_told(
    store: Store, ada: Agent, bob: Agent, now: datetime, rules: GuardRules
) -> None:
    few = rules.copy(update={"reveals": 2})
    for number in range(2):
        assert kinds(store, ada) == []
        with store.writing() as db:
            guard.revealed(db, bob, f"ticket:T{number}", "contact", "c1", "asks for 13800138000", now, few)
    assert kinds(store, ada) == ["reveals_much"]
    with store.writing() as db, pytest.raises(TooMany) as refused:
        guard.revealed(db, bob, "ticket:T3", "contact", "c1", "once more", now, few)
    assert (refused.value.code, refused.value.facts) == ("reveals_much", {"retry_after": 3600})
    with store.writing() as db:
        guard.revealed(db, bob, "ticket:T3", "contact", "c1", "later", now + timedelta(hours=1), few)
    with store.reading() as db:
        latest, *_, first = audit.listing(db, action=guard.REVEALED)
    assert (latest.subject, latest.data) == ("ticket:T3", {"field": "contact", "of": "c1", "reason": "later"})
    assert first.data["reason"] == "asks for 138****8000"
