"""The stream resumes exactly where its reader stopped."""

from collections.abc import Iterator

import pytest

from bot import customers, handoff, reception
from bot.reception import Reply
from bot.store import Store, open_store
from bot.wakeups import Wakeup, Wakeups
from channels.web.visitors import KIND, fingerprint


def conversation_of(visitor, store: Store) -> str:
    with store.reading() as db:
        return customers.find_by_identity(db, KIND, fingerprint(visitor.token)).conversation_id


def answer(visitor, store: Store, text: str, now) -> None:
    with store.writing() as db:
        assert reception.assistant_said(db, conversation_of(visitor, store), [Reply(text)], now)


def test_what_is_said_arrives_with_its_number(alice, sqlite_store: Store, now) -> None:
    last = alice.messages()[-1]["seq"]
    with alice.stream(last) as stream:
        assert stream.next("status")["holder"] == "assistant"
        answer(alice, sqlite_store, "您好", now)
        event = stream.next("message")
    assert (event["id"], event["seq"], event["text"]) == (str(last + 1), last + 1, "您好")


def test_a_reader_who_was_away_gets_all_of_it_once(alice, sqlite_store: Store, now) -> None:
    last = alice.messages()[-1]["seq"]
    with alice.stream(last) as stream:
        answer(alice, sqlite_store, "one", now)
        assert stream.next("message")["text"] == "one"
    for text in ("two", "three"):
        answer(alice, sqlite_store, text, now)
    with alice.stream(last + 1) as stream:
        assert [stream.next("message")["text"] for _ in range(2)] == ["two", "three"]


def test_long_absence_is_caught_up_with_in_order(alice, sqlite_store: Store, now) -> None:
    with sqlite_store.writing() as db:
        replies = [Reply(f"reply {count}") for count in range(450)]
        reception.assistant_said(db, conversation_of(alice, sqlite_store), replies, now)
    with alice.stream(0) as stream:
        seqs = [stream.next("message")["seq"] for _ in range(453 - 1)]
    assert seqs == list(range(1, 453))


def test_a_stranger_s_stream_stays_silent_about_others(alice, dan, sqlite_store: Store, now) -> None:
    with dan.stream(dan.messages()[-1]["seq"]) as stream:
        answer(alice, sqlite_store, "for alice", now)
        answer(dan, sqlite_store, "for dan", now)
        assert stream.next("message")["text"] == "for dan"


def test_while_an_answer_is_owed_the_assistant_is_typing(alice) -> None:
    with alice.stream(alice.messages()[-1]["seq"]) as stream:
        assert stream.next("status")["typing"] is None
        alice.say("断网了", "alice-key-1")
        assert stream.next("status")["typing"] == "assistant"


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 30])
def test_a_cursor_that_is_no_number_is_refused(alice, last: str) -> None:
    assert alice.ask("GET", "/stream", Last_Event_ID=last).status == 422


def test_a_typing_customer_is_announced_and_nothing_stored(alice, sqlite_store: Store) -> None:
    heard: list[Wakeup] = []
    stop = sqlite_store.wakeups.listen(heard.append)
    before = alice.messages()
    assert alice.ask("POST", "/typing", {}).status == 200
    stop()
    assert heard == [Wakeup("typing", f"{conversation_of(alice, sqlite_store)}:customer")]
    assert alice.messages() == before


@pytest.fixture
def elsewhere(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Another process's way to the same database: what it stores wakes nobody here, and hearts beat fast."""
    monkeypatch.setattr("channels.stream.HEARTBEAT_SECONDS", 0.05)
    other = open_store(str(sqlite_store.engine.url), Wakeups())
    yield other
    other.engine.dispose()


def test_a_message_of_which_nobody_was_told_is_found_at_the_next_heartbeat(alice, elsewhere: Store, now) -> None:
    with alice.stream(alice.messages()[-1]["seq"]) as stream:
        stream.next("status")
        answer(alice, elsewhere, "您好", now)
        assert stream.next("message")["text"] == "您好"


def test_a_change_without_words_of_which_nobody_was_told_is_found_at_a_whole_look(alice, elsewhere: Store, now) -> None:
    with alice.stream(alice.messages()[-1]["seq"]) as stream:
        assert stream.next("status")["holder"] == "assistant"
        with elsewhere.writing() as db:
            handoff.ask(db, conversation_of(alice, elsewhere), "requested", {}, now)
        assert stream.next("status")["holder"] == "queue"
