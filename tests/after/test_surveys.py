"""Ratings (S4-4.3-c): asked for seldom, one to five, told on when they are low, and summed up as one would by hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import handoff, links, notices, reception, surveys, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.standard import Standard
from bot.store import Store
from bot.surveys import Answer
from bot.surveys.figures import Rated, figures
from bot.tickets import Ticket

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def served(store: Store, visit: Visit, agent: Agent, now: datetime, desk: dict[str, Any]) -> str:
    """A talk with a person, closed; returns the key of what the customer heard last."""
    with store.writing() as db:
        handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, now)
        held = handoff.claim(db, handoff_id, agent.id, now)
        reception.closed(db, handoff_id, agent.id, held.fence, {}, now, **desk)
        return str(transcript.after(db, visit.conversation_id, 0)[-1].extras["key"])


def rate(store: Store, visit: Visit, score: Any, now: datetime, standard: Standard, **more: Any) -> None:
    with store.writing() as db:
        reception.rated(db, visit.conversation_id, Answer(score, **more), now, standard=standard)


def test_a_request_is_answered_once(store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any) -> None:
    served(store, alice, bob, now, desk)
    rate(store, alice, 5, now, desk["standard"], comment=" 很好 ", dimensions={"attitude": 4}, solved=True)
    with store.reading() as db:
        given = surveys.given(db, alice.conversation_id)
    assert given and (given.score, given.comment, given.dimensions, given.solved) == (5, "很好", {"attitude": 4}, True)
    with pytest.raises(Conflict):
        rate(store, alice, 1, now, desk["standard"])


def test_nobody_is_asked_twice_within_a_week(store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any) -> None:
    assert served(store, alice, bob, now, desk) == "utter_desk_closed"
    assert served(store, alice, bob, now + 7 * DAY - HOUR, desk) == "utter_desk_closed_unasked"
    assert served(store, alice, bob, now + 7 * DAY, desk) == "utter_desk_closed"
    rate(store, alice, 4, now + 7 * DAY, desk["standard"])


def test_joined_channels_are_one_customer(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime, desk: Any
) -> None:
    served(store, alice, bob, now, desk)
    with store.writing() as db:
        for one in (alice, dan):
            links.by_phone(db, one.conversation_id, "13800138000", now)
    assert served(store, dan, bob, now + DAY, desk) == "utter_desk_closed_unasked"


def test_two_closings_at_once_ask_once(
    store: Store, alice: Visit, opened: Callable[..., Ticket], now: datetime, desk: Any
) -> None:
    several = [opened(store, alice) for _ in range(4)]

    def ask(ticket: Ticket) -> bool:
        with store.writing() as db:
            return reception.ask_to_rate(db, alice.conversation_id, now, ticket=ticket, **desk)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask, several)) == 1


def test_who_was_not_asked_has_nothing_to_rate(store: Store, alice: Visit, now: datetime, standard: Standard) -> None:
    with pytest.raises(NotFound):
        rate(store, alice, 5, now, standard)


@pytest.mark.parametrize(
    ("score", "more"),
    [
        (0, {}),
        (6, {}),
        (True, {}),
        (5, {"comment": "x" * 1001}),
        (5, {"comment": "\0"}),
        (5, {"dimensions": {"weather": 3}}),
        (5, {"dimensions": {"speed": 0}}),
        (5, {"dimensions": {"speed": 6}}),
    ],
)
def test_a_rating_is_one_to_five_in_known_dimensions_with_a_short_comment(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any, score: Any, more: dict[str, Any]
) -> None:
    served(store, alice, bob, now, desk)
    with pytest.raises(Invalid):
        rate(store, alice, score, now, desk["standard"], **more)


@pytest.mark.parametrize(("score", "told"), [(1, True), (2, True), (3, False)])
def test_a_low_rating_reaches_the_supervisor_within_the_hour(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: Any, score: int, told: bool
) -> None:
    served(store, alice, bob, now, desk)
    at = now + HOUR
    rate(store, alice, score, at, desk["standard"])
    with store.reading() as db:
        heard = notices.of(db, carol.id)
        assert notices.of(db, bob.id) == []
    assert [(one.kind, one.subject) for one in heard] == [
        ("low_rating", f"conversation:{alice.conversation_id}")
    ] * told
    assert all(one.at - at <= desk["standard"].survey.low_told_within.length for one in heard)


def test_dimensions_can_be_told_after_the_score(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any
) -> None:
    served(store, alice, bob, now, desk)
    rate(store, alice, 4, now, desk["standard"], dimensions={"speed": 2})
    with store.writing() as db:
        reception.rated_further(db, alice.conversation_id, {"attitude": 5}, "快一点更好", standard=desk["standard"])
        given = surveys.given(db, alice.conversation_id)
    assert given and (given.score, given.dimensions, given.comment) == (4, {"speed": 2, "attitude": 5}, "快一点更好")


def test_a_closed_ticket_is_asked_about_once_by_the_watch(
    store: Store, alice: Visit, opened: Callable[..., Ticket], reach: Callable[..., None], now: datetime, desk: Any
) -> None:
    ticket = opened(store, alice)
    reach(store, ticket, "closed", now)
    for minutes in (1, 2):
        at = now + timedelta(minutes=minutes)
        with store.reading() as db:
            due = surveys.of_ticket_closing(db, desk["standard"], at)
        assert [one.number for one in due] == ([ticket.number] if minutes == 1 else [])
        for _ in due:
            with store.writing() as db:
                assert reception.ask_to_rate(db, alice.conversation_id, at, ticket=ticket, **desk)
    rate(store, alice, 3, now + DAY, desk["standard"])
    with store.reading() as db:
        assert [one.kind for one in surveys.rated_between(db, now, now + 2 * DAY)] == ["fault"]


def test_a_request_is_repeated_at_most_once(store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any) -> None:
    served(store, alice, bob, now, desk)

    def remind(at: datetime) -> int:
        with store.writing() as db:
            due = surveys.due_reminders(db, desk["standard"], at)
            return sum(reception.remind_to_rate(db, one, at, **desk) for one in due)

    assert remind(now + 2 * DAY - HOUR) == 0
    assert remind(now + 2 * DAY) == 1
    assert [remind(now + days * DAY) for days in (2, 3, 4)] == [0, 0, 0]


def test_who_has_answered_is_not_reminded(store: Store, alice: Visit, bob: Agent, now: datetime, desk: Any) -> None:
    served(store, alice, bob, now, desk)
    rate(store, alice, 5, now + DAY, desk["standard"])
    with store.reading() as db:
        assert surveys.due_reminders(db, desk["standard"], now + 3 * DAY) == []


def test_figures_are_those_of_a_calculation_by_hand(standard: Standard) -> None:
    rated = [
        Rated(5, {"attitude": 5, "speed": 4}, None),
        Rated(4, {"attitude": 3}, "fault"),
        Rated(3, {}, "complaint"),
        Rated(1, {"speed": 1}, "complaint"),
        Rated(4, {}, "complaint"),
    ]
    found = figures(rated, standard)
    assert (found.mean.n, found.mean.value) == (5, pytest.approx(17 / 5))
    assert (found.satisfied.n, found.satisfied.value) == (5, pytest.approx(3 / 5))
    assert (found.complaints_satisfied.n, found.complaints_satisfied.value) == (3, pytest.approx(1 / 3))
    assert (found.dimensions["attitude"].n, found.dimensions["attitude"].value) == (2, 4.0)
    assert (found.dimensions["speed"].n, found.dimensions["speed"].value) == (2, 2.5)
    assert (found.dimensions["efficiency"].n, found.dimensions["efficiency"].value) == (0, None)


def test_without_ratings_there_are_no_figures(standard: Standard) -> None:
    found = figures([], standard)
    assert (found.mean.n, found.mean.value, found.satisfied.value) == (0, None, None)
