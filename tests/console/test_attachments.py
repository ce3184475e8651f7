"""Files in the console: looked at by any agent, sent by the holder, and only where they belong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from bot import attachments, reception, tickets
from bot.customers import Visit
from bot.phrases import Phrases
from bot.store import Store

from .conftest import Browser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
PDF = b"%PDF-1.7\n%%EOF\n"


def upload(
    browser: Browser, visit: Visit, name: str = "合同.pdf", content: bytes = PDF, **headers: str
) -> httpx.Response:
    told = {"Content-Type": "application/octet-stream", "X-File-Name": quote(name), **headers}
    return browser.http.post(f"/conversations/{visit.conversation_id}/attachments", content=content, headers=told)


def claimed(browser: Browser, waiting: tuple[Visit, int]) -> int:
    answer = browser.post(f"/handoffs/{waiting[1]}/claim")
    assert answer.status_code == 200, answer.text
    return int(browser.get(f"/conversations/{waiting[0].conversation_id}").json()["holder"]["fence"])


def say(browser: Browser, visit: Visit, fence: int, ids: list[Any], text: str = "", key: str = "a1") -> httpx.Response:
    told = {"text": text, "client_key": key, "fence": fence, "attachments": ids}
    return browser.post(f"/conversations/{visit.conversation_id}/messages", **told)


def sent_by_customer(store: Store, visit: Visit, moment: datetime, phrases: Phrases) -> str:
    with store.writing() as db:
        kept = attachments.put(db, visit.conversation_id, "customer", "路由器.png", PNG, moment).id
        told = {"attachments": [kept], "phrases": phrases}
        reception.customer_said(db, visit.conversation_id, "", "alice-2", moment, **told)
    return kept


def test_an_agent_sends_a_document_without_words(bob: Browser, alice: tuple[Visit, int]) -> None:
    fence = claimed(bob, alice)
    told = upload(bob, alice[0]).json()["attachment"]
    line = say(bob, alice[0], fence, [told["id"]])
    assert line.status_code == 201
    assert (line.json()["text"], line.json()["extras"]["attachments"]) == ("[文件]", [told])
    assert say(bob, alice[0], fence, [told["id"]]).json()["seq"] == line.json()["seq"]
    beside = bob.get(f"/conversations/{alice[0].conversation_id}").json()["attachments"]
    assert [one["id"] for one in beside] == [told["id"]]


def test_the_wording_of_words_beside_a_file_is_still_checked(bob: Browser, alice: tuple[Visit, int]) -> None:
    fence = claimed(bob, alice)
    kept = upload(bob, alice[0]).json()["attachment"]["id"]
    assert say(bob, alice[0], fence, [kept], "这不归我管，你自己看着办").json()["error"] == "reason_needed"


def test_any_agent_sees_what_the_customer_sent(
    bob: Browser, carol: Browser, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime, phrases: Phrases
) -> None:
    kept = sent_by_customer(sqlite_store, alice[0], moment, phrases)
    for browser in (bob, carol):
        answer = browser.get(f"/conversations/{alice[0].conversation_id}/attachments/{kept}")
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-disposition"].startswith("inline")
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_a_file_is_found_only_in_its_own_conversation(
    bob: Browser,
    alice: tuple[Visit, int],
    waiting: Callable[..., tuple[Visit, int]],
    sqlite_store: Store,
    moment: datetime,
    phrases: Phrases,
) -> None:
    kept, dan = sent_by_customer(sqlite_store, alice[0], moment, phrases), waiting("dan", "hello")
    assert bob.get(f"/conversations/{dan[0].conversation_id}/attachments/{kept}").status_code == 404
    assert bob.get(f"/conversations/{'0' * 32}/attachments/{kept}").status_code == 404
    fence = claimed(bob, dan)
    assert say(bob, dan[0], fence, [kept]).status_code == 404


def test_what_the_customer_has_not_sent_is_not_seen(
    bob: Browser, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime
) -> None:
    with sqlite_store.writing() as db:
        draft = attachments.put(db, alice[0].conversation_id, "customer", "a.png", PNG, moment).id
    assert bob.get(f"/conversations/{alice[0].conversation_id}/attachments/{draft}").status_code == 404


def test_who_does_not_hold_the_conversation_cannot_send(bob: Browser, carol: Browser, alice: tuple[Visit, int]) -> None:
    fence = claimed(bob, alice)
    kept = upload(carol, alice[0]).json()["attachment"]["id"]
    assert say(carol, alice[0], fence, [kept]).json()["error"] == "not_holder"


def test_an_upload_needs_the_session_its_token_and_our_own_page(
    bob: Browser, alice: tuple[Visit, int], visit_console: Callable[[], Browser]
) -> None:
    assert upload(bob, alice[0], **{"X-CSRF-Token": "wrong"}).json()["error"] == "csrf"
    assert upload(bob, alice[0], Origin="https://evil.example").status_code == 403
    assert upload(visit_console(), alice[0]).status_code == 401


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("run.bat", b"del /q *"),
        ("empty.txt", b""),
    ],
)
def test_agents_cannot_send_what_runs_either(bob: Browser, alice: tuple[Visit, int], name: str, content: bytes) -> None:
    assert upload(bob, alice[0], name, content).status_code == 422


def test_an_awaited_file_is_shown_as_such_until_it_is_here_or_lost(
    bob: Browser, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime, phrases: Phrases
) -> None:
    visit = alice[0]
    with sqlite_store.writing() as db:
        told = ("image", "photo.jpg", "image/jpeg", 99, {"file_id": "secret"}, moment)
        waiting = attachments.await_(db, visit.conversation_id, *told)
        reception.customer_said(
            db, visit.conversation_id, "", "alice-2", moment, attachments=[waiting], phrases=phrases
        )

    def state() -> str:
        beside = bob.get(f"/conversations/{visit.conversation_id}").json()["attachments"]
        assert "secret" not in str(beside)
        return str(beside[0]["state"])

    assert state() == "awaited"
    with sqlite_store.writing() as db:
        attachments.lost(db, waiting, "gone")
    assert state() == "lost"
    answer = bob.get(f"/conversations/{visit.conversation_id}/attachments/{waiting}")
    assert (answer.status_code, answer.json()["state"]) == (409, "lost")


def test_a_ticket_shows_the_files_of_its_conversation(
    bob: Browser, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime, phrases: Phrases
) -> None:
    kept = sent_by_customer(sqlite_store, alice[0], moment, phrases)
    with sqlite_store.writing() as db:
        number = tickets.open_ticket(
            db,
            kind="fault",
            conversation_id=alice[0].conversation_id,
            customer_id=alice[0].customer_id,
            title="宽带中断",
            fields={},
            contact="13800005521",
            language="zh",
            department="technical_support",
            now=moment,
        ).number
    assert [one["id"] for one in bob.get(f"/tickets/{number}").json()["attachments"]] == [kept]


def test_words_or_files_are_needed(bob: Browser, alice: tuple[Visit, int]) -> None:
    assert say(bob, alice[0], claimed(bob, alice), []).status_code == 422
