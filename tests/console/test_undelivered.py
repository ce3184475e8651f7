"""What a messaging app did not take is seen by every agent, tried again, or put aside."""

from datetime import datetime, timezone

import pytest

from bot import customers, deliveries, reception
from bot.customers import Visit
from bot.reception import Reply
from bot.store import Store

from .conftest import Browser

CHAT = "4711"


@pytest.fixture
def blocked(sqlite_store: Store) -> Visit:
    """Dan's chat, which the customer has closed to us before the first of two answers."""
    at = datetime.now(timezone.utc)
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "telegram", "telegram", CHAT, "en", at)
        deliveries.begin(db, visit.conversation_id, "telegram", CHAT)
        reception.customer_said(db, visit.conversation_id, "hello", "k-dan-0001", at)
        reception.assistant_said(db, visit.conversation_id, [Reply("Good morning"), Reply("How can I help?")], at)
        position = deliveries.position(db, visit.conversation_id)
        assert position
        deliveries.bury(db, position, 2, "blocked", "bot was blocked by the user", at)
    return visit


def due(store: Store) -> list[str]:
    with store.reading() as db:
        return deliveries.due(db, "telegram", datetime.now(timezone.utc), 9)


def test_a_dead_letter_stands_beside_its_conversation_and_is_counted(bob: Browser, blocked: Visit) -> None:
    about = bob.get(f"/conversations/{blocked.conversation_id}").json()
    assert [(one["seq"], one["reason"]) for one in about["undelivered"]] == [(2, "blocked")]
    assert about["stopped_after"] == 0
    assert bob.get("/desk").json()["undelivered"] == 1
    [listed] = bob.get("/undelivered").json()
    assert (listed["conversation_id"], listed["text"]) == (blocked.conversation_id, "Good morning")


def test_tried_again_the_chat_is_due(sqlite_store: Store, bob: Browser, blocked: Visit) -> None:
    assert due(sqlite_store) == []
    assert bob.post(f"/conversations/{blocked.conversation_id}/undelivered/2/again").status_code == 204
    assert due(sqlite_store) == [blocked.conversation_id]
    about = bob.get(f"/conversations/{blocked.conversation_id}").json()
    assert about["undelivered"][0]["again_at"] and about["stopped_after"] is None


def test_put_aside_it_is_counted_no_more(bob: Browser, blocked: Visit) -> None:
    path = f"/conversations/{blocked.conversation_id}/undelivered/2/resolved"
    assert bob.post(path).status_code == 204
    assert bob.get("/desk").json()["undelivered"] == 0
    assert bob.get("/undelivered").json() == []
    assert bob.post(path).status_code == 403, "now it is no business of his"


@pytest.mark.parametrize("path", ["undelivered/3/again", "undelivered/1/resolved", "undelivered/9999999999999/again"])
def test_what_is_no_dead_letter_cannot_be_tried_again(bob: Browser, blocked: Visit, path: str) -> None:
    assert bob.post(f"/conversations/{blocked.conversation_id}/{path}").status_code == 404
