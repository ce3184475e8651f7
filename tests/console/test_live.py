import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx

from bot import agents, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.store import Store
from bot.wakeups import Wakeup

from .conftest import Browser


@contextmanager
def listening(browser: Browser, path: str, **asked: object) -> Iterator[Iterator[tuple[str, Any]]]:
    """(event, data), as they come."""
    with browser.http.stream("GET", path, params=asked, timeout=10) as answer:
        assert answer.status_code == 200
        yield events(answer)


def events(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in answer.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def next_one(stream: Iterator[tuple[str, Any]], wanted: str) -> Any:
    return next(data for name, data in stream if name == wanted)


def test_the_whole_desk_is_told_at_the_start_and_on_each_change(bob: Browser, alice: tuple[Visit, int]) -> None:
    with listening(bob, "/stream") as stream:
        assert len(next_one(stream, "desk")["waiting"]) == 1
        bob.post(f"/handoffs/{alice[1]}/claim")
        desk = next_one(stream, "desk")
        while desk["waiting"]:
            desk = next_one(stream, "desk")
        assert [one["handoff_id"] for one in desk["mine"]] == [alice[1]]


def test_a_conversation_goes_on_from_the_cursor(
    bob: Browser, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime
) -> None:
    conversation = alice[0].conversation_id
    with listening(bob, f"/conversations/{conversation}/stream", after=1) as stream:
        assert next_one(stream, "about")["holder"]["kind"] == "queue"
        with sqlite_store.writing() as db:
            reception.customer_said(db, conversation, "还在吗", "alice-2", moment)
        message = next_one(stream, "message")
    assert (message["seq"], message["text"]) == (2, "还在吗")


def test_only_the_holders_typing_is_told(
    bob: Browser, carol: Browser, alice: tuple[Visit, int], sqlite_store: Store
) -> None:
    conversation = alice[0].conversation_id
    heard: list[Wakeup] = []
    sqlite_store.wakeups.listen(heard.append)
    bob.post(f"/handoffs/{alice[1]}/claim")
    carol.post(f"/conversations/{conversation}/typing")
    assert Wakeup("typing", f"{conversation}:agent") not in heard
    bob.post(f"/conversations/{conversation}/typing")
    assert Wakeup("typing", f"{conversation}:agent") in heard


def test_the_customers_typing_is_seen(bob: Browser, alice: tuple[Visit, int], sqlite_store: Store) -> None:
    conversation = alice[0].conversation_id
    with listening(bob, f"/conversations/{conversation}/stream") as stream:
        next_one(stream, "about")
        sqlite_store.wakeups.publish(Wakeup("typing", f"{conversation}:customer"))
        assert next_one(stream, "typing") == {"author": "customer"}


def test_a_stream_ends_with_its_session(bob: Browser, bob_agent: Agent, sqlite_store: Store, moment: datetime) -> None:
    with listening(bob, "/stream") as stream:
        next_one(stream, "desk")
        with sqlite_store.writing() as db:
            agents.disable(db, "bob", moment)
        assert next_one(stream, "signed_out") == {}
