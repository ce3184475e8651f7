"""A conversation belongs to whoever holds its token."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot.phrases import Phrases
from bot.store import Store
from bot.store.tables import identities
from channels.greeting import part_of_day


@pytest.mark.parametrize("language, hello", [("zh", "您好"), ("zh-Hant", "請問"), ("en", "help you")])
def test_a_visitor_is_greeted_in_the_page_s_language(arrive: Callable, language: str, hello: str) -> None:
    messages = arrive(language).messages()
    first = messages[0]["text"].replace("早上好", "您好").replace("下午好", "您好").replace("晚上好", "您好")
    assert hello in first
    assert {message["author"] for message in messages} == {"assistant"}
    assert len(messages[-1]["extras"]["buttons"]) == 4


@pytest.mark.parametrize(
    "hour, part",
    [(4, "evening"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")],
)
def test_the_greeting_follows_the_clock_on_the_desk_s_wall(hour: int, part: str, phrases: Phrases) -> None:
    moment = datetime(2026, 11, 23, hour - 8 + 24 * (hour < 8), 59, tzinfo=timezone.utc)
    assert part_of_day(moment) == part
    assert f"utter_welcome_{part}" in phrases


def test_what_the_buttons_mean_stays_at_the_desk(alice) -> None:
    answer = alice.ask("GET", "/conversation")
    assert b"buttons" in answer.body
    assert b"/report_fault" not in answer.body
    assert b"payload" not in answer.body


def test_a_token_opens_only_its_own_conversation(alice, dan) -> None:
    alice.say("我家宽带断了", "alice-key-1")
    assert "我家宽带断了" in [message["text"] for message in alice.messages()]
    assert "我家宽带断了" not in [message["text"] for message in dan.messages()]


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/conversation"), ("GET", "/stream"), ("POST", "/messages"), ("POST", "/typing"), ("POST", "/human"),
        ("POST", "/waiting/cancel"), ("POST", "/rating"), ("PUT", "/language"), ("GET", "/appointments/A2222-2222.ics"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 5000])
def test_nothing_is_told_without_a_known_token(alice, method: str, path: str, token: str) -> None:
    bodies = {
        "/messages": {"client_key": "12345678", "text": "hello"},
        "/human": {"client_key": "12345678", "text": "a person"},
        "/rating": {"score": 5},
        "/language": {"language": "en"},
    }
    alice.token = token
    answer = alice.ask(method, path, bodies.get(path, {}) if method != "GET" else None)
    assert (answer.status, answer.json["error"]) == (401, "unknown_visitor")


def test_the_token_is_stored_only_as_a_hash_and_never_told_again(alice, sqlite_store: Store) -> None:
    with sqlite_store.reading() as db:
        stored = db.execute(select(identities.c.external_id)).scalars().all()
    assert len(stored) == 1
    assert alice.token not in stored[0]
    assert alice.token.encode() not in alice.ask("GET", "/conversation").body


def test_a_chosen_language_stays(alice) -> None:
    assert alice.ask("PUT", "/language", {"language": "zh-Hant"}).status == 200
    assert alice.ask("GET", "/conversation").json["status"]["language"] == "zh-Hant"
    assert alice.ask("PUT", "/language", {"language": "fr"}).status == 422


def test_earlier_messages_are_turned_back_to_by_pages(alice) -> None:
    for count in range(120):
        alice.say(f"message {count}", f"alice-key-{count}")
    latest = alice.messages()
    assert len(latest) == 100
    before = alice.ask("GET", f"/conversation?before={latest[0]['seq']}").json["messages"]
    assert [message["seq"] for message in before + latest] == list(range(1, latest[-1]["seq"] + 1))
    assert alice.ask("GET", "/conversation?before=1").json["messages"] == []
    assert alice.ask("GET", "/conversation?before=x").status == 422
