"""A second factor is set with a code, asked for with the password, and each code is taken once."""

from datetime import datetime, timedelta

import pyotp
import pytest

from bot import audit, reception, second_factor
from bot.agents import Agent
from bot.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from bot.second_factor import STEP, Standing
from bot.store import Store

PASSWORD = "correct horse battery"
ADDRESS = "192.0.2.1"


def code_at(secret: str, moment: datetime, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(moment + timedelta(seconds=steps * STEP))


def sign_in(store: Store, code: str, now: datetime) -> str:
    with store.writing() as db:
        return reception.let_in(db, "bob", PASSWORD, code, ADDRESS, now).agent.login


@pytest.fixture
def secret(store: Store, bob: Agent, now: datetime) -> str:
    """Bob's, who has set it a day ago."""
    before = now - timedelta(days=1)
    with store.writing() as db:
        begun = second_factor.begin(db, bob.id, before)
        second_factor.confirm(db, bob.id, code_at(begun, before), before)
    return begun


def test_without_one_the_password_is_enough(store: Store, bob: Agent, now: datetime) -> None:
    assert sign_in(store, "", now) == "bob"
    assert sign_in(store, "123456", now) == "bob"


def test_one_that_was_only_begun_is_not_asked_for_and_can_be_begun_anew(
    store: Store, bob: Agent, now: datetime
) -> None:
    with store.writing() as db:
        with pytest.raises(NotFound):
            second_factor.confirm(db, bob.id, "123456", now)
        first, latest = second_factor.begin(db, bob.id, now), second_factor.begin(db, bob.id, now)
        with pytest.raises(Invalid):
            second_factor.confirm(db, bob.id, code_at(first, now), now)
    assert sign_in(store, "", now) == "bob"
    with store.writing() as db:
        assert second_factor.standing(db, bob.id) == Standing(False, 0)
        codes = second_factor.confirm(db, bob.id, code_at(latest, now), now)
        assert second_factor.standing(db, bob.id) == Standing(True, len(set(codes)))
        for again in (lambda: second_factor.begin(db, bob.id, now), lambda: second_factor.confirm(db, bob.id, "", now)):
            with pytest.raises(Conflict):
                again()


def test_the_password_alone_is_answered_by_the_question_for_the_code(store: Store, secret: str, now: datetime) -> None:
    for _ in range(9):  # no failure: it may be asked as often as somebody forgets
        with pytest.raises(NotSignedIn) as refused:
            sign_in(store, " ", now)
        assert refused.value.code == "code_needed"
    assert sign_in(store, code_at(secret, now), now) == "bob"


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(store: Store, secret: str, now: datetime, steps: int, taken: bool) -> None:
    if taken:
        assert sign_in(store, code_at(secret, now, steps), now) == "bob"
        return
    with pytest.raises(NotSignedIn):
        sign_in(store, code_at(secret, now, steps), now)


def test_a_code_is_taken_once_and_no_earlier_one_after_it(store: Store, secret: str, now: datetime) -> None:
    given = code_at(secret, now)
    assert sign_in(store, f"{given[:3]} {given[3:]}", now) == "bob"
    for replayed in (given, code_at(secret, now, -1)):
        with pytest.raises(NotSignedIn) as refused:
            sign_in(store, replayed, now + timedelta(seconds=1))
        assert refused.value.code == "wrong_code"
    assert sign_in(store, code_at(secret, now, 1), now + timedelta(seconds=STEP)) == "bob"


def test_five_wrong_codes_close_the_door_even_for_the_right_one(store: Store, secret: str, now: datetime) -> None:
    wrong = f"{(int(code_at(secret, now)) + 1) % 10**6:06}"
    wrong = wrong if wrong not in {code_at(secret, now, off) for off in (-1, 1)} else "0" * 6
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(store, wrong, now)
    with pytest.raises(TooMany):
        sign_in(store, code_at(secret, now), now)
    assert sign_in(store, code_at(secret, now, 30), now + timedelta(minutes=15)) == "bob"


def test_a_recovery_code_lets_in_once_and_is_in_the_audit(store: Store, bob: Agent, now: datetime) -> None:
    with store.writing() as db:
        begun = second_factor.begin(db, bob.id, now)
        codes = second_factor.confirm(db, bob.id, code_at(begun, now), now)
    assert sign_in(store, codes[0].upper().replace("-", " "), now) == "bob"
    with pytest.raises(NotSignedIn):
        sign_in(store, codes[0], now)
    with store.reading() as db:
        (kept,) = audit.listing(db, action="second_factor.recovered")
        assert (kept.actor, kept.subject, kept.data) == ("bob", "agent:bob", {"left": len(codes) - 1})


def test_once_taken_away_the_password_is_enough_again(store: Store, bob: Agent, secret: str, now: datetime) -> None:
    with store.writing() as db:
        assert second_factor.remove(db, bob.id) is True
        assert second_factor.remove(db, bob.id) is False
        assert second_factor.standing(db, bob.id) == Standing(False, 0)
    assert sign_in(store, "", now) == "bob"
