"""An agent who is not seen for 90 seconds holds nobody up: the customer waits again, at the head of the queue."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import agents, handoff, reception, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict
from bot.handoff import Holder
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import handoff_events
from bot.watch import BREAK_SECONDS, Watch

LIMIT = timedelta(seconds=90)


def ask(store: Store, visit: Visit, now: datetime, **mood: object) -> int:
    with store.writing() as db:
        return handoff.ask(db, visit.conversation_id, "asked", {}, now, **mood)  # type: ignore[arg-type]


def claim(store: Store, handoff_id: int, agent: Agent, now: datetime) -> Holder:
    with store.writing() as db:
        return handoff.claim(db, handoff_id, agent.id, now)


def look(store: Store, now: datetime, standard: Standard, phrases: Phrases) -> int:
    with store.writing() as db:
        return reception.put_back_vanished(db, now, standard=standard, phrases=phrases)


def test_the_limit_is_the_standard_s(standard: Standard) -> None:
    assert standard.handoff.vanished_after.length == LIMIT


def test_after_ninety_seconds_and_not_before_the_conversation_is_in_the_queue_again(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    held = claim(store, ask(store, alice, now), bob, now)
    assert look(store, now + LIMIT, standard, phrases) == 0
    assert look(store, now + LIMIT + timedelta(seconds=1), standard, phrases) == 1
    with store.reading() as db:
        again = handoff.holder(db, alice.conversation_id)
        assert (again.kind, again.agent_id, again.fence) == ("queue", None, held.fence + 1)
        assert handoff.current(db, alice.conversation_id).put_back_at == now + LIMIT + timedelta(seconds=1)
        told = [one for one in transcript.after(db, alice.conversation_id, 0) if one.author == "desk"]
        events = [row.kind for row in db.execute(select(handoff_events.c.kind).order_by(handoff_events.c.id))]
    assert [one.extras["notice"] for one in told] == ["put_back"]
    assert "1" in told[0].text
    assert events == ["asked", "claimed", "put_back"]
    assert look(store, now + LIMIT * 2, standard, phrases) == 0


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en"])
def test_the_customer_hears_it_in_their_language(
    sqlite_store: Store, welcome, employ, now: datetime, standard: Standard, phrases: Phrases, language: str
) -> None:
    visit, bob = welcome(sqlite_store, "alice", language), employ(sqlite_store, "bob", "1001")
    claim(sqlite_store, ask(sqlite_store, visit, now), bob, now)
    look(sqlite_store, now + LIMIT * 2, standard, phrases)
    with sqlite_store.reading() as db:
        (said,) = transcript.after(db, visit.conversation_id, 0)
    assert said.extras["key"] == "utter_desk_put_back_nobody"
    assert {"zh": "抱歉", "zh-Hant": "連接", "en": "very sorry"}[language] in said.text


def test_the_agent_is_away_and_writing_under_the_old_fence_is_refused(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    held = claim(store, ask(store, alice, now), bob, now)
    later = now + LIMIT + timedelta(seconds=1)
    with store.writing() as db:
        agents.note_here(db, carol.id, later)
    look(store, later, standard, phrases)
    with store.reading() as db:
        assert not agents.get(db, bob.id).available
        assert agents.get(db, carol.id).available
    with pytest.raises(Conflict) as refused, store.writing() as db:
        reception.agent_said(db, alice.conversation_id, bob.id, held.fence, "还在吗？", "bob-1", later)
    assert (refused.value.code, refused.value.facts["holder"]) == ("not_holder", "queue")
    claim(store, held.handoff_id or 0, carol, later)
    with pytest.raises(Conflict) as refused, store.writing() as db:
        reception.agent_said(db, alice.conversation_id, bob.id, held.fence, "还在吗？", "bob-1", later)
    assert refused.value.facts["agent_name"] == carol.name


def test_a_sign_of_life_keeps_the_conversation(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    """An away agent, too, goes on with what is held."""
    claim(store, ask(store, alice, now), bob, now)
    with store.writing() as db:
        agents.set_available(db, bob.id, False, now)
    for minute in range(1, 4):
        with store.writing() as db:
            assert agents.must_be_noted(agents.get(db, bob.id), now + timedelta(minutes=minute))
            agents.note_here(db, bob.id, now + timedelta(minutes=minute))
        assert look(store, now + timedelta(minutes=minute), standard, phrases) == 0


def test_who_was_put_back_comes_first_within_their_class(
    store: Store, alice: Visit, dan: Visit, welcome, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    urgent = welcome(store, "erin")
    earlier = ask(store, dan, now - timedelta(minutes=9))
    first = ask(store, urgent, now + timedelta(minutes=1), urgent=True)
    back = ask(store, alice, now)
    claim(store, back, bob, now)
    look(store, now + LIMIT * 2, standard, phrases)
    with store.reading() as db:
        assert [one.handoff_id for one in handoff.waiting(db, now, standard)] == [first, back, earlier]


def test_two_processes_that_look_at_once_put_back_once(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    claim(store, ask(store, alice, now), bob, now)
    with store.reading() as db:
        (seen_by_both,) = handoff.vanished(db, now + timedelta(hours=1))
    with store.writing() as db:
        assert handoff.put_back(db, seen_by_both, now)
    with store.writing() as db:
        assert not handoff.put_back(db, seen_by_both, now)


def test_after_a_break_of_the_desk_itself_nobody_has_vanished(
    sqlite_store: Store,
    welcome,
    employ,
    now: datetime,
    standard: Standard,
    phrases: Phrases,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """While the desk was down nobody could give a sign of life; what counts begins when it looks again."""
    visit, bob = welcome(sqlite_store, "alice"), employ(sqlite_store, "bob", "1001")
    claim(sqlite_store, ask(sqlite_store, visit, now), bob, now)
    watch, clock = Watch(sqlite_store, standard, phrases), [now + timedelta(hours=1)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return clock[0]

    monkeypatch.setattr("bot.watch.datetime", Clock)

    def holder_after(seconds: float) -> str:
        clock[0] += timedelta(seconds=seconds)
        watch.put_back_vanished()
        with sqlite_store.reading() as db:
            return handoff.holder(db, visit.conversation_id).kind

    assert holder_after(0) == "agent"
    assert [holder_after(10) for _ in range(8)] == ["agent"] * 8
    assert holder_after(BREAK_SECONDS + 1) == "agent"
    assert [holder_after(10) for _ in range(9)] == ["agent"] * 8 + ["queue"]
