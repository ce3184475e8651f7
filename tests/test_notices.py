"""An agent hears of an occasion once, and what was seen stays seen."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot import notices
from bot.agents import Agent
from bot.errors import NotFound
from bot.store import Store


@pytest.fixture
def told(store: Store, employ: Callable[..., Agent], now: datetime) -> tuple[Store, Agent, Agent]:
    bob, carol = employ(store, "bob", "1001"), employ(store, "carol", "1002", "supervisor")
    with store.writing() as db:
        both = [bob.id, carol.id, bob.id]
        assert notices.tell(db, both, "at_risk", "ticket:T1", "T1:75", now, clock="SLA-MAJOR") == 2
    return store, bob, carol


def test_the_same_occasion_is_told_once(told: tuple[Store, Agent, Agent], now: datetime) -> None:
    store, bob, carol = told
    with store.writing() as db:
        assert notices.tell(db, [bob.id], "at_risk", "ticket:T1", "T1:75", now) == 0
        assert notices.tell(db, [bob.id], "overdue", "ticket:T1", "T1:100", now) == 1
    with store.reading() as db:
        assert [one.kind for one in notices.of(db, bob.id)] == ["overdue", "at_risk"]
        assert [one.data for one in notices.of(db, carol.id)] == [{"clock": "SLA-MAJOR"}]


def test_seen_is_each_ones_own(told: tuple[Store, Agent, Agent], now: datetime) -> None:
    store, bob, carol = told
    with store.writing() as db:
        notices.see(db, bob.id, notices.of(db, bob.id)[0].id, now)
    with store.reading() as db:
        assert (notices.unseen(db, bob.id), notices.unseen(db, carol.id)) == (0, 1)


def test_nobody_marks_anothers_notice(told: tuple[Store, Agent, Agent], now: datetime) -> None:
    store, bob, carol = told
    with store.writing() as db, pytest.raises(NotFound):
        notices.see(db, bob.id, notices.of(db, carol.id)[0].id, now)
