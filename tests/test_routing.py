"""Waiting conversations go to who fits best: never twice, never above a capacity, and on when nobody answers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import agents, handoff, notices, reception, routing, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.handoff import Handoff
from bot.handoff.queue import in_order
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard, load
from bot.standard.priority import is_urgent
from bot.store import Store

MINUTE = timedelta(minutes=1)
Welcome = Callable[..., Visit]
Employ = Callable[..., Agent]


def ask(store: Store, visit: Visit, now: datetime, **mood: Any) -> int:
    with store.writing() as db:
        return handoff.ask(db, visit.conversation_id, "asked", {}, now, **mood)


def give(store: Store, now: datetime, standard: Standard) -> int | None:
    with store.writing() as db:
        return reception.given_next(db, now, standard=standard)


def able(store: Store, agent: Agent, standard: Standard, **abilities: Any) -> None:
    with store.writing() as db:
        routing.change(db, agent.id, standard=standard, **abilities)


def holder(store: Store, visit: Visit) -> handoff.Holder:
    with store.reading() as db:
        return handoff.holder(db, visit.conversation_id)


def notices_said(store: Store, visit: Visit) -> list[str]:
    with store.reading() as db:
        return [one.extras["notice"] for one in transcript.after(db, visit.conversation_id, 0) if one.author == "desk"]


@pytest.fixture
def erin(store: Store, employ: Employ) -> Agent:
    return employ(store, "erin", "1003")


def test_the_most_urgent_goes_first_and_to_the_skilled(
    store: Store, alice: Visit, dan: Visit, bob: Agent, erin: Agent, now: datetime, standard: Standard
) -> None:
    able(store, bob, standard, capacity=1)
    able(store, erin, standard, capacity=1, skills=["bills"])
    ask(store, alice, now, topic="faq/broadband_wifi")
    ask(store, dan, now + MINUTE, urgent=True, topic="faq/bill_pay")
    assert give(store, now + MINUTE, standard) == holder(store, dan).handoff_id
    assert holder(store, dan).agent_id == erin.id
    give(store, now + MINUTE, standard)
    assert holder(store, alice).agent_id == bob.id
    assert give(store, now + MINUTE, standard) is None


def test_the_customer_comes_back_to_the_agent_they_know_for_a_week(
    store: Store, alice: Visit, bob: Agent, erin: Agent, now: datetime, standard: Standard
) -> None:
    able(store, bob, standard, skills=["fault"])
    with store.writing() as db:
        held = handoff.claim(db, handoff.ask(db, alice.conversation_id, "asked", {}, now), erin.id, now)
        handoff.close(db, held.handoff_id or 0, erin.id, held.fence, {}, now)
        agents.note_here(db, bob.id, now + timedelta(days=7))
        agents.note_here(db, erin.id, now + timedelta(days=7))
    again = now + timedelta(days=7) - MINUTE
    ask(store, alice, again, topic="report_fault")
    give(store, again, standard)
    assert holder(store, alice).agent_id == erin.id
    with store.writing() as db:
        handoff.close(db, holder(store, alice).handoff_id or 0, erin.id, holder(store, alice).fence, {}, again)
        later = again + timedelta(days=7, seconds=1)
        agents.note_here(db, bob.id, later)
        agents.note_here(db, erin.id, later)
    ask(store, alice, later, topic="report_fault")
    give(store, later, standard)
    assert holder(store, alice).agent_id == bob.id


@pytest.mark.parametrize(
    "mood", [{"emotion": "angry"}, {"scores": load(ROOT / "standard.yml").priority.scores_for("major")}]
)
def test_what_is_hard_goes_to_senior_staff(
    store: Store, alice: Visit, bob: Agent, erin: Agent, now: datetime, standard: Standard, mood: dict[str, Any]
) -> None:
    able(store, erin, standard, grade="senior")
    ask(store, alice, now, **mood)
    give(store, now, standard)
    assert holder(store, alice).agent_id == erin.id


def test_nobody_who_is_away_gone_or_full_is_given_anything(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, standard: Standard
) -> None:
    """Carol supervises: she takes what she wants, and is given nothing."""
    ask(store, alice, now)
    with store.writing() as db:
        agents.set_available(db, bob.id, False, now)
    assert give(store, now, standard) is None
    with store.writing() as db:
        agents.set_available(db, bob.id, True, now)
    assert give(store, now + standard.handoff.vanished_after.length, standard) is None
    assert give(store, now, standard) is not None


def test_the_customer_hears_of_the_agent_with_the_first_word_and_only_once(
    store: Store, alice: Visit, bob: Agent, erin: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    """Moved on, they never heard of the first one; the first one is told, and writes there no more."""
    ask(store, alice, now)
    give(store, now, standard)
    given = holder(store, alice)
    assert given.assigned and given.agent_id == bob.id and notices_said(store, alice) == []
    limit = standard.routing.answer_within.length
    with store.writing() as db:
        assert reception.moved_on(db, now + limit - timedelta(seconds=1), standard=standard) is None
        assert reception.moved_on(db, now + limit, standard=standard) == given.handoff_id
        assert reception.moved_on(db, now + limit, standard=standard) is None
        assert [one.kind for one in notices.of(db, bob.id)] == ["moved_on"]
    give(store, now + limit, standard)
    passed_on = holder(store, alice)
    assert passed_on.agent_id == erin.id
    with pytest.raises(Conflict), store.writing() as db:
        reception.agent_said(db, alice.conversation_id, bob.id, given.fence, "您好", "b1", now, phrases=phrases)
    with store.writing() as db:
        for number in (1, 2):
            words = ("您好，请讲", f"e{number}", now + limit)
            reception.agent_said(db, alice.conversation_id, erin.id, passed_on.fence, *words, phrases=phrases)
    assert notices_said(store, alice) == ["claimed"]
    with store.reading() as db:
        assert [one.author for one in transcript.after(db, alice.conversation_id, 0)] == ["desk", "agent", "agent"]
    assert not holder(store, alice).assigned and holder(store, alice).fence == passed_on.fence


def test_who_let_it_pass_is_not_asked_again_but_may_take_it(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    handoff_id = ask(store, alice, now)
    give(store, now, standard)
    with store.writing() as db:
        reception.moved_on(db, now + MINUTE, standard=standard)
    assert give(store, now + MINUTE, standard) is None
    with store.writing() as db:
        assert reception.claimed(db, handoff_id, bob.id, now + MINUTE, phrases=phrases).agent_id == bob.id
    assert notices_said(store, alice) == ["claimed"]


def test_while_nobody_has_answered_the_customer_still_waits(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    """They have a place, hear from us, may stop waiting; and an agent who vanishes leaves no trace with them."""
    ask(store, alice, now)
    give(store, now, standard)
    with store.writing() as db:
        place = handoff.place(db, alice.conversation_id, now, standard)
        assert place is not None and place.position == 1
        assert reception.tell_waiting(db, now + 2 * MINUTE, standard=standard, phrases=phrases) == 1
        assert reception.put_back_vanished(db, now + 2 * MINUTE, standard=standard, phrases=phrases) == 1
    assert holder(store, alice).kind == "queue"
    assert notices_said(store, alice) == ["still_waiting"]
    with store.writing() as db:
        agents.set_available(db, bob.id, True, now)
        handoff.assign(db, holder(store, alice).handoff_id or 0, bob.id, now)
        reception.withdrawn(db, alice.conversation_id, now, phrases=phrases)
    assert holder(store, alice).kind == "assistant"


def test_many_who_assign_at_once_assign_once_and_never_above_a_capacity(
    store: Store, welcome: Welcome, employ: Employ, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    """Also while agents take conversations themselves."""
    staff = [employ(store, f"agent{number}", f"20{number}") for number in range(3)]
    for one in staff:
        able(store, one, standard, capacity=2)
    waiting = [ask(store, welcome(store, f"customer{number}"), now) for number in range(10)]

    def assign(_: int) -> int | None:
        return give(store, now, standard)

    def claim(number: int) -> int | None:
        try:
            with store.writing() as db:
                taken = reception.claimed(db, waiting[number], staff[number % 3].id, now, phrases=phrases)
            return taken.handoff_id
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        assigned = [pool.submit(assign, number) for number in range(8)]
        claimed = [pool.submit(claim, number) for number in range(9, 3, -1)]
    given, taken = ({one.result() for one in some} - {None} for some in (assigned, claimed))
    # Who claims what was just assigned to them has it; nobody else has.
    assert sum(one.result() is not None for one in assigned) == len(given)
    assert len(given | taken) == 6
    with store.reading() as db:
        assert handoff.held_counts(db) == {one.id: 2 for one in staff}
        assert len(handoff.waiting(db, now, standard)) == 4


def test_the_watch_gives_only_where_the_standard_says_so_and_moves_on(
    store: Store, alice: Visit, dan: Visit, bob: Agent, erin: Agent, now: datetime, standard: Standard
) -> None:
    assign = standard.copy(update={"routing": standard.routing.copy(update={"mode": "assign"})})
    for one in (bob, erin):
        able(store, one, standard, capacity=1)
    ask(store, alice, now)
    ask(store, dan, now)
    assert standard.routing.mode == "pull"
    assert reception.route(store, now, standard=standard) == 0
    assert reception.route(store, now, standard=assign) == 2
    assert reception.route(store, now, standard=assign) == 0
    first = holder(store, alice)
    assert reception.route(store, now + MINUTE, standard=assign) == 2
    second = holder(store, alice)
    assert {first.agent_id, second.agent_id} == {bob.id, erin.id}
    assert reception.route(store, now + 2 * MINUTE, standard=assign) == 0
    assert [holder(store, one).kind for one in (alice, dan)] == ["queue", "queue"]


def test_nobody_takes_more_than_they_can_carry_but_a_supervisor(
    store: Store, welcome: Welcome, bob: Agent, carol: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    for one in (bob, carol):
        able(store, one, standard, capacity=1)
    first, second, third = (ask(store, welcome(store, name), now) for name in ("alice", "dan", "erin"))
    with store.writing() as db:
        held = reception.claimed(db, first, bob.id, now, phrases=phrases)
        assert reception.claimed(db, first, bob.id, now, phrases=phrases) == held
    with pytest.raises(Conflict) as refused, store.writing() as db:
        reception.claimed(db, second, bob.id, now, phrases=phrases)
    assert (refused.value.code, refused.value.facts) == ("at_capacity", {"capacity": 1, "holding": 1})
    with store.writing() as db:
        reception.claimed(db, second, carol.id, now, phrases=phrases)
        reception.claimed(db, third, carol.id, now, phrases=phrases)
        desk = {"standard": standard, "phrases": phrases}
        theirs = handoff.holder(db, handoff.find(db, third).conversation_id)
    with pytest.raises(Conflict) as refused, store.writing() as db:
        reception.transferred(db, first, bob.id, held.fence, carol.id, "please", now, **desk)
    assert refused.value.code == "at_capacity"
    with store.writing() as db:
        reception.transferred(db, third, carol.id, theirs.fence, bob.id, "please", now, **desk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": 0}, {"capacity": 51}, {"skills": ["cooking"]}, {"languages": ["fr"]}, {"languages": []},
        {"grade": "boss"}, {"department": "gardening"},
    ],
)  # fmt: skip
def test_abilities_are_the_standard_s(store: Store, bob: Agent, standard: Standard, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        able(store, bob, standard, **wrong)
    assert [refused.value.code] == list(wrong)
    with pytest.raises(NotFound), store.writing() as db:
        routing.change(db, 999, standard=standard, capacity=1)


def test_a_change_tells_what_differs(store: Store, bob: Agent, standard: Standard) -> None:
    with store.writing() as db:
        told = routing.change(db, bob.id, standard=standard, capacity=3, skills=["fault", "bills", "fault"])
        assert told == {"skills": ["bills", "fault"]}
        assert agents.get(db, bob.id).skills == ["bills", "fault"]
        assert routing.change(db, bob.id, standard=standard, skills=["bills", "fault"]) == {}


def test_junior_staff_serve_once_their_test_is_passed(
    store: Store, bob: Agent, now: datetime, standard: Standard
) -> None:
    """S0-5.4-b"""
    able(store, bob, standard, grade="junior")
    with pytest.raises(Conflict) as refused, store.writing() as db:
        agents.set_available(db, bob.id, True, now)
    assert refused.value.code == "not_trained"
    able(store, bob, standard, trained_at=now)
    with store.writing() as db:
        agents.set_available(db, bob.id, True, now)


NOW = datetime.fromisoformat("2026-11-23T02:00:00+00:00")
STANDARD = load(ROOT / "standard.yml")


def waits(number: int, minutes: int, urgent: bool, emotion: str, customer_class: str, put_back: bool) -> Handoff:
    asked = NOW - timedelta(minutes=minutes)
    known = (number, f"c{number}", "web", "zh", "alice", None, "asked", urgent, emotion, "", 2, 2, 1, 1, {})
    moves = (None, None, None, 0, 0, asked, None, None, NOW if put_back else None, None, None, None)
    return Handoff(*known, *moves, customer_class)  # type: ignore[arg-type]


those = st.lists(
    st.tuples(
        st.integers(0, 20), st.booleans(), st.sampled_from(["neutral", "worried", "dissatisfied", "angry"]),
        st.sampled_from([*STANDARD.priority.classes]), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@settings(deadline=None)
@given(those)
def test_urgent_comes_before_not_urgent_and_a_class_never_beats_a_grade(many: list[Any]) -> None:
    """C-11, C-10; and who was put back comes first among their like."""
    queue = in_order([waits(number, *one) for number, one in enumerate(many)], NOW, STANDARD)
    priority, half = STANDARD.priority, timedelta(minutes=7, seconds=30)
    for first, second in zip(queue, queue[1:], strict=False):
        assert not (is_urgent(second.scores.urgency) and not is_urgent(first.scores.urgency))
        keys = []
        for one in (first, second):
            used = 1.0 if one.put_back_at or NOW - one.asked_at > half else 0.0
            keys.append(priority.queue_key(one.scores, one.asked_at, one.customer_class, used))
        assert keys[0][:2] <= keys[1][:2]
        if keys[0][:2] == keys[1][:2]:
            assert bool(first.put_back_at) >= bool(second.put_back_at)
            if bool(first.put_back_at) == bool(second.put_back_at):
                assert keys[0] <= keys[1]
