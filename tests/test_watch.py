"""The poll behind the wake-ups: another process's changes are found without being told."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot import agents, reception, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store, open_store
from bot.wakeups import Wakeup, Wakeups
from bot.watch import Poll


@pytest.fixture
def look(store: Store, address: str) -> Callable[[], set[Wakeup]]:
    """look() is what a process that was told nothing finds; the first look, at the beginning, finds nothing."""
    deaf, heard = open_store(address, Wakeups()), []
    deaf.wakeups.listen(heard.append)
    poll = Poll(deaf)

    def again() -> set[Wakeup]:
        heard.clear()
        poll.look()
        return set(heard)

    assert again() == set()
    yield again
    deaf.engine.dispose()


def test_new_messages_are_found_once(
    store: Store, alice: Visit, dan: Visit, now: datetime, look: Callable[[], set[Wakeup]]
) -> None:
    with store.writing() as db:
        transcript.add(db, alice.conversation_id, "customer", "在吗", now)
        transcript.add(db, alice.conversation_id, "customer", "喂", now)
    assert look() == {Wakeup("conversation", alice.conversation_id)}
    with store.writing() as db:
        transcript.add(db, dan.conversation_id, "customer", "hello", now)
    assert look() == {Wakeup("conversation", dan.conversation_id)}
    assert look() == set()


def test_a_message_kept_later_than_its_number_says_is_found(
    postgresql_address: str, welcome: Callable[..., Visit], now: datetime
) -> None:
    store = open_store(postgresql_address, Wakeups())
    alice, dan = welcome(store, "alice"), welcome(store, "dan")
    heard: list[Wakeup] = []
    store.wakeups.listen(heard.append)
    poll = Poll(store)
    poll.look()
    with store.writing() as slow:
        transcript.add(slow, alice.conversation_id, "customer", "slow", now)
        with store.writing() as quick:
            transcript.add(quick, dan.conversation_id, "customer", "quick", now)
        poll.look()
    heard.clear()
    poll.look()
    assert heard == [Wakeup("conversation", alice.conversation_id)]
    store.engine.dispose()


def test_who_waits_and_who_is_there_is_found(
    store: Store,
    alice: Visit,
    bob: Agent,
    now: datetime,
    standard: Standard,
    phrases: Phrases,
    look: Callable[[], set[Wakeup]],
) -> None:
    look()
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, standard=standard, phrases=phrases)
    assert Wakeup("queue") in look()
    with store.writing() as db:
        agents.set_available(db, bob.id, False, now)
    assert look() == {Wakeup("queue")}
