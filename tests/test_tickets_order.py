"""Which ticket is worked on first (SYS-10, C-11), what a person says of it, and which clocks follow."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot import tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Forbidden, Invalid
from bot.standard import Standard
from bot.standard.priority import Scores
from bot.store import Store
from bot.store.tables import customers
from bot.tickets import Ticket

HOUR = timedelta(hours=1)
Open = Callable[..., str]


@pytest.fixture
def opening(alice: Visit, now: datetime) -> Open:
    """opening(db, "fault", urgency=4) is the number of a new ticket of Alice's."""

    def make(db: Connection, kind: str = "request", at: datetime = now, whose: Visit = alice, **more: Any) -> str:
        known: dict[str, Any] = {"conversation_id": whose.conversation_id, "customer_id": whose.customer_id}
        words: dict[str, Any] = {"title": "办理", "fields": {}, "contact": "13800138000", "language": "zh", **more}
        return tickets.open_ticket(db, kind=kind, department="operations", now=at, **known, **words).number

    return make


@pytest.fixture
def opened(store: Store, opening: Open) -> Open:
    def make(*what: Any, **more: Any) -> str:
        with store.writing() as db:
            return opening(db, *what, **more)

    return make


def order(store: Store, standard: Standard, at: datetime, **wanted: Any) -> list[str]:
    with store.reading() as db:
        return [one.number for one in tickets.in_order_of_work(db, standard, at, limit=500, **wanted)]


def test_all_256_combinations_stand_in_the_order_of_the_formula(
    store: Store, standard: Standard, opening: Open, now: datetime
) -> None:
    """Urgent before not urgent, then grade, then quadrant, whatever the difficulty."""
    made = {}
    with store.writing() as db:
        for scores in itertools.starmap(Scores, itertools.product(range(1, 5), repeat=4)):
            made[opening(db, **scores._asdict())] = scores
    found = order(store, standard, now)
    assert len(found) == 256
    keys = []
    for number in found:
        urgency, importance, scope, _ = made[number]
        urgent = urgency >= 3 or scope == 4
        high = importance >= 3
        first = urgency == 4 or scope == 4
        grade = 1 if first else 2 if urgent and high else 3 if urgent or high else 4
        keys.append((not urgent, grade, {(True, True): 1, (True, False): 2, (False, True): 3}.get((urgent, high), 4)))
    assert keys == sorted(keys)


def test_class_decides_among_equals_and_never_beats_a_grade(
    store: Store, standard: Standard, opened: Open, alice: Visit, dan: Visit, now: datetime
) -> None:
    with store.writing() as db:
        db.execute(update(customers).where(customers.c.id == dan.customer_id).values({"class": "vip"}))
    older, vip = opened(at=now - HOUR), opened(whose=dan)
    higher = opened(urgency=3)
    assert order(store, standard, now) == [higher, vip, older]


def test_after_half_its_limit_a_ticket_passes_younger_ones_on_its_side_of_the_border_only(
    store: Store, standard: Standard, opened: Open, now: datetime
) -> None:
    old = opened(at=now)  # P4: neither urgent nor important; promised within 24 hours
    important = opened(at=now + HOUR, importance=3)
    urgent = opened(at=now + 2 * HOUR, urgency=3)
    assert order(store, standard, now + 12 * HOUR) == [urgent, important, old]
    assert order(store, standard, now + 12 * HOUR + timedelta(seconds=1)) == [urgent, old, important]
    assert order(store, standard, now + 400 * HOUR)[0] == urgent


def test_what_has_kept_its_promise_ages_no_more(
    store: Store, bob: Agent, standard: Standard, opened: Open, now: datetime
) -> None:
    handled, important = opened(), opened(at=now + HOUR, importance=3)
    with store.writing() as db:
        tickets.note(db, handled, "在办", bob.id, now + HOUR)
    assert order(store, standard, now + 11 * HOUR) == [important, handled]
    assert order(store, standard, now + 12 * HOUR + timedelta(minutes=30)) == [important, handled]


def test_what_is_over_is_no_work_and_the_rest_comes_in_pages(
    store: Store, bob: Agent, standard: Standard, opened: Open, now: datetime, walk: Callable[..., Ticket]
) -> None:
    made = [opened(at=now + place * HOUR) for place in range(5)]
    with store.writing() as db:
        walk(db, made[0], "closed", bob)
        tickets.merge(db, made[1], made[2], bob.id, now)
        tickets.assign(db, made[3], bob.id, bob.id, now, standard=standard)
    assert order(store, standard, now) == made[2:]
    assert order(store, standard, now, assignee_id=bob.id) == [made[3]]
    assert order(store, standard, now, after=2) == [made[4]]
    assert order(store, standard, now, state="assigned", kind="request", text="办理") == [made[3]]
    assert order(store, standard, now, text="nothing like it") == []


def test_a_person_confirms_or_corrects_the_scores_and_the_level_keeps_its_least(
    store: Store, bob: Agent, employ: Callable[..., Agent], standard: Standard, opened: Open, now: datetime
) -> None:
    erin = employ(store, "erin", "1009", "quality")
    number = opened("complaint", level="major")
    with store.writing() as db:
        ticket = tickets.find(db, number)
        assert ticket is not None
        before = tickets.weight(ticket, standard)
        assert (before.urgency, before.importance, before.grade, before.confirmed) == (3, 4, "P2", False)
        done = tickets.prioritise(db, number, Scores(1, 2, 4, 3), bob.id, now, "全小区", standard=standard)
        after = tickets.weight(done, standard)
        assert (after.urgency, after.importance, after.grade, after.quadrant) == (3, 4, "P1", "Q1")
        assert after.confirmed and after.senior
        assert done.events[-1].data["was"] == {
            "urgency": 2, "importance": 2, "scope": 1, "difficulty": 1, "grade": "P2"
        }  # fmt: skip
        for wrong in (Scores(0, 1, 1, 1), Scores(1, 1, 1, 5)):
            with pytest.raises(Invalid):
                tickets.prioritise(db, number, wrong, bob.id, now, standard=standard)
        with pytest.raises(Forbidden):
            tickets.prioritise(db, number, Scores(), erin.id, now, standard=standard)


def test_a_feature_that_a_person_sets_starts_its_clock_and_is_taken_back(
    store: Store, bob: Agent, standard: Standard, opened: Open, now: datetime
) -> None:
    fault = opened("fault", fields={"product": "mobile", "symptom": "收不到验证码"})
    request = opened("request", fields={"description": "公司两处办公室的专线一起移机"})

    def ids(ticket: Ticket) -> set[str]:
        return {one.id for one in tickets.clocks(ticket, standard, now)}

    with store.writing() as db:
        for number, feature, clock in (
            (fault, "remote", "SLA-FAULT-REMOTE"),
            (request, "complex", "SLA-COMPLEX-CLOSE"),
        ):
            ticket = tickets.find(db, number)
            assert ticket is not None
            assert tickets.proposed_features(ticket, standard) == [feature] and ticket.features == ()
            assert clock not in ids(ticket)
            ticket = tickets.mark(db, number, [feature], bob.id, now, standard=standard)
            assert clock in ids(ticket)
            assert clock not in ids(tickets.mark(db, number, [], bob.id, now, standard=standard))
        with pytest.raises(Invalid):
            tickets.mark(db, request, ["remote"], bob.id, now, standard=standard)


def test_a_booked_visit_speaks_against_no_visit_and_difficulty_for_a_complex_request(
    store: Store, bob: Agent, standard: Standard, opened: Open, now: datetime
) -> None:
    fault, hard = opened("fault", fields={"symptom": "手机没信号"}), opened(difficulty=3)
    with store.writing() as db:
        booked = tickets.move(db, fault, "visit_booked", bob.id, now, standard=standard)
        assert tickets.proposed_features(booked, standard) == []
        found = tickets.find(db, hard)
        assert found and tickets.proposed_features(found, standard) == ["complex"]


def test_a_suggestion_stands_in_the_list_with_both_its_due_times(
    store: Store, standard: Standard, opened: Open, now: datetime
) -> None:
    """SYS-14."""
    number = opened("suggestion")
    with store.reading() as db:
        (one,) = tickets.listing(db, kind="suggestion")
    assert one.number == number
    due = {clock.id: clock.due - now for clock in tickets.clocks(one, standard, now)}
    assert (due["SLA-FEEDBACK-FIRST"], due["SLA-FEEDBACK-DETAIL"]) == (24 * HOUR, 48 * HOUR)
