"""What was said is numbered without gaps, never doubled, and the same for every reader."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot import transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, NotFound
from bot.store import Store
from bot.transcript import Message
from bot.wakeups import Wakeup


def test_messages_are_numbered_from_one_and_read_by_cursor(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        for text in ("您好", "宽带断了", "在吗"):
            transcript.add(db, alice.conversation_id, "customer", text, now)
    with store.reading() as db:
        assert [m.seq for m in transcript.after(db, alice.conversation_id, 0)] == [1, 2, 3]
        assert [m.text for m in transcript.after(db, alice.conversation_id, 1, limit=1)] == ["宽带断了"]
        assert transcript.after(db, alice.conversation_id, 3) == []
        assert transcript.last_seq(db, alice.conversation_id) == 3


def test_eight_parallel_writers_leave_no_gap_and_no_double(store: Store, alice: Visit, now: datetime) -> None:
    def write(number: int) -> int:
        with store.writing() as db:
            return transcript.add(db, alice.conversation_id, "customer", f"message {number}", now).seq

    with ThreadPoolExecutor(8) as pool:
        seqs = list(pool.map(write, range(80)))
    assert sorted(seqs) == list(range(1, 81))
    with store.reading() as db:
        assert [m.seq for m in transcript.after(db, alice.conversation_id, 0)] == list(range(1, 81))


def test_a_hundred_parallel_resends_are_one_message(store: Store, alice: Visit, now: datetime) -> None:
    def send(_: int) -> Message:
        with store.writing() as db:
            return transcript.add(db, alice.conversation_id, "customer", "hello", now, client_key="k1")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(100)))
    assert {m.id for m in answers} == {answers[0].id}
    with store.reading() as db:
        assert len(transcript.after(db, alice.conversation_id, 0)) == 1


def test_a_known_key_with_another_text_is_refused(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        transcript.add(db, alice.conversation_id, "customer", "yes", now, client_key="k1")
    with pytest.raises(Conflict, match="another message") as refused, store.writing() as db:
        transcript.add(db, alice.conversation_id, "customer", "no", now, client_key="k1")
    assert (refused.value.code, refused.value.facts) == ("other_text", {"seq": 1})


def test_the_same_key_in_another_conversation_is_another_message(
    store: Store, alice: Visit, dan: Visit, now: datetime
) -> None:
    with store.writing() as db:
        first = transcript.add(db, alice.conversation_id, "customer", "yes", now, client_key="k1")
        second = transcript.add(db, dan.conversation_id, "customer", "no", now, client_key="k1")
    assert first.id != second.id
    with store.reading() as db:
        assert [m.text for m in transcript.after(db, dan.conversation_id, 0)] == ["no"]


def test_a_message_comes_back_as_it_was_stored(store: Store, alice: Visit, bob: Agent, now: datetime) -> None:
    text = "您好 👋 e\u0301 \u202eabc\u202c\n第二行"
    extras = {"buttons": [{"title": "是"}], "rating": True}
    with store.writing() as db:
        said = transcript.add(db, alice.conversation_id, "agent", text, now, agent_id=bob.id, extras=extras)
    with store.reading() as db:
        assert transcript.after(db, alice.conversation_id, 0) == [said]
    assert (said.text, said.extras, said.created_at) == (text, extras, now)
    assert (said.agent_name, said.agent_no) == ("Bob", "1001")


def test_what_a_button_means_stays_on_the_server(store: Store, alice: Visit, now: datetime) -> None:
    buttons = {"buttons": [{"title": "Yes"}, {"title": "No"}]}
    with store.writing() as db:
        said = transcript.add(
            db, alice.conversation_id, "assistant", "Did it help?", now, extras=buttons, payloads=["/affirm", "/deny"]
        )
    assert "/deny" not in repr(said)
    with store.reading() as db:
        assert transcript.payload(db, alice.conversation_id, 1, 1) == "/deny"
        for seq, option in ((1, 2), (1, -1), (2, 0)):
            with pytest.raises(NotFound):
                transcript.payload(db, alice.conversation_id, seq, option)


def test_nothing_is_said_in_a_conversation_that_is_not_there(store: Store, now: datetime) -> None:
    with pytest.raises(NotFound), store.writing() as db:
        transcript.add(db, "nowhere", "customer", "hello", now)
    with pytest.raises(NotFound), store.reading() as db:
        transcript.last_seq(db, "nowhere")


def test_readers_are_woken_once_it_is_kept_and_not_before(store: Store, alice: Visit, now: datetime) -> None:
    heard: list[Wakeup] = []
    store.wakeups.listen(heard.append)
    with store.writing() as db:
        transcript.add(db, alice.conversation_id, "customer", "hello", now)
        assert heard == []
    assert heard == [Wakeup("conversation", alice.conversation_id)]
    with pytest.raises(LookupError), store.writing() as db:
        transcript.add(db, alice.conversation_id, "customer", "never kept", now)
        raise LookupError
    assert len(heard) == 1
    with store.reading() as db:
        assert transcript.last_seq(db, alice.conversation_id) == 1
