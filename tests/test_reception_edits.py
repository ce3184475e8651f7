"""What a customer changes afterwards, and the customer's standing way to a person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import handoff, reception, transcript
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound, TooLarge
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import turns

CLOSED = timedelta(hours=14)  # after ten in the morning


def say(store: Store, visit: Visit, text: str, key: str, now: datetime) -> int:
    with store.writing() as db:
        return reception.customer_said(db, visit.conversation_id, text, key, now).seq


def open_turns(store: Store, visit: Visit) -> list[int]:
    with store.reading() as db:
        owed = select(turns.c.seq).where(turns.c.conversation_id == visit.conversation_id, turns.c.done_at.is_(None))
        return list(db.execute(owed.order_by(turns.c.seq)).scalars())


def test_a_change_is_a_message_of_its_own_that_is_owed_nothing(store: Store, alice: Visit, now: datetime) -> None:
    seq = say(store, alice, "西湖区", "k1", now)
    with store.writing() as db:
        change = reception.customer_edited(db, alice.conversation_id, seq, "东湖区", "k2", now)
        again = reception.customer_edited(db, alice.conversation_id, seq, "东湖区", "k2", now)
        latest = transcript.edited(db, alice.conversation_id, seq)
    assert (change.seq, change.author, change.extras) == (2, "customer", {"edits": seq})
    assert again == change == latest
    assert open_turns(store, alice) == [seq]
    with store.reading() as db:
        assert transcript.at(db, alice.conversation_id, seq).text == "西湖区"


def test_the_latest_of_several_changes_counts(store: Store, alice: Visit, now: datetime) -> None:
    seq, other = say(store, alice, "一", "k1", now), say(store, alice, "别的", "k2", now)
    with store.writing() as db:
        for number, text in enumerate(("二", "三")):
            reception.customer_edited(db, alice.conversation_id, seq, text, f"e{number}", now)
    with store.reading() as db:
        found = transcript.edited(db, alice.conversation_id, seq)
        assert found and found.text == "三"
        assert transcript.edited(db, alice.conversation_id, other) is None


def test_only_ones_own_words_can_be_changed(
    store: Store, alice: Visit, dan: Visit, now: datetime, phrases: Phrases
) -> None:
    seq = say(store, alice, "你好", "k1", now)
    with store.writing() as db:
        reception.desk_said(db, alice.conversation_id, "utter_desk_failed", now, phrases=phrases)
        reception.customer_edited(db, alice.conversation_id, seq, "您好", "k2", now)
    for visit, target in ((alice, 2), (alice, 3), (alice, 99), (dan, seq)):
        with pytest.raises(NotFound), store.writing() as db:
            reception.customer_edited(db, visit.conversation_id, target, "改", "k9", now)


@pytest.mark.parametrize(("text", "refusal"), [(" ", Invalid), ("a\0b", Invalid), ("好" * 4001, TooLarge)])
def test_a_change_to_what_cannot_be_kept_is_refused(
    store: Store, alice: Visit, now: datetime, text: str, refusal: type[Exception]
) -> None:
    seq = say(store, alice, "你好", "k1", now)
    with pytest.raises(refusal), store.writing() as db:
        reception.customer_edited(db, alice.conversation_id, seq, text, "k2", now)


def test_a_key_belongs_to_one_text(store: Store, alice: Visit, now: datetime) -> None:
    seq = say(store, alice, "你好", "k1", now)
    with pytest.raises(Conflict), store.writing() as db:
        reception.customer_edited(db, alice.conversation_id, seq, "您好", "k1", now)


def test_who_wants_a_person_waits_for_one(
    store: Store, alice: Visit, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    with store.writing() as db:
        reception.person_wanted(db, alice.conversation_id, "转人工客服", "k1", now, standard=standard, phrases=phrases)
        assert handoff.holder(db, alice.conversation_id).kind == "queue"
    assert open_turns(store, alice) == []


def test_out_of_hours_the_wish_is_the_assistants(
    store: Store, alice: Visit, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    with store.writing() as db:
        reception.person_wanted(
            db, alice.conversation_id, "转人工客服", "k1", now + CLOSED, standard=standard, phrases=phrases
        )
        assert handoff.holder(db, alice.conversation_id).kind == "assistant"
    assert open_turns(store, alice) == [1]
