"""The customer rates an agent's help once for each closed handoff."""

from datetime import datetime

import pytest

from bot import handoff, ratings
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.store import Store


def served(store: Store, visit: Visit, agent: Agent, now: datetime) -> None:
    with store.writing() as db:
        handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, now)
        held = handoff.claim(db, handoff_id, agent.id, now)
        handoff.close(db, handoff_id, agent.id, held.fence, {}, now)


def test_each_closed_handoff_is_rated_once(store: Store, alice: Visit, bob: Agent, now: datetime) -> None:
    for _ in range(2):
        served(store, alice, bob, now)
        with store.writing() as db:
            assert ratings.given(db, alice.conversation_id) is None
            ratings.rate(db, alice.conversation_id, 5, " 很好 ", now)
            assert ratings.given(db, alice.conversation_id) == 5
        with pytest.raises(Conflict), store.writing() as db:
            ratings.rate(db, alice.conversation_id, 1, "", now)


def test_without_an_agents_help_there_is_nothing_to_rate(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime
) -> None:
    served(store, alice, bob, now)
    with store.writing() as db:
        handoff.ask(db, dan.conversation_id, "asked", {}, now)
        handoff.withdraw(db, dan.conversation_id, now)
    with pytest.raises(NotFound), store.writing() as db:
        ratings.rate(db, dan.conversation_id, 5, "", now)


@pytest.mark.parametrize(("score", "comment"), [(0, ""), (6, ""), (5, "x" * 1001), (5, "\0")])
def test_a_rating_is_one_to_five_with_a_short_comment(
    store: Store, alice: Visit, bob: Agent, now: datetime, score: int, comment: str
) -> None:
    served(store, alice, bob, now)
    with pytest.raises(Invalid), store.writing() as db:
        ratings.rate(db, alice.conversation_id, score, comment, now)
