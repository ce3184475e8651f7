"""The customer asks for speed, or says that it is not solved: once, however often pressed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import notices, promises, reception, tickets, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, NotFound, TooMany
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket

Walk = Callable[..., Ticket]
Act = Callable[..., Ticket]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def press(store: Store, standard: Standard, phrases: Phrases, now: datetime) -> Act:
    """press("hurried", number, "key-1", at=…) is what the customer's button does."""

    def go(what: str, number: str, key: str = "key-00001", at: datetime = now, **more: Any) -> Ticket:
        with store.writing() as db:
            ticket = tickets.find(db, number)
            assert ticket
            told = {"standard": standard, "phrases": phrases, **more}
            return getattr(reception, what)(db, ticket, key, at, **told)

    return go


def ticket(store: Store, number: str) -> Ticket:
    with store.reading() as db:
        found = tickets.find(db, number)
    assert found
    return found


def said(store: Store, number: str) -> list[str]:
    with store.reading() as db:
        return [one.extras["key"] for one in transcript.after(db, str(ticket(store, number).conversation_id), 0)]


def told(store: Store, agent: Agent) -> list[str]:
    with store.reading() as db:
        return [one.kind for one in notices.of(db, agent.id)]


def count(one: Ticket, kind: str) -> int:
    return sum(event.kind == kind for event in one.events)


# --- 催办 -----------------------------------------------------------------------------------------------------------


def test_a_hurry_is_an_event_and_tells_assignee_and_owner(
    store: Store, opened: Callable[..., str], press: Act, bob: Agent, carol: Agent, now: datetime, standard: Standard
) -> None:
    number = opened()
    with store.writing() as db:
        tickets.assign(db, number, bob.id, carol.id, now, standard=standard)  # Carol owns it, Bob works on it
    assert count(press("hurried", number), "hurried") == 1
    assert "hurried" in told(store, bob)
    assert "hurried" in told(store, carol)
    assert said(store, number) == ["utter_case_hurried"]


def test_pressed_twice_it_is_one(store: Store, opened: Callable[..., str], press: Act, carol: Agent) -> None:
    number = opened()
    press("hurried", number)
    assert count(press("hurried", number), "hurried") == 1
    assert said(store, number) == ["utter_case_hurried"]
    assert told(store, carol) == ["hurried"], "nobody's yet: the supervisors hear of it"


def test_not_sooner_than_the_standard_says(
    opened: Callable[..., str], press: Act, now: datetime, standard: Standard
) -> None:
    number, every = opened(), standard.following.hurry.every.length
    press("hurried", number)
    with pytest.raises(Conflict) as refused:
        press("hurried", number, "key-00002", now + every - timedelta(seconds=1))
    assert (refused.value.code, refused.value.facts["again_at"]) == ("hurried_lately", (now + every).isoformat())
    assert count(press("hurried", number, "key-00002", now + every), "hurried") == 2


def test_not_more_often_than_the_standard_says(
    opened: Callable[..., str], press: Act, now: datetime, standard: Standard
) -> None:
    number, rule = opened(), standard.following.hurry
    for time in range(rule.most):
        press("hurried", number, f"key-1000{time}", now + time * rule.every.length)
    with pytest.raises(Conflict) as refused:
        press("hurried", number, "key-20000", now + 10 * DAY)
    assert refused.value.code == "hurried_enough"


def test_what_is_closed_is_not_hurried(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent
) -> None:
    number = opened()
    with store.writing() as db:
        walk(db, number, "closed", carol)
    with pytest.raises(Conflict) as refused:
        press("hurried", number)
    assert refused.value.code == "case_over"


def test_a_hurried_ticket_passes_its_equals_until_a_person_answers(
    store: Store, opened: Callable[..., str], press: Act, carol: Agent, now: datetime, standard: Standard
) -> None:
    first, second, urgent = opened(), opened(), opened(urgency=4, importance=4)

    def order() -> list[str]:
        with store.reading() as db:
            return [one.number for one in tickets.in_order_of_work(db, standard, now + HOUR)]

    assert order() == [urgent, first, second]
    press("hurried", second)
    assert order() == [urgent, second, first], "before its equals, and never before what is urgent"
    with store.writing() as db:
        tickets.told(db, second, carol.id, now + HOUR)
    assert order() == [urgent, first, second]


# --- not solved -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["complaint", "fault", "request", "suggestion", "callback"])
def test_not_solved_goes_back_to_the_step_that_failed(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent, standard: Standard, kind: Any
) -> None:
    number = opened(kind)
    with store.writing() as db:
        walk(db, number, "closed", carol)
    back = press("not_solved", number, words="还是断网")
    assert back.state == "reopened"
    assert tickets.next_steps(back, standard)[0] == standard.tickets[kind].not_solved
    assert [event.note for event in back.events if event.kind == "not_solved"] == ["还是断网"]
    assert "not_solved" in told(store, carol)
    assert said(store, number)[-1] == "utter_case_reopened"


def test_the_new_time_is_a_promise(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent, now: datetime, standard: Standard
) -> None:
    number, later = opened(), now + 3 * DAY
    with store.writing() as db:
        walk(db, number, "closed", carol)
    back = press("not_solved", number, at=later)
    with store.reading() as db:
        standing = promises.open_of_tickets(db, [back.id])
    assert [one.due_at for one in standing] == [standard.promise("complaint").due(later)]


def test_pressed_twice_it_is_reopened_once(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent, now: datetime
) -> None:
    number = opened("fault")
    with store.writing() as db:
        walk(db, number, "closed", carol)
    press("not_solved", number)
    again = press("not_solved", number)
    assert [event.state for event in again.events].count("reopened") == 1
    with pytest.raises(Conflict) as refused:
        press("not_solved", number, "key-00002")
    assert refused.value.code == "not_over"
    # Even when it was solved anew meanwhile, an old press is no new one.
    with store.writing() as db:
        walk(db, number, "closed", carol, now + HOUR)
    assert press("not_solved", number, at=now + 2 * HOUR).state == "closed"


def test_not_while_it_is_being_worked_on(opened: Callable[..., str], press: Act) -> None:
    with pytest.raises(Conflict) as refused:
        press("not_solved", opened())
    assert refused.value.code == "not_over"


def test_not_after_the_period_of_the_standard(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent, now: datetime, standard: Standard
) -> None:
    within = standard.following.not_solved_within.length
    in_time, late = opened("fault"), opened("fault")
    with store.writing() as db:
        for number in (in_time, late):
            walk(db, number, "closed", carol)
    assert press("not_solved", in_time, at=now + within).state == "reopened"
    with pytest.raises(Conflict) as refused:
        press("not_solved", late, at=now + within + timedelta(seconds=1))
    assert refused.value.code == "too_late"


def test_a_reopened_case_may_be_hurried_anew(
    store: Store, opened: Callable[..., str], press: Act, walk: Walk, carol: Agent, now: datetime, standard: Standard
) -> None:
    number, rule = opened("fault"), standard.following.hurry
    for time in range(rule.most):
        press("hurried", number, f"key-1000{time}", now + time * rule.every.length)
    with store.writing() as db:
        walk(db, number, "closed", carol, now + DAY)
    press("not_solved", number, at=now + 2 * DAY)
    assert press("hurried", number, "key-30000", now + 2 * DAY).state == "reopened"


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_the_pair_proves_it_and_nothing_else_does(
    store: Store, opened: Callable[..., str], now: datetime, standard: Standard
) -> None:
    number = opened()

    def proven(number: str, last4: str) -> Ticket | None:
        with store.writing() as db:
            return reception.proven(db, number, last4, now, standard=standard)

    found = proven(number.lower().replace("-", " "), "8000")
    assert found is not None
    assert found.number == number
    assert proven(number, "8001") is None
    assert proven(number, "") is None
    assert proven("T0000-0000", "8000") is None


@pytest.mark.parametrize("there", [True, False])
def test_who_guesses_waits_whether_the_number_exists_or_not(
    store: Store, opened: Callable[..., str], now: datetime, standard: Standard, there: bool
) -> None:
    number, rules = opened() if there else "T2222-2222", standard.following

    def guess(last4: str, at: datetime) -> Ticket | None:
        with store.writing() as db:
            return reception.proven(db, number, last4, at, standard=standard)

    for one in range(rules.tries):
        assert guess(f"000{one}", now) is None
    with pytest.raises(TooMany) as refused:
        guess("8000", now + timedelta(minutes=1))
    assert refused.value.facts["retry_after"] == rules.tries_within.length.total_seconds() - 60 + 1
    assert (guess("8000", now + rules.tries_within.length) is not None) == there


def test_another_customers_case_does_not_exist(
    store: Store, opened: Callable[..., str], alice: Visit, dan: Visit
) -> None:
    number = opened()
    with store.reading() as db:
        assert reception.own_case(db, alice.conversation_id, number).number == number
        assert [one.number for one in reception.own_cases(db, alice.conversation_id)] == [number]
        assert reception.own_cases(db, dan.conversation_id) == []
        with pytest.raises(NotFound):
            reception.own_case(db, dan.conversation_id, number)
