"""Who holds a conversation: one at a time, the first one wins, and the queue is in the right order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from bot import agents, customers, handoff
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, NotFound
from bot.handoff import Holder, Place
from bot.standard import Standard
from bot.store import Store


def ask(store: Store, visit: Visit, now: datetime, *, urgent: bool = False, emotion: str = "neutral") -> int:
    with store.writing() as db:
        return handoff.ask(db, visit.conversation_id, "asked", {"topic": "x"}, now, urgent=urgent, emotion=emotion)


def test_a_new_conversation_is_held_by_the_assistant(store: Store, alice: Visit) -> None:
    with store.reading() as db:
        assert handoff.holder(db, alice.conversation_id) == Holder("assistant")


def test_asking_twice_is_asking_once(store: Store, alice: Visit, now: datetime, standard: Standard) -> None:
    assert ask(store, alice, now) == ask(store, alice, now + timedelta(minutes=1))
    with store.reading() as db:
        assert len(handoff.waiting(db, now, standard)) == 1
        assert handoff.holder(db, alice.conversation_id).kind == "queue"


def test_of_two_agents_who_claim_at_once_one_wins_and_the_other_hears_who(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now)

    def claim(agent: Agent) -> Holder | Conflict:
        try:
            with store.writing() as db:
                return handoff.claim(db, handoff_id, agent.id, now)
        except Conflict as lost:
            return lost

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(claim, (bob, carol)))
    (won,) = [one for one in outcomes if isinstance(one, Holder)]
    (lost,) = [one for one in outcomes if isinstance(one, Conflict)]
    winner = bob if won.agent_id == bob.id else carol
    assert (lost.code, lost.facts) == (
        "already_claimed",
        {"agent_name": winner.name, "agent_no": winner.staff_no},
    )


def test_claiming_twice_changes_nothing(store: Store, alice: Visit, bob: Agent, now: datetime) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        first = handoff.claim(db, handoff_id, bob.id, now)
        assert handoff.claim(db, handoff_id, bob.id, now + timedelta(minutes=1)) == first
    with store.reading() as db:
        assert [one.handoff_id for one in handoff.held_by(db, bob.id)] == [handoff_id]


def test_every_change_of_holder_makes_the_fence_higher(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        first = handoff.claim(db, handoff_id, bob.id, now)
        second = handoff.transfer(db, handoff_id, bob.id, first.fence, carol.id, "please", now)
        assert second.fence > first.fence
    for change in (handoff.transfer, handoff.release, handoff.close):
        arguments = {
            handoff.transfer: (carol.id, "", now),
            handoff.release: (now,),
            handoff.close: ({}, now),
        }[change]
        with pytest.raises(Conflict) as refused, store.writing() as db:
            change(db, handoff_id, bob.id, first.fence, *arguments)
        assert (refused.value.code, refused.value.facts["agent_no"]) == ("not_holder", "1002")


def test_who_has_it_again_needs_the_new_fence(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        first = handoff.claim(db, handoff_id, bob.id, now)
        second = handoff.transfer(db, handoff_id, bob.id, first.fence, carol.id, "", now)
        third = handoff.transfer(db, handoff_id, carol.id, second.fence, bob.id, "", now)
    with pytest.raises(Conflict), store.writing() as db:
        handoff.close(db, handoff_id, bob.id, first.fence, {}, now)
    with store.writing() as db:
        handoff.close(db, handoff_id, bob.id, third.fence, {}, now)


def test_nothing_is_transferred_to_an_agent_who_left(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        held = handoff.claim(db, handoff_id, bob.id, now)
        agents.disable(db, "carol", now)
    with pytest.raises(NotFound), store.writing() as db:
        handoff.transfer(db, handoff_id, bob.id, held.fence, carol.id, "", now)


def test_back_in_the_queue_the_customer_keeps_the_old_place(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime, standard: Standard
) -> None:
    handoff_id = ask(store, alice, now)
    ask(store, dan, now + timedelta(minutes=1))
    with store.writing() as db:
        held = handoff.claim(db, handoff_id, bob.id, now + timedelta(minutes=2))
        back = handoff.transfer(db, handoff_id, bob.id, held.fence, None, "", now + timedelta(minutes=3))
        assert back.kind == "queue"
        place = handoff.place(db, alice.conversation_id, now + timedelta(minutes=3), standard)
    assert place is not None and place.position == 1


def test_after_the_end_the_assistant_holds_and_nobody_can_claim(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        held = handoff.claim(db, handoff_id, bob.id, now)
        handoff.close(db, handoff_id, bob.id, held.fence, {"solved": True}, now)
        assert handoff.holder(db, alice.conversation_id) == Holder("assistant")
    with pytest.raises(Conflict) as refused, store.writing() as db:
        handoff.claim(db, handoff_id, carol.id, now)
    assert refused.value.code == "handoff_ended"
    assert ask(store, alice, now) != handoff_id


def test_the_queue_is_urgent_first_then_upset_then_who_waits_longest(
    store: Store, now: datetime, bob: Agent, standard: Standard
) -> None:
    """C-11, and S1-3.2-e: nobody is offered before a waiting urgent customer."""
    arrivals = [
        ("calm early", {}),
        ("calm late", {}),
        ("worried", {"emotion": "worried"}),
        ("angry", {"emotion": "angry"}),
        ("urgent", {"urgent": True}),
        ("dissatisfied", {"emotion": "dissatisfied"}),
    ]
    names = {}
    for minute, (name, traits) in enumerate(arrivals):
        with store.writing() as db:
            visit = customers.welcome(db, "web", "widget", name, "en", now)
            names[visit.conversation_id] = name
            handoff.ask(db, visit.conversation_id, "asked", {}, now + timedelta(minutes=minute), **traits)
    with store.reading() as db:
        queue = [names[one.conversation_id] for one in handoff.waiting(db, now, standard)]
    assert queue == ["urgent", "angry", "dissatisfied", "calm early", "calm late", "worried"]


def test_the_wait_is_reckoned_from_what_conversations_took_and_who_is_there(
    store: Store, alice: Visit, dan: Visit, bob: Agent, carol: Agent, now: datetime, standard: Standard
) -> None:
    handoff_id = ask(store, alice, now)
    with store.writing() as db:
        held = handoff.claim(db, handoff_id, bob.id, now)
        handoff.close(db, handoff_id, bob.id, held.fence, {}, now + timedelta(minutes=12))
    ask(store, alice, now)
    ask(store, dan, now + timedelta(minutes=1))
    with store.writing() as db:
        assert handoff.place(db, dan.conversation_id, now, standard) == Place(2, 12)
        agents.set_available(db, carol.id, False, now)
        assert handoff.place(db, dan.conversation_id, now, standard) == Place(2, 24)
        agents.set_available(db, bob.id, False, now)
        assert handoff.place(db, dan.conversation_id, now, standard) == Place(2, None)


def test_an_agent_not_seen_for_half_an_hour_is_not_there(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard
) -> None:
    ask(store, alice, now)
    with store.reading() as db:
        assert handoff.place(db, alice.conversation_id, now + timedelta(minutes=29), standard) == Place(1, 5)
        assert handoff.place(db, alice.conversation_id, now + timedelta(minutes=30), standard) == Place(1, None)


def test_who_does_not_wait_has_no_place(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard
) -> None:
    with store.reading() as db:
        assert handoff.place(db, alice.conversation_id, now, standard) is None


def test_a_handoff_carries_its_brief_and_how_long_the_customer_waited(
    store: Store, alice: Visit, bob: Agent, now: datetime
) -> None:
    handoff_id = ask(store, alice, now, emotion="angry")
    with store.writing() as db:
        handoff.claim(db, handoff_id, bob.id, now + timedelta(seconds=90))
        one = handoff.find(db, handoff_id)
    assert (one.brief, one.reason, one.emotion, one.agent_name) == ({"topic": "x"}, "asked", "angry", "Bob")
    assert one.waited(now + timedelta(hours=1)) == 90


def test_an_unknown_handoff_is_not_found(store: Store, bob: Agent, now: datetime) -> None:
    with pytest.raises(NotFound), store.writing() as db:
        handoff.claim(db, 999, bob.id, now)
