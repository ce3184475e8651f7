"""The live board: what it shows is what is so, and a look costs no more than what has changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot import agents, handoff, reception, tickets, turns
from bot.agents import Agent
from bot.board import Board
from bot.customers import Visit
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
Welcome = Callable[..., Visit]


def ask(store: Store, visit: Visit, now: datetime, **mood: Any) -> int:
    with store.writing() as db:
        return handoff.ask(db, visit.conversation_id, "asked", {}, now, **mood)


def complain(store: Store, visit: Visit, now: datetime, number: int = 1) -> str:
    with store.writing() as db:
        for _ in range(number):
            ticket = tickets.open_ticket(
                db,
                kind="suggestion",
                conversation_id=visit.conversation_id,
                customer_id=visit.customer_id,
                title="x",
                fields={},
                contact="13800138000",
                language="zh",
                department="customer_service",
                now=now,
            )
    return ticket.number


@pytest.fixture
def board(store: Store, standard: Standard) -> Board:
    return Board(store, standard)


def test_an_empty_desk_has_an_empty_board(board: Board, now: datetime) -> None:
    seen = board.look(now)
    assert (seen.waiting, seen.agents, seen.pressing, seen.mood.here) == ([], [], [], 0)
    assert seen.clocks == {"running": 0, "at_risk": 0, "overdue": 0}
    assert (seen.today.arrived, seen.today.median_wait) == (0, None)


def test_the_queue_is_told_in_its_order_with_the_first_deadline_of_each(
    board: Board, store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime
) -> None:
    ask(store, alice, now)
    second = ask(store, dan, now + MINUTE, urgent=True)
    with store.writing() as db:
        handoff.assign(db, second, bob.id, now + MINUTE)
    waiting = board.look(now + 16 * MINUTE).waiting
    assert [one.conversation_id for one in waiting] == [dan.conversation_id, alice.conversation_id]
    assert [one.given_to for one in waiting] == ["Bob", None]
    assert [one.state for one in waiting] == ["at_risk", "overdue"]
    assert waiting[1].due == now + 15 * MINUTE


def test_a_deadline_walks_over_its_edges_and_is_gone_with_its_ticket(
    board: Board, store: Store, standard: Standard, alice: Visit, bob: Agent, now: datetime
) -> None:
    number = complain(store, alice, now)
    clock = standard.clock("SLA-OUTER-FIRST")
    at_risk, due = clock.warned_at(now)[75], clock.due(now)

    def states(moment: datetime) -> list[str]:
        with store.reading() as db:
            ticket = tickets.find(db, number)
        assert ticket is not None
        own = {one.id: one.state for one in tickets.clocks(ticket, standard, moment)}
        counted = board.look(moment).clocks
        assert counted == {state: list(own.values()).count(state) for state in counted}
        return [own["SLA-OUTER-FIRST"]]

    assert states(now) == ["running"]
    assert states(at_risk - SECOND) == ["running"]
    assert states(at_risk) == ["at_risk"]
    assert states(due) == ["at_risk"]
    assert states(due + SECOND) == ["overdue"]
    assert f"ticket:{number}" in [one.subject for one in board.look(due + SECOND).pressing]
    with store.writing() as db:
        tickets.told(db, number, bob.id, due + 2 * SECOND)
    names = [one.name_en for one in board.look(due + 4 * SECOND).pressing]
    assert clock.name("en") not in names


def test_agents_stand_with_what_they_hold_and_since_when_a_reply_is_owed(
    board: Board, store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, phrases: Phrases
) -> None:
    handoff_id = ask(store, alice, now, emotion="angry")
    with store.writing() as db:
        held = reception.claimed(db, handoff_id, bob.id, now, phrases=phrases)
        agents.set_available(db, carol.id, False, now)
    first, second = board.look(now + 2 * SECOND).agents
    assert (first.name, first.capacity, second.available) == ("Bob", 3, False)
    assert [one.owed_since for one in first.holding] == [None]
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "在吗", "a1", now + MINUTE)
    assert board.look(now + 2 * MINUTE).agents[0].holding[0].owed_since == now + MINUTE
    with store.writing() as db:
        words = ("在的，请讲", "b1", now + 2 * MINUTE)
        reception.agent_said(db, alice.conversation_id, bob.id, held.fence, *words, phrases=phrases)
        agents.disable(db, "carol", now)
    (left,) = board.look(now + 3 * MINUTE).agents
    assert left.holding[0].owed_since is None


def test_the_mood_is_that_of_everybody_who_is_here_now(
    board: Board, store: Store, alice: Visit, dan: Visit, welcome: Welcome, now: datetime
) -> None:
    """With the assistant by the last message, for a quarter of an hour; else from when a person was asked for."""
    ask(store, alice, now, emotion="dissatisfied")
    with store.writing() as db:
        for emotion in ("neutral", "angry"):
            reception.customer_said(db, dan.conversation_id, "hello", f"d-{emotion}", now)
            debt = turns.lease(db, now, 30)
            assert debt is not None
            turns.settle(db, debt, "answered", now, emotion)
    seen = board.look(now + MINUTE).mood
    assert (seen.here, seen.upset) == (2, 2)
    assert [(one.conversation_id, one.holder) for one in seen.those] == [
        (dan.conversation_id, "assistant"),
        (alice.conversation_id, "queue"),
    ]
    assert board.look(now + 15 * MINUTE).mood.here == 1


def test_the_day_counts_who_asked_was_answered_gave_up_and_how_long_they_waited(
    board: Board, store: Store, welcome: Welcome, bob: Agent, now: datetime, phrases: Phrases
) -> None:
    """The desk's own day: ten in the morning in Jiangzhou. Who was given an agent again has waited once."""
    for hours in (11, 9):
        ask(store, welcome(store, f"earlier{hours}"), now - timedelta(hours=hours))
    waits = [1, 3, 8]
    for minutes in waits:
        handoff_id = ask(store, welcome(store, f"customer{minutes}"), now)
        with store.writing() as db:
            handoff.claim(db, handoff_id, bob.id, now + minutes * MINUTE)
            handoff.put_back(db, handoff.find(db, handoff_id), now + 9 * MINUTE)
            handoff.claim(db, handoff_id, bob.id, now + 20 * MINUTE)
    given_up = welcome(store, "impatient")
    ask(store, given_up, now)
    with store.writing() as db:
        reception.withdrawn(db, given_up.conversation_id, now + MINUTE, phrases=phrases)
    seen = board.look(now + 21 * MINUTE).today
    assert (seen.arrived, seen.answered, seen.abandoned, seen.median_wait) == (5, 3, 1, 180)


def test_a_second_look_asks_the_store_for_no_more_because_there_are_more_tickets(
    sqlite_store: Store, standard: Standard, welcome: Welcome, now: datetime
) -> None:
    visit, board = welcome(sqlite_store, "alice"), Board(sqlite_store, standard)
    asked: list[str] = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def second_look(later: datetime) -> list[str]:
        board.look(later)
        asked.clear()
        board.look(later + 2 * SECOND)
        return list(asked)

    complain(sqlite_store, visit, now, 3)
    few = second_look(now)
    complain(sqlite_store, visit, now, 60)
    assert second_look(now + MINUTE) == few
    assert len(few) < 15
    assert board.look(now + 2 * MINUTE).clocks["running"] >= 63
