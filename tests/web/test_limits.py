"""Who asks too often is told to slow down; nobody else notices."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.errors import TooMany
from bot.settings import Settings
from channels.app import create_app
from channels.limits import Buckets, Limits, Rate, address
from tests.web.conftest import Visitor

START = 1000.0


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(serve: Callable[..., int], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """limited(limit_messages="1/s burst 3") is the port of an app that keeps to its limits by the frozen clock."""
    monkeypatch.setattr("channels.app.Limits", lambda settings: Limits(settings, clock))
    return lambda **changes: serve(limits=True, **changes)


def begin(port: int, **headers: str) -> Any:
    answer = Visitor(port).ask("POST", "/conversations", {"language": "en"}, **headers)
    return Visitor(port, answer.json["token"]) if answer.status == 201 else answer


def said(visitor: Any, count: int, first: int = 0, **headers: str) -> list[int]:
    keys = [f"key-{number:04}" for number in range(first, first + count)]
    return [visitor.ask("POST", "/messages", {"client_key": key, "text": key}, **headers).status for key in keys]


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    buckets = Buckets(Rate(per_second=2, burst=3))
    for _ in range(3):
        assert buckets.wait("alice", START) == 0
        buckets.take("alice", START)
    assert buckets.wait("alice", START) == pytest.approx(0.5)
    assert buckets.wait("dan", START) == 0
    assert buckets.wait("alice", START + 0.5) == pytest.approx(0)


@given(
    rate=st.integers(1, 50),
    burst=st.integers(1, 20),
    asked=st.lists(st.tuples(st.sampled_from(["alice", "dan"]), st.floats(0, 3)), max_size=200),
)
def test_nobody_ever_gets_more_than_burst_and_rate(rate: int, burst: int, asked: list[tuple[str, float]]) -> None:
    buckets, at, given_at = Buckets(Rate(rate, burst)), START, {"alice": [], "dan": []}
    for key, pause in asked:
        at += pause
        wait = buckets.wait(key, at)
        if wait == 0:
            buckets.take(key, at)
            given_at[key].append(at)
        else:
            assert buckets.wait(key, at + wait) == pytest.approx(0, abs=1e-6), "after the wait there is a token"
    for moments in given_at.values():
        for index, first in enumerate(moments):
            for count, last in enumerate(moments[index:], 1):
                assert count <= burst + rate * (last - first) + 1e-6


@given(st.lists(st.text(max_size=3), max_size=300))
def test_memory_is_bounded_however_many_ask(keys: list[str]) -> None:
    buckets = Buckets(Rate(1, 2), most=10)
    for key in keys:
        buckets.take(key, START)
        assert len(buckets) <= 10


def test_a_refused_request_takes_nothing_from_anybody() -> None:
    limits = Limits(Settings(_env_file=None, limits=True, limit_messages="1/s burst 1", limit_desk="1/h burst 2"))
    limits.admit(("desk", ""), ("messages", "alice"))
    for _ in range(20):
        with pytest.raises(TooMany):
            limits.admit(("desk", ""), ("messages", "alice"))
    limits.admit(("desk", ""), ("messages", "dan"))


@pytest.mark.parametrize(
    "wrong", ["", "1", "1/d burst 1", "0/s burst 1", "1/s burst 0", "-1/s burst 1", "1/s burst 1\n"]
)
def test_a_wrong_limit_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, limit_messages=wrong)


@pytest.mark.parametrize(
    "told, ip, known_as",
    [
        ("", "192.0.2.7", "192.0.2.7"),
        ("198.51.100.9", "127.0.0.1", "198.51.100.9"),
        ("[2001:db8:1:2:3:4:5:6]", "127.0.0.1", "2001:db8:1:2::/64"),
        ("", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "::ffff:192.0.2.7", "192.0.2.7"),
        ("_hidden" * 50, "127.0.0.1", ("_hidden" * 50)[:64]),
        ("", "", ""),
    ],
)
def test_an_address_is_known_by_its_network(told: str, ip: str, known_as: str) -> None:
    assert address(SimpleNamespace(remote_addr=told, ip=ip)) == known_as  # type: ignore[arg-type]


def test_who_writes_too_fast_is_told_when_to_go_on(limited: Callable[..., int], clock: Clock) -> None:
    alice = begin(limited(limit_messages="1/s burst 3"))
    assert said(alice, 3) == [201] * 3
    answer = alice.say("too fast", "key-too-fast")
    assert (answer.status, answer.json["error"], answer.headers["retry-after"]) == (429, "too_many", "1")
    assert answer.json["retry_after"] == 1
    clock.at += 1
    assert alice.say("too fast", "key-too-fast").status == 201
    assert [one["text"] for one in alice.messages()].count("too fast") == 1


def test_others_are_not_affected_by_a_flood(limited: Callable[..., int]) -> None:
    port = limited(limit_messages="1/s burst 2", limit_desk="500/s burst 100", limit_requests="1/s burst 50")
    alice, mallory = begin(port), begin(port)
    flood = said(mallory, 200)
    assert (flood.count(201), flood.count(429)) == (2, 198)
    assert said(alice, 2) == [201, 201]


def test_one_address_cannot_open_conversations_without_end(limited: Callable[..., int]) -> None:
    port = limited(limit_conversations="1/h burst 2", proxies=1)
    here, there = {"X_Forwarded_For": "192.0.2.1"}, {"X_Forwarded_For": "192.0.2.2"}
    opened = [getattr(begin(port, **here), "status", 201) for _ in range(3)]
    assert opened == [201, 201, 429]
    assert getattr(begin(port, **there), "status", 201) == 201


def test_a_visitor_with_random_tokens_is_still_one_address(limited: Callable[..., int]) -> None:
    port = limited(limit_address="1/h burst 5")
    answers = [Visitor(port, f"{number:043}").ask("GET", "/conversation").status for number in range(8)]
    assert answers == [401] * 5 + [429] * 3


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Real_IP", "Forwarded", "X_Client_IP", "CF_Connecting_IP"])
def test_without_a_proxy_of_ours_no_header_changes_the_address(limited: Callable[..., int], header: str) -> None:
    port = limited(limit_conversations="1/h burst 2")
    opened = [getattr(begin(port, **{header: f"192.0.2.{number}"}), "status", 201) for number in range(4)]
    assert opened == [201, 201, 429, 429]


def test_behind_a_proxy_only_its_own_entry_counts(limited: Callable[..., int]) -> None:
    port = limited(limit_conversations="1/h burst 2", proxies=1)
    spoofed = [f"10.0.0.{number}, 203.0.113.5" for number in range(4)]
    opened = [getattr(begin(port, X_Forwarded_For=one), "status", 201) for one in spoofed]
    assert opened == [201, 201, 429, 429]


def test_a_browser_on_another_site_may_read_the_refusal(limited: Callable[..., int]) -> None:
    port = limited(limit_conversations="1/h burst 1")
    begin(port)
    refused = begin(port, Origin="https://shop.example")
    assert refused.status == 429
    assert refused.headers["access-control-allow-origin"] == "https://shop.example"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


def test_open_streams_are_few_and_a_closed_one_makes_room(limited: Callable[..., int]) -> None:
    alice = begin(limited(limit_streams=2))
    with alice.stream(0) as one, alice.stream(0) as two:
        one.next("status"), two.next("status")
        refused = alice.ask("GET", "/stream")
        assert (refused.status, refused.json["error"], refused.headers["retry-after"]) == (
            429,
            "too_many_streams",
            "30",
        )


def test_lines_are_counted_while_they_are_open() -> None:
    limits = Limits(Settings(_env_file=None, limits=True, limit_streams=1, limit_streams_address=2))
    alice, dan, erin = [(("visitor", name), ("address", "192.0.2.1")) for name in ("alice", "dan", "erin")]
    with limits.stream(*alice):
        with pytest.raises(TooMany), limits.stream(*alice):
            pass
        with limits.stream(*dan), pytest.raises(TooMany), limits.stream(*erin):
            pass
        with limits.stream(*erin):
            pass
    assert not limits._open, "nothing is left behind"


def test_sign_ins_from_one_address_are_slowed_down(limited: Callable[..., int]) -> None:
    port = limited(limit_sign_ins="1/h burst 3")
    page = Visitor(port, headers={"Origin": f"http://127.0.0.1:{port}"}, under="/console/api")
    tries = [page.ask("POST", "/sign-in", {"login": f"bob{number}", "password": "wrong"}) for number in range(5)]
    assert [one.status for one in tries] == [401, 401, 401, 429, 429]


def test_where_something_else_limits_the_desk_does_not(serve: Callable[..., int]) -> None:
    alice = begin(serve(limits=False, limit_messages="1/h burst 1"))
    assert said(alice, 5) == [201] * 5


def test_the_app_makes_its_limits_of_the_settings(sqlite_store: Any, open_standard: Any, phrases: Any) -> None:
    app = create_app(
        Settings(_env_file=None, limits=True, limit_desk="1/h burst 1"), sqlite_store, open_standard, phrases
    )
    app.ctx.limits.admit(("desk", ""))
    with pytest.raises(TooMany):
        app.ctx.limits.admit(("desk", ""))
