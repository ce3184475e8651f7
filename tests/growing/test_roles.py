"""Any process may be killed at any moment: nothing is lost, nothing is said twice, and the talk goes on."""

import json
import signal
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from bot.keeping.erasure import lifted
from bot.store.tables import handoffs, messages, turns

QUESTIONS = ("怎么交话费", "营业时间是几点", "宽带多少钱一个月", "怎么办理停机", "你们有什么套餐", "怎么开发票")


def answered(pieces: Any, conversation_id: str) -> list[Any]:
    """Its turns, once all of them are done."""
    here = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.id)
    with pieces.store.reading() as db:
        rows = db.execute(here).all()
    return rows if rows and all(row.done_at for row in rows) else []


def conversation_of(pieces: Any, text_said: str) -> str:
    with pieces.store.reading() as db:
        said = select(messages.c.conversation_id).where(messages.c.text == text_said).order_by(messages.c.id.desc())
        return str(db.execute(said.limit(1)).scalar_one())


def gapless(lines: list[dict[str, Any]]) -> bool:
    return [line["seq"] for line in lines] == list(range(1, len(lines) + 1))


@pytest.fixture(autouse=True)
def all_there(pieces: Any) -> None:
    """Whoever was killed by the test before is started again, as a supervisor of processes does."""
    gone = [role for role in pieces.all() if role.process.poll() is not None]
    for role in gone:
        role.start()
    for role in gone:
        role.until_ready()


def test_a_customer_at_one_process_talks_with_an_agent_at_another(
    pieces: Any, arrive: Callable[[], Any], sign_in: Callable[..., Any]
) -> None:
    first, second = pieces.web
    alice, bob = arrive(), sign_in(second, "bob")
    with alice.stream(first, 0) as at_first, bob.stream("/stream") as desk:
        alice.say(first, "你好")
        at_first.until(lambda name, data: name == "message" and data["author"] == "assistant")
        assert alice.post(first, "/widget/human", {"client_key": "person-0001", "text": "转人工"})[0] == 201
        waiting = desk.until(lambda name, data: name == "desk" and data["waiting"])["waiting"][0]
        claimed = bob.post(f"/handoffs/{waiting['handoff_id']}/claim", {})
        here = f"/conversations/{waiting['conversation_id']}"
        at_first.until(lambda name, data: name == "status" and data["holder"] == "agent")
        with bob.stream(f"{here}/stream") as thread:
            # Nothing is stored of typing: that it arrives proves the wake-ups between processes.
            alice.post(first, "/widget/typing", {})
            thread.until(lambda name, data: name == "typing")
        bob.post(f"{here}/messages", {"text": "您好，我来帮您", "client_key": "agent-0001", "fence": claimed["fence"]})
        said = at_first.until(lambda name, data: name == "message" and data["author"] == "agent")
    assert said["text"] == "您好，我来帮您"
    with pieces.store.reading() as db:
        assert gapless([dict(row._mapping) for row in db.execute(_lines(waiting["conversation_id"]))])


def _lines(conversation_id: str) -> Any:
    return select(messages).where(messages.c.conversation_id == conversation_id).order_by(messages.c.seq)


def test_a_stream_goes_on_at_the_other_process_where_it_was_cut(pieces: Any, arrive: Callable[[], Any]) -> None:
    first, second = pieces.web
    dan = arrive()
    with dan.stream(first, 0) as stream:
        dan.say(first, "你好，我是老丁")
        seen = stream.until(lambda name, data: name == "message" and data["author"] == "assistant")
        first.kill()
    dan.say(second, "怎么交话费")
    with dan.stream(second, int(seen["id"])) as stream:
        after = stream.until(lambda name, data: name == "message")
        assert int(after["id"]) == int(seen["id"]) + 1
        stream.until(lambda name, data: name == "message" and data["author"] == "assistant")
    assert gapless(dan.messages(second))


def test_two_assistants_keep_the_order_of_one_conversation(
    pieces: Any, arrive: Callable[[], Any], wait_until: Callable[..., Any]
) -> None:
    alice = arrive()
    for number, question in enumerate(QUESTIONS * 2):
        alice.say(pieces.web[number % 2], f"{question}？{number}")
    here = conversation_of(pieces, f"{QUESTIONS[-1]}？{2 * len(QUESTIONS) - 1}")
    done = wait_until(lambda: answered(pieces, here))
    assert len(done) == 2 * len(QUESTIONS)
    moments = [turn.done_at for turn in done]
    assert moments == sorted(moments)
    assert all(turn.attempts == 1 and turn.outcome in ("answered", "withdrawn") for turn in done)
    assert gapless(alice.messages(pieces.web[0]))


def test_an_assistant_killed_at_work_leaves_nothing_unanswered_or_answered_twice(
    pieces: Any, arrive: Callable[[], Any], wait_until: Callable[..., Any]
) -> None:
    customers = [arrive() for _ in range(4)]
    for number, customer in enumerate(customers):
        customer.say(pieces.web[1], f"{QUESTIONS[number]}？被打断{number}")
    pieces.assist[0].kill()
    for number, customer in enumerate(customers):
        here = conversation_of(pieces, f"{QUESTIONS[number]}？被打断{number}")
        assert [turn.outcome for turn in wait_until(lambda here=here: answered(pieces, here))] == ["answered"]
        lines = customer.messages(pieces.web[0])
        assert gapless(lines)
        replies = [line["text"] for line in lines if line["author"] == "assistant"]
        assert replies and len(replies) == len(set(replies))


def test_an_assistant_that_is_told_to_end_ends_well(
    pieces: Any, arrive: Callable[[], Any], wait_until: Callable[..., Any]
) -> None:
    alice, leaving = arrive(), pieces.assist[1]
    for number, question in enumerate(QUESTIONS[:4]):
        alice.say(pieces.web[0], f"{question}？最后{number}")
    leaving.process.send_signal(signal.SIGTERM)
    assert leaving.process.wait(20) == 0
    here = conversation_of(pieces, f"{QUESTIONS[3]}？最后3")
    done = wait_until(lambda: answered(pieces, here))
    assert [turn.attempts for turn in done] == [1, 1, 1, 1]


def test_who_waits_hears_from_a_watch_that_was_killed_and_started_again(
    pieces: Any, arrive: Callable[[], Any], wait_until: Callable[..., Any]
) -> None:
    dan = arrive()
    assert dan.post(pieces.web[0], "/widget/human", {"client_key": "person-0001", "text": "转人工"})[0] == 201
    pieces.watch.kill()
    with pieces.store.writing() as db:
        asked = datetime.now(timezone.utc) - timedelta(minutes=3)
        newest = select(func.max(handoffs.c.id)).scalar_subquery()
        db.execute(update(handoffs).where(handoffs.c.id == newest).values(asked_at=asked))
        with lifted(db):
            db.execute(update(messages).where(messages.c.author == "desk").values(created_at=asked))
    pieces.watch.start()

    def told() -> list[Any]:
        return [line for line in dan.messages(pieces.web[1]) if line["extras"].get("notice") == "still_waiting"]

    assert len(wait_until(told)) == 1


def test_with_every_listener_cut_off_a_message_still_finds_its_readers(pieces: Any, arrive: Callable[[], Any]) -> None:
    alice = arrive()
    with alice.stream(pieces.web[0], 0) as stream:
        with pieces.store.writing() as db:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            listening = db.execute(text(f"{cut} WHERE datname = current_database() AND query LIKE 'LISTEN%'"))
            assert listening.rowcount >= 5
        alice.say(pieces.web[1], "宽带多少钱一个月")
        stream.until(lambda name, data: name == "message" and data["author"] == "assistant")


def test_every_role_tells_its_health_and_its_figures(pieces: Any, token: str) -> None:
    for role in pieces.all():
        assert role.ask("GET", "/health")[0] == 200
        assert json.loads(role.ask("GET", "/ready")[1]) == {"ready": True, "reasons": []}
        assert role.ask("GET", "/metrics")[0] == 401
        status, figures, _ = role.ask("GET", "/metrics", Authorization=f"Bearer {token}")
        assert status == 200
        assert b"desk_turns_length " in figures and b"desk_store_up 1.0" in figures
    worked = pieces.assist[0].ask("GET", "/metrics", Authorization=f"Bearer {token}")[1]
    assert b"desk_turn_seconds_bucket" in worked
