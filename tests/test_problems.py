"""What goes wrong again and again: causes, measures and their ends, read off the tickets (SYS-25, SYS-26, S0-6.4-e)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot import tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Invalid
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Problem

DAY = timedelta(days=1)


@pytest.fixture
def caused(
    alice: Visit, carol: Agent, now: datetime, standard: Standard, filled: Callable[..., dict[str, Any]]
) -> Callable[..., str]:
    """caused(db, "technical", "late_repair", at) is the number of a complaint whose root cause was written down."""

    def make(db: Connection, category: str | None, type: str = "late_repair", at: datetime = now, **more: Any) -> str:
        about = {"fields": {}, "contact": "13800138000", "language": "zh", "title": "维修太慢", "type": type}
        whose = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id}
        opened = tickets.open_ticket(db, kind="complaint", department="complaints", now=at, **whose, **about)  # type: ignore[arg-type]
        if category is not None:
            data = {**filled("root_cause", carol), "category": category, "finish_on": "2026-11-23", **more}
            tickets.record(db, opened.number, "root_cause", carol.id, at + DAY / 24, data, standard=standard)
        return opened.number

    return make


@pytest.fixture
def checked(carol: Agent, standard: Standard) -> Callable[..., None]:
    def check(db: Connection, number: str, at: datetime, effective: str, of: str = "root_cause") -> None:
        data = {"of": of, "result": f"复查：{effective}", "effective": effective}
        tickets.record(db, number, "measure_checked", carol.id, at, data, standard=standard)

    return check


def found(db: Connection, now: datetime) -> list[Problem]:
    return tickets.problems(db, now - 90 * DAY, now + 9 * DAY)


def test_what_comes_most_often_stands_first_with_its_tickets(
    store: Store, caused: Callable[..., str], now: datetime
) -> None:
    with store.writing() as db:
        caused(db, None)
        assert found(db, now) == [], "a ticket of which nobody knows a cause is no problem yet"
        once = caused(db, "people", "service_attitude", now + DAY)
        twice = [caused(db, "technical", at=now + n * DAY, cause=f"老化{n}") for n in (0, 2)]
        first, second = found(db, now)
        assert (first.category, first.type, first.tickets) == ("technical", "late_repair", tuple(reversed(twice)))
        assert (first.causes, first.open, first.latest) == (("老化2", "老化0"), 2, now + 2 * DAY)
        assert (second.category, second.tickets) == ("people", (once,))
        assert tickets.problems(db, now, now + DAY)[0].tickets == (twice[0],), "the end of the time is not within"
        assert tickets.problems(db, now + DAY / 1440, now + DAY) == [], "nor what was opened before it"


def test_a_measure_is_open_until_a_check_finds_that_it_works(
    store: Store, caused: Callable[..., str], checked: Callable[..., None], carol: Agent, now: datetime
) -> None:
    with store.writing() as db:
        number = caused(db, "technical", measure="更换老化线路")
        ((one,),) = [each.measures for each in found(db, now)]
        assert (one.what, one.owner, one.due, one.done_at) == ("更换老化线路", "Carol", date(2026, 11, 23), None)
        assert not one.is_late(date(2026, 11, 23)) and one.is_late(date(2026, 11, 24))
        checked(db, number, now + DAY, "no")
        ((one,),) = [each.measures for each in found(db, now)]
        assert (one.done_at, one.result) == (None, "复查：no")
        checked(db, number, now + 2 * DAY, "yes")
        (problem,) = found(db, now)
        assert (problem.open, problem.measures[0].done_at) == (0, now + 2 * DAY)
        assert not problem.measures[0].is_late(date(2027, 1, 1)), "what is done is not late"


def test_it_counts_what_came_again_after_a_measure_worked(
    store: Store, caused: Callable[..., str], checked: Callable[..., None], now: datetime
) -> None:
    with store.writing() as db:
        checked(db, caused(db, "technical"), now + DAY, "yes")
        caused(db, "technical", at=now + DAY)
        assert found(db, now)[0].again == 0, "opened at that moment, not after"
        caused(db, "technical", at=now + 2 * DAY)
        assert found(db, now)[0].again == 1


def test_a_cause_that_is_written_anew_takes_the_place_of_the_first_and_is_open_again(
    store: Store, caused: Callable[..., str], checked: Callable[..., None], carol: Agent, now: datetime,
    standard: Standard, filled: Callable[..., dict[str, Any]],
) -> None:  # fmt: skip
    with store.writing() as db:
        number = caused(db, "technical")
        checked(db, number, now + DAY, "yes")
        data = {**filled("root_cause", carol), "category": "process"}
        tickets.record(db, number, "root_cause", carol.id, now + 2 * DAY, data, standard=standard)
        (problem,) = found(db, now)
        assert (problem.category, problem.open) == ("process", 1)


def test_an_improvement_counts_beside_the_root_cause(
    store: Store, caused: Callable[..., str], checked: Callable[..., None], walk: Callable[..., Any], carol: Agent,
    now: datetime,
) -> None:  # fmt: skip
    with store.writing() as db:
        number = caused(db, None)
        walk(db, number, "improvement_recorded", carol)
        (problem,) = found(db, now)
        assert (problem.category, problem.causes) == ("unknown", ())
        assert [(one.of, one.owner) for one in problem.measures] == [("improvement", "Carol")]
        checked(db, number, now + DAY, "yes", "root_cause")
        assert found(db, now)[0].open == 1, "a check of something else"
        checked(db, number, now + DAY, "yes", "improvement")
        assert found(db, now)[0].open == 0


def test_a_check_needs_its_result(
    store: Store, caused: Callable[..., str], carol: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        number = caused(db, "technical")
        with pytest.raises(Invalid) as refused:
            data = {"of": "root_cause", "effective": "yes"}
            tickets.record(db, number, "measure_checked", carol.id, now, data, standard=standard)
        assert refused.value.facts["fields"] == {"result": "missing"}
