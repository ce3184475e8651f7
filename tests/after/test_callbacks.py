"""Three callbacks follow a solution (S4-4.2): asked once each, tried again, answered, and acted upon."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import callbacks, handoff, notices, reception, tickets, transcript, turns
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict
from bot.reception import Choice
from bot.store import Store
from bot.tickets import Ticket

Look = Callable[[Store, datetime], int]
Reach = Callable[..., None]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def repaired(store: Store, alice: Visit, opened: Callable[..., Ticket], reach: Reach, now: datetime) -> Ticket:
    """Repaired on Monday at 10:00."""
    ticket = opened(store, alice)
    reach(store, ticket, "repaired", now)
    return ticket


def asked(store: Store, visit: Visit) -> list[str]:
    with store.reading() as db:
        said = transcript.after(db, visit.conversation_id, 0)
    return [one.extras["key"] for one in said if one.extras.get("notice") == "callback"]


def happened(store: Store, ticket: Ticket) -> list[str]:
    with store.reading() as db:
        found = tickets.find(db, ticket.number)
    assert found
    return [name for name, _ in found.happened]


def answer(store: Store, visit: Visit, option: int, at: datetime, desk: dict[str, Any], key: str = "key-1") -> str:
    """The customer presses a button of the latest question; returns the key of what they hear."""
    with store.writing() as db:
        said = transcript.after(db, visit.conversation_id, 0)
        seq = [one.seq for one in said if one.extras.get("notice") == "callback"][-1]
        chosen = reception.customer_chose(db, visit.conversation_id, Choice(seq, option), key, at, **desk)
    with store.reading() as db:
        later = [one for one in transcript.after(db, visit.conversation_id, chosen.seq) if one.author == "desk"]
    return str(later[0].extras["key"])


SOLVED, NOT_SOLVED, PERSON = range(3)


def test_each_phase_is_asked_in_its_time(
    store: Store, alice: Visit, repaired: Ticket, reach: Reach, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    assert look(store, now + 12 * HOUR) == 0
    assert look(store, now + 23 * HOUR) == 1  # Tuesday, 09:00
    assert asked(store, alice) == ["utter_callback_1"]
    answer(store, alice, SOLVED, now + DAY, desk)
    assert look(store, now + 5 * DAY) == 0
    assert look(store, now + 6 * DAY) == 1
    answer(store, alice, SOLVED, now + 6 * DAY + HOUR, desk, "key-2")
    reach(store, repaired, "closed", now + 7 * DAY)
    assert look(store, now + 34 * DAY) == 0
    assert look(store, now + 35 * DAY) == 1
    assert asked(store, alice) == [f"utter_callback_{phase}" for phase in (1, 2, 3)]


def test_an_attempt_stops_the_clock_of_its_phase(
    store: Store, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    look(store, now + 23 * HOUR)
    with store.reading() as db:
        found = tickets.find(db, repaired.number)
        assert found
        states = {one.id: one for one in tickets.clocks(found, desk["standard"], now + 30 * HOUR)}
    assert states["SLA-CALLBACK-1"].state == "met"
    assert states["SLA-CALLBACK-2"].stopped is None


def test_at_night_nobody_is_contacted(
    store: Store, alice: Visit, opened: Callable[..., Ticket], reach: Reach, look: Look, now: datetime
) -> None:
    """Solved at 05:00 in the morning: the limit ends at night, so it is asked the evening before."""
    early = now + 19 * HOUR  # Tuesday, 05:00
    reach(store, opened(store, alice), "repaired", early)
    assert [look(store, early + timedelta(minutes=minute)) for minute in range(0, 15 * 60, 30)] == [0] * 30
    assert look(store, early + 15 * HOUR) == 1  # 20:00
    with store.reading() as db:
        last = transcript.after(db, alice.conversation_id, 0)[-1]
    assert last.created_at < early + DAY


def test_looking_again_asks_nothing_again(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime
) -> None:
    assert [look(store, now + 23 * HOUR) for _ in range(3)] == [1, 0, 0]
    assert happened(store, repaired).count("callback_1") == 1
    assert asked(store, alice) == ["utter_callback_1"]


def test_a_look_that_was_killed_before_its_end_leaves_nothing(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    with pytest.raises(KeyboardInterrupt), store.writing() as db:
        assert reception.call_back(db, repaired.number, now + 23 * HOUR, **desk) == 1
        raise KeyboardInterrupt
    assert "callback_1" not in happened(store, repaired)
    assert look(store, now + 23 * HOUR) == 1
    assert asked(store, alice) == ["utter_callback_1"]


def test_who_does_not_answer_is_tried_twice_more_and_then_counts_as_unconfirmed(
    store: Store, alice: Visit, bob: Agent, opened: Callable[..., Ticket], reach: Reach, look: Look, now: datetime
) -> None:
    ticket = opened(store, alice, owner_id=bob.id)
    reach(store, ticket, "repaired", now)
    for days in range(4):
        look(store, now + 23 * HOUR + days * DAY)
        look(store, now + 24 * HOUR + days * DAY)
    found = happened(store, ticket)
    assert (found.count("callback_1"), found.count("unconfirmed")) == (3, 1)
    assert len(asked(store, alice)) == 3
    with store.reading() as db:
        outcomes = [one.outcome for one in callbacks.of_ticket(db, ticket.id)]
        told = [(one.kind, one.subject) for one in notices.of(db, bob.id)]
    assert outcomes == ["unreached"] * 3
    assert told == [("callback_unconfirmed", f"ticket:{ticket.number}")]


def test_not_solved_opens_the_ticket_again_and_tells_the_owner(
    store: Store,
    alice: Visit,
    bob: Agent,
    opened: Callable[..., Ticket],
    reach: Reach,
    look: Look,
    now: datetime,
    desk: dict[str, Any],
) -> None:
    ticket = opened(store, alice, owner_id=bob.id)
    reach(store, ticket, "repaired", now)
    look(store, now + 23 * HOUR)
    assert answer(store, alice, NOT_SOLVED, now + DAY, desk) == "utter_callback_not_solved"
    with store.reading() as db:
        found = tickets.find(db, ticket.number)
        assert found and found.state == "reopened"
        assert [one.kind for one in notices.of(db, bob.id)] == ["callback_not_solved"]
    assert look(store, now + 7 * DAY) == 0  # no callback for what is being worked on
    reach(store, ticket, "repaired", now + 8 * DAY)
    assert look(store, now + 9 * DAY) == 1  # but for the new solution, from the beginning
    assert asked(store, alice) == ["utter_callback_1"] * 2


def test_who_wants_a_person_goes_to_the_queue(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any], carol: Agent
) -> None:
    look(store, now + 23 * HOUR)
    assert answer(store, alice, PERSON, now + DAY, desk).startswith("utter_desk_queued")
    with store.reading() as db:
        assert handoff.holder(db, alice.conversation_id).kind == "queue"
        assert [one.outcome for one in callbacks.of_ticket(db, repaired.id)] == ["person"]


def test_solved_is_thanked_for_and_followed_by_one_request_to_rate(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    look(store, now + 23 * HOUR)
    assert answer(store, alice, SOLVED, now + DAY, desk) == "utter_callback_solved"
    with store.reading() as db:
        last = transcript.after(db, alice.conversation_id, 0)[-1]
    assert (last.extras["key"], last.extras["rating"]) == ("utter_survey_ticket", True)


def test_the_same_press_sent_again_is_the_same_answer(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    look(store, now + 23 * HOUR)
    for _ in range(2):
        answer(store, alice, NOT_SOLVED, now + DAY, desk)
    assert happened(store, repaired).count("reopened") == 1
    with pytest.raises(Conflict):
        answer(store, alice, SOLVED, now + DAY, desk, "another-key")


def test_an_answer_to_an_old_question_still_counts(
    store: Store, alice: Visit, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    look(store, now + 23 * HOUR)
    look(store, now + 47 * HOUR)
    with store.writing() as db:
        said = transcript.after(db, alice.conversation_id, 0)
        first = next(one.seq for one in said if one.extras.get("notice") == "callback")
        reception.customer_chose(db, alice.conversation_id, Choice(first, NOT_SOLVED), "key-1", now + 2 * DAY, **desk)
    with store.reading() as db:
        found = tickets.find(db, repaired.number)
        assert found and found.state == "reopened"
        outcomes = [one.outcome for one in callbacks.of_ticket(db, repaired.id)]
    assert outcomes == ["not_solved", None]
    # The other question is about what is being worked on again: noted, and nothing is opened twice.
    assert answer(store, alice, NOT_SOLVED, now + 2 * DAY + HOUR, desk, "key-2") == "utter_callback_noted"
    assert happened(store, repaired).count("reopened") == 1


def test_a_talk_with_a_person_is_not_broken_into(
    store: Store, alice: Visit, bob: Agent, repaired: Ticket, look: Look, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        handoff_id = handoff.ask(db, alice.conversation_id, "asked", {}, now)
        held = handoff.claim(db, handoff_id, bob.id, now)
    assert look(store, now + 23 * HOUR) == 0
    with store.writing() as db:
        reception.handed_back(db, handoff_id, bob.id, held.fence, now + 23 * HOUR, phrases=desk["phrases"])
    assert look(store, now + 23.5 * HOUR) == 1


def test_who_has_no_channel_is_left_to_the_agents(
    store: Store,
    dan: Visit,
    opened: Callable[..., Ticket],
    reach: Reach,
    look: Look,
    now: datetime,
    desk: dict[str, Any],
) -> None:
    ticket = opened(store, dan, channel=False)
    reach(store, ticket, "repaired", now)
    assert look(store, now + 23 * HOUR) == 0
    with store.reading() as db:
        due = reception.callbacks_due(db, now + 23 * HOUR, standard=desk["standard"])
    assert [(one.number, standing.planned.phase, standing.attempt) for one, standing in due] == [(ticket.number, 1, 1)]


def test_an_agent_records_a_call_once(
    store: Store,
    dan: Visit,
    bob: Agent,
    opened: Callable[..., Ticket],
    reach: Reach,
    now: datetime,
    desk: dict[str, Any],
) -> None:
    ticket = opened(store, dan, channel=False, owner_id=bob.id)
    reach(store, ticket, "repaired", now)
    standard, later = desk["standard"], now + 23 * HOUR
    form = {"reached": True, "problem_confirmed": True, "solution_carried_out": True, "effect": True, "feedback": "好"}
    with store.writing() as db:
        made = reception.recorded(db, ticket.number, 1, bob.id, "solved", form, later, standard=standard)
        assert (made.way, made.agent_id, made.outcome, made.answers) == ("agent", bob.id, "solved", form)
    with pytest.raises(Conflict), store.writing() as db:
        reception.recorded(db, ticket.number, 1, bob.id, "solved", form, later, standard=standard)
    assert happened(store, ticket).count("callback_1") == 1


def test_who_was_called_in_vain_three_times_counts_as_unconfirmed_too(
    store: Store,
    dan: Visit,
    bob: Agent,
    opened: Callable[..., Ticket],
    reach: Reach,
    look: Look,
    now: datetime,
    desk: Any,
) -> None:
    ticket = opened(store, dan, channel=False, owner_id=bob.id)
    reach(store, ticket, "repaired", now)
    for days in range(3):
        at = now + 23 * HOUR + days * (DAY + HOUR)
        with store.writing() as db:
            form = {"reached": False}
            reception.recorded(db, ticket.number, 1, bob.id, "unreached", form, at, standard=desk["standard"])
    for _ in range(2):
        look(store, now + 6 * DAY)
    assert happened(store, ticket).count("unconfirmed") == 1


def test_what_is_long_past_is_not_asked_any_more(store: Store, repaired: Ticket, look: Look, now: datetime) -> None:
    """The desk was away for a quarter: a callback would only surprise."""
    assert look(store, now + 90 * DAY) == 0


@pytest.mark.parametrize("kind", ["suggestion", "callback"])
def test_other_kinds_have_no_callbacks(
    store: Store, alice: Visit, opened: Callable[..., Ticket], reach: Reach, look: Look, now: datetime, kind: str
) -> None:
    reach(store, opened(store, alice, kind), "resolved", now)
    assert look(store, now + 23 * HOUR) == 0


def test_two_processes_that_look_at_once_ask_once(
    store: Store, alice: Visit, repaired: Ticket, now: datetime, desk: dict[str, Any]
) -> None:
    def once(_: int) -> int:
        with store.writing() as db:
            return reception.call_back(db, repaired.number, now + 23 * HOUR, **desk)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(once, range(4))) == 1
    assert asked(store, alice) == ["utter_callback_1"]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("没有解决", "not_solved"),
        ("还是没解决。", "not_solved"),
        ("沒有解決", "not_solved"),
        ("Still not working", "not_solved"),
        ("已经解决了，谢谢", "solved"),
        ("it's fixed, thanks", "solved"),
    ],
)
def test_an_answer_in_words_counts_like_the_button(
    sqlite_store: Store,
    welcome: Callable[..., Visit],
    opened: Callable[..., Ticket],
    reach: Reach,
    look: Look,
    now: datetime,
    desk: dict[str, Any],
    words: str,
    outcome: str,
) -> None:
    alice = welcome(sqlite_store, "alice")
    ticket = opened(sqlite_store, alice)
    reach(sqlite_store, ticket, "repaired", now)
    look(sqlite_store, now + 23 * HOUR)
    for _ in range(2):  # sent again, it is the same message
        with sqlite_store.writing() as db:
            reception.customer_wrote(db, alice.conversation_id, words, "key-1", now + DAY, **desk)
    with sqlite_store.reading() as db:
        assert [one.outcome for one in callbacks.of_ticket(db, ticket.id)] == [outcome]
        assert not turns.owed(db, alice.conversation_id)


@pytest.mark.parametrize("words", ["解决方案是什么", "没有解决的话怎么办", "is it solved?", "谢谢", "1"])
def test_other_words_are_for_the_assistant(
    sqlite_store: Store,
    welcome: Callable[..., Visit],
    opened: Callable[..., Ticket],
    reach: Reach,
    look: Look,
    now: datetime,
    desk: dict[str, Any],
    words: str,
) -> None:
    alice = welcome(sqlite_store, "alice")
    ticket = opened(sqlite_store, alice)
    reach(sqlite_store, ticket, "repaired", now)
    look(sqlite_store, now + 23 * HOUR)
    with sqlite_store.writing() as db:
        reception.customer_wrote(db, alice.conversation_id, words, "key-1", now + DAY, **desk)
    with sqlite_store.reading() as db:
        assert [one.outcome for one in callbacks.of_ticket(db, ticket.id)] == [None]
        assert turns.owed(db, alice.conversation_id)
