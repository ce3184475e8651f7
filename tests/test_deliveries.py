"""How far each conversation was delivered to its app, and what could not be: the cursor moves with its receipts."""

from datetime import datetime, timedelta

import pytest

from bot import deliveries, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.deliveries import Position
from bot.errors import Conflict, NotFound
from bot.reception import Reply
from bot.store import Store

CHAT = "4711"


def begin(store: Store, visit: Visit) -> None:
    with store.writing() as db:
        deliveries.begin(db, visit.conversation_id, "telegram", CHAT)


def answer(store: Store, visit: Visit, now: datetime, *texts: str) -> list[int]:
    with store.writing() as db:
        said = reception.assistant_said(db, visit.conversation_id, [Reply(text) for text in texts], now)
    return [message.seq for message in said]


def write(store: Store, visit: Visit, now: datetime, text: str = "在吗") -> int:
    with store.writing() as db:
        return reception.customer_said(db, visit.conversation_id, text, f"key-{now.timestamp()}", now).seq


def due(store: Store, now: datetime) -> list[str]:
    with store.reading() as db:
        return deliveries.due(db, "telegram", now, 10)


def position(store: Store, visit: Visit) -> Position | None:
    with store.reading() as db:
        return deliveries.position(db, visit.conversation_id)


def send(store: Store, visit: Visit, seq: int, now: datetime, part: int = 0, last: bool = True) -> Position:
    at = position(store, visit)
    assert at
    with store.writing() as db:
        return deliveries.sent(db, at, seq, part, f"m{seq}.{part}", last, now)


def bury(store: Store, visit: Visit, seq: int, reason: str, now: datetime) -> None:
    at = position(store, visit)
    assert at
    with store.writing() as db:
        deliveries.bury(db, at, seq, reason, "said the app", now)


def letters(store: Store, visit: Visit) -> list[tuple[int, str]]:
    with store.reading() as db:
        return [(one.seq, one.reason) for one in deliveries.of_conversation(db, visit.conversation_id)]


def stopped(store: Store, visit: Visit) -> int | None:
    with store.reading() as db:
        return deliveries.stopped(db, visit.conversation_id)


def test_what_is_said_is_due_and_once_delivered_is_not(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    assert due(store, now) == []
    [first, second] = answer(store, alice, now, "您好", "请讲")
    assert due(store, now) == [alice.conversation_id]
    send(store, alice, first, now)
    assert due(store, now) == [alice.conversation_id]
    at = send(store, alice, second, now)
    assert (at.seq, at.parts) == (second, 0)
    assert due(store, now + timedelta(days=1)) == []


def test_what_the_customer_says_alone_makes_nothing_due(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    write(store, alice, now)
    assert due(store, now) == []


def test_what_was_said_before_it_began_is_due_too(store: Store, alice: Visit, now: datetime) -> None:
    answer(store, alice, now, "您好")
    begin(store, alice)
    assert due(store, now) == [alice.conversation_id]


def test_beginning_again_keeps_the_cursor_and_takes_the_new_address(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "您好")
    send(store, alice, seq, now)
    with store.writing() as db:
        deliveries.begin(db, alice.conversation_id, "telegram", "-100")
    at = position(store, alice)
    assert at and (at.address, at.seq) == ("-100", seq)
    assert due(store, now) == []


def test_a_web_conversation_is_delivered_to_nobody(store: Store, alice: Visit, now: datetime) -> None:
    answer(store, alice, now, "您好")
    assert position(store, alice) is None
    assert due(store, now) == []


def test_parts_are_counted_until_the_last_moves_the_cursor(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "很长")
    at = send(store, alice, seq, now, 0, last=False)
    assert (at.seq, at.parts) == (0, 1)
    at = send(store, alice, seq, now, 1)
    assert (at.seq, at.parts) == (seq, 0)


def test_the_apps_number_leads_back_to_the_message(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "您好")
    send(store, alice, seq, now)
    with store.reading() as db:
        assert deliveries.said_as(db, alice.conversation_id, f"m{seq}.0") == seq
        assert deliveries.said_as(db, alice.conversation_id, "m99.0") is None
        assert deliveries.said_as(db, dan.conversation_id, f"m{seq}.0") is None


def test_who_was_overtaken_moves_nothing(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [first, second] = answer(store, alice, now, "您好", "请讲")
    slow = position(store, alice)
    assert slow
    send(store, alice, first, now)
    for attempt in (first, second):
        with pytest.raises(Conflict, match="another process"), store.writing() as db:
            deliveries.sent(db, slow, attempt, 0, "twice", True, now)
    at = position(store, alice)
    assert at and at.seq == first


def test_what_failed_is_due_later_and_counted(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "您好")
    at = position(store, alice)
    assert at
    with store.writing() as db:
        deliveries.later(db, at, now + timedelta(seconds=8), True)
    assert due(store, now + timedelta(seconds=7)) == []
    answer(store, alice, now, "还有")
    assert due(store, now + timedelta(seconds=7)) == [], "more words do not make the app come back sooner"
    assert due(store, now + timedelta(seconds=8)) == [alice.conversation_id]
    again = position(store, alice)
    assert again and again.attempts == 1
    assert send(store, alice, seq, now).attempts == 0


def test_a_blocked_chat_stops_at_its_message_until_the_customer_writes(
    store: Store, alice: Visit, now: datetime
) -> None:
    begin(store, alice)
    [first, second] = answer(store, alice, now, "您好", "请讲")
    bury(store, alice, first, "blocked", now)
    assert letters(store, alice) == [(first, "blocked")]
    assert stopped(store, alice) == 0
    answer(store, alice, now, "还在吗")
    assert due(store, now + timedelta(days=9)) == []
    later = now + timedelta(days=9)
    write(store, alice, later)
    assert due(store, later) == [alice.conversation_id]
    assert (letters(store, alice), stopped(store, alice)) == ([], None)
    at = position(store, alice)
    assert at and at.seq == 0, "nothing that waited is left out"


def test_a_refused_message_is_passed_over(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [first, second] = answer(store, alice, now, "您好", "请讲")
    bury(store, alice, first, "refused", now)
    assert letters(store, alice) == [(first, "refused")]
    assert stopped(store, alice) is None
    at = position(store, alice)
    assert at and at.seq == first
    assert due(store, now) == [alice.conversation_id]
    send(store, alice, second, now)
    assert due(store, now) == []


def test_tried_again_a_passed_message_is_due_alone_and_is_no_dead_letter_once_it_arrived(
    store: Store, alice: Visit, now: datetime
) -> None:
    begin(store, alice)
    [first, second] = answer(store, alice, now, "您好", "请讲")
    bury(store, alice, first, "refused", now)
    send(store, alice, second, now)
    with store.writing() as db:
        deliveries.again(db, alice.conversation_id, first, now)
    assert due(store, now) == [alice.conversation_id]
    at = send(store, alice, first, now)
    assert at.seq == second
    assert letters(store, alice) == []
    assert due(store, now) == []


def test_tried_again_in_vain_it_is_one_dead_letter_still(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "您好")
    bury(store, alice, seq, "refused", now)
    with store.writing() as db:
        deliveries.again(db, alice.conversation_id, seq, now)
    bury(store, alice, seq, "blocked", now)
    assert letters(store, alice) == [(seq, "blocked")]
    assert due(store, now) == []


def test_tried_again_a_stopped_chat_goes_on(store: Store, alice: Visit, now: datetime) -> None:
    begin(store, alice)
    [first, _] = answer(store, alice, now, "您好", "请讲")
    bury(store, alice, first, "gone", now)
    with store.writing() as db:
        deliveries.again(db, alice.conversation_id, first, now)
    assert stopped(store, alice) is None
    assert due(store, now) == [alice.conversation_id]
    send(store, alice, first, now)
    assert letters(store, alice) == []


def test_an_agent_may_see_to_a_dead_letter(store: Store, alice: Visit, bob: Agent, now: datetime) -> None:
    begin(store, alice)
    [seq] = answer(store, alice, now, "您好")
    bury(store, alice, seq, "too_old", now)
    with store.reading() as db:
        assert deliveries.count_open(db) == 1
    with store.writing() as db:
        deliveries.resolve(db, alice.conversation_id, seq, bob.id, now)
    with store.reading() as db:
        assert deliveries.count_open(db) == 0
    with pytest.raises(NotFound), store.writing() as db:
        deliveries.resolve(db, alice.conversation_id, seq, bob.id, now)
    with pytest.raises(NotFound), store.writing() as db:
        deliveries.again(db, alice.conversation_id, seq, now)


def test_idle_conversations_cost_nothing_to_pass_over(sqlite_store: Store, now: datetime) -> None:
    """What is open is found by an index in which idle conversations do not stand."""
    with sqlite_store.reading() as db:
        plan = db.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT conversation_id FROM deliveries WHERE channel = 'telegram' AND due_at <= '2026'"
            " ORDER BY due_at LIMIT 9"
        ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH deliveries USING INDEX ix_deliveries_due (channel=? AND due_at<?)"]


def test_who_waits_for_an_answer_is_known_by_chat(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    begin(store, alice)
    write(store, dan, now)
    with store.reading() as db:
        assert deliveries.awaiting_answer(db, "telegram") == []
    write(store, alice, now)
    with store.reading() as db:
        assert deliveries.awaiting_answer(db, "telegram") == [CHAT]
        assert deliveries.awaiting_answer(db, "another") == []
