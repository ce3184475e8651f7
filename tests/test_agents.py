"""Agents sign in with a password, are locked out after failures, and leave at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from bot import agents
from bot.agents import Agent, SignIn
from bot.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from bot.store import Store
from bot.store.tables import sign_ins

PASSWORD = "correct horse battery"
HERE = "192.0.2.1"


def sign_in(store: Store, now: datetime, login: str = "bob", password: str = PASSWORD, address: str = HERE) -> SignIn:
    with store.writing() as db:
        return agents.sign_in(db, login, password, address, now)


def fail(store: Store, now: datetime, times: int, login: str = "bob", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            sign_in(store, now, login, "wrong", address)


def test_the_right_password_signs_in(store: Store, bob: Agent, now: datetime) -> None:
    signed = sign_in(store, now)
    assert signed.agent == bob
    with store.writing() as db:
        assert agents.signed_in(db, signed.token, now) == bob
        assert agents.session(db, signed.token, now).csrf == signed.csrf


def test_the_token_is_stored_only_as_a_hash(store: Store, bob: Agent, now: datetime) -> None:
    signed = sign_in(store, now)
    with store.reading() as db:
        rows = db.execute(sign_ins.select()).all()
    assert len(rows) == 1 and signed.token not in repr(rows)


def test_passwords_are_hashed_by_owasps_figures(real_hasher: PasswordHasher) -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in real_hasher.hash(PASSWORD)
    assert agents.NOBODY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_wrong_password_and_an_unknown_login_are_the_same_refusal(store: Store, bob: Agent, now: datetime) -> None:
    refusals = []
    for login, password in (("bob", "wrong"), ("nobody", PASSWORD)):
        with pytest.raises(NotSignedIn) as refused:
            sign_in(store, now, login, password)
        refusals.append((refused.value.code, refused.value.detail, refused.value.facts))
    assert refusals[0] == refusals[1]


def test_an_unknown_login_costs_as_much_work_as_a_known_one(
    store: Store,
    employ: Callable[..., Agent],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    real_hasher: PasswordHasher,
) -> None:
    monkeypatch.setattr(agents, "hasher", real_hasher)
    employ(store, "bob", "1001")
    checked: list[str] = []
    real = agents._matches

    def matches(password_hash: str, password: str) -> bool:
        checked.append(password_hash.split("$")[3])
        return real(password_hash, password)

    monkeypatch.setattr(agents, "_matches", matches)
    fail(store, now, 1, "bob")
    fail(store, now, 1, "nobody")
    assert checked == ["m=19456,t=2,p=1"] * 2


def test_five_failures_lock_the_login_for_fifteen_minutes(store: Store, bob: Agent, now: datetime) -> None:
    fail(store, now, 5)
    for later in (0, 14 * 60 + 59):
        with pytest.raises(TooMany) as refused:
            sign_in(store, now + timedelta(seconds=later), address="198.51.100.7")
        assert 0 < refused.value.facts["retry_after"] <= 901 - later
    assert sign_in(store, now + timedelta(minutes=15)).agent == bob


def test_five_failures_lock_the_address_for_every_login(store: Store, bob: Agent, carol: Agent, now: datetime) -> None:
    fail(store, now, 3, "bob")
    fail(store, now, 2, "nobody")
    with pytest.raises(TooMany):
        sign_in(store, now, "carol")
    assert sign_in(store, now, "carol", address="198.51.100.7").agent == carol


def test_four_failures_and_a_success_begin_anew(store: Store, bob: Agent, now: datetime) -> None:
    fail(store, now, 4)
    sign_in(store, now)
    fail(store, now, 4)
    assert sign_in(store, now).agent == bob


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(store: Store, bob: Agent, now: datetime) -> None:
    token = sign_in(store, now).token
    for minutes in (29, 58):
        with store.writing() as db:
            agents.signed_in(db, token, now + timedelta(minutes=minutes))
    with pytest.raises(NotSignedIn), store.writing() as db:
        agents.signed_in(db, token, now + timedelta(minutes=88))


def test_a_session_ends_after_twelve_hours_however_busy(store: Store, bob: Agent, now: datetime) -> None:
    token = sign_in(store, now).token
    for minutes in range(20, 12 * 60, 20):
        with store.writing() as db:
            agents.signed_in(db, token, now + timedelta(minutes=minutes))
    with pytest.raises(NotSignedIn), store.writing() as db:
        agents.signed_in(db, token, now + timedelta(hours=12))


def test_a_page_that_only_listens_is_no_sign_of_life(store: Store, bob: Agent, now: datetime) -> None:
    token = sign_in(store, now).token
    with store.reading() as db:
        assert agents.session(db, token, now + timedelta(minutes=29)).agent == bob
    with pytest.raises(NotSignedIn), store.reading() as db:
        agents.session(db, token, now + timedelta(minutes=30))


def test_signing_out_ends_this_session_only(store: Store, bob: Agent, now: datetime) -> None:
    first, second = sign_in(store, now).token, sign_in(store, now).token
    with store.writing() as db:
        agents.sign_out(db, first, now)
        assert agents.signed_in(db, second, now) == bob
    with pytest.raises(NotSignedIn), store.writing() as db:
        agents.signed_in(db, first, now)


def test_who_is_disabled_is_out_at_once_and_stays_out(store: Store, bob: Agent, now: datetime) -> None:
    token = sign_in(store, now).token
    with store.writing() as db:
        agents.disable(db, "bob", now)
        assert [(one.available, one.disabled_at) for one in agents.listing(db)] == [(False, now)]
    with pytest.raises(NotSignedIn), store.writing() as db:
        agents.signed_in(db, token, now)
    with pytest.raises(NotSignedIn):
        sign_in(store, now)


@pytest.mark.parametrize("taken", [("bob", "9999"), ("rob", "1001")])
def test_logins_and_staff_numbers_are_unique(store: Store, bob: Agent, now: datetime, taken: tuple[str, str]) -> None:
    with pytest.raises(Conflict), store.writing() as db:
        agents.add(db, taken[0], "Rob", taken[1], PASSWORD, "agent", now)


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"role": "king"}])
def test_an_agent_needs_a_long_password_and_a_known_role(
    sqlite_store: Store, now: datetime, wrong: dict[str, Any]
) -> None:
    details = {"login": "bob", "name": "Bob", "staff_no": "1", "password": PASSWORD, "role": "agent", **wrong}
    with pytest.raises(Invalid), sqlite_store.writing() as db:
        agents.add(db, now=now, **details)


def test_an_agent_can_be_away(store: Store, bob: Agent, now: datetime) -> None:
    with store.writing() as db:
        agents.set_available(db, bob.id, False, now)
        assert not agents.get(db, bob.id).available
    with pytest.raises(NotFound), store.writing() as db:
        agents.set_available(db, 999, True, now)
