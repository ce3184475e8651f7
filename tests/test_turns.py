"""What the assistant owes: the oldest first, one of a conversation at a time, and never twice."""

from datetime import timedelta

import pytest

from bot import customers, turns
from bot.errors import Conflict
from bot.store import Store
from bot.store.tables import turns as rows
from bot.wakeups import Wakeup

LEASE = 30.0


def alice(store: Store, now) -> str:
    with store.writing() as db:
        return customers.welcome(db, "web", "widget", f"alice-{now.timestamp()}", "zh", now).conversation_id


def owe(store: Store, conversation: str, seq: int, now) -> None:
    with store.writing() as db:
        db.execute(rows.insert().values(conversation_id=conversation, seq=seq, created_at=now))


def lease(store: Store, now):
    with store.writing() as db:
        return turns.lease(db, now, LEASE)


def settle(store: Store, debt, now) -> None:
    with store.writing() as db:
        turns.settle(db, debt, "answered", now)


def test_turns_of_one_conversation_are_leased_in_order_and_one_at_a_time(store, now) -> None:
    here = alice(store, now)
    owe(store, here, 1, now)
    owe(store, here, 2, now)
    first = lease(store, now)
    assert first is not None and first.seq == 1
    assert lease(store, now) is None
    settle(store, first, now)
    second = lease(store, now)
    assert second is not None and second.seq == 2


def test_two_conversations_are_leased_at_the_same_time(store, now) -> None:
    one, other = alice(store, now), alice(store, now + timedelta(seconds=1))
    owe(store, one, 1, now)
    owe(store, other, 1, now)
    leased = [lease(store, now), lease(store, now)]
    assert {debt.conversation_id for debt in leased} == {one, other}


def test_a_lease_that_ran_out_is_taken_by_another_and_the_first_can_no_longer_answer(store, now) -> None:
    owe(store, alice(store, now), 1, now)
    slow = lease(store, now)
    later = now + timedelta(seconds=LEASE + 1)
    quick = lease(store, later)
    assert quick.id == slow.id and quick.fence > slow.fence and quick.attempts == 2
    with pytest.raises(Conflict, match="no longer ours"):
        settle(store, slow, later)
    settle(store, quick, later)
    assert lease(store, later) is None


def test_a_turn_given_back_is_tried_again_after_its_pause(store, now) -> None:
    owe(store, alice(store, now), 1, now)
    debt = lease(store, now)
    with store.writing() as db:
        turns.give_back(db, debt, now, after_seconds=5)
    assert lease(store, now + timedelta(seconds=4)) is None
    assert lease(store, now + timedelta(seconds=6)).attempts == 2


def test_a_dead_assistants_turn_is_free_at_once_and_told_but_never_one_that_was_answered(store, now) -> None:
    conversation = alice(store, now)
    owe(store, conversation, 1, now)
    debt, heard = lease(store, now), []
    store.wakeups.listen(heard.append)
    with store.writing() as db:
        turns.free(db, debt.id, debt.fence, now)
    assert heard == [Wakeup("turn", conversation)]
    again = lease(store, now + timedelta(seconds=1))
    assert (again.id, again.attempts) == (debt.id, 2)
    with store.writing() as db:
        turns.free(db, debt.id, debt.fence, now)  # the old fence frees nothing
    assert lease(store, now + timedelta(seconds=2)) is None
    settle(store, again, now)
    with store.writing() as db:
        turns.free(db, again.id, again.fence, now)
    assert len(heard) == 1
