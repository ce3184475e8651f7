"""What an agent sends against the wording rules needs a reason, and the audit keeps it (S0-1.4-b, SYS-16)."""

from collections.abc import Callable
from typing import Any

import pytest

from bot import audit
from bot.customers import Visit
from bot.store import Store

from .conftest import Browser

RUDE = "随便您吧。"
WARNED = "我们会尽快处理。"


@pytest.fixture
def send(bob: Browser, alice: tuple[Visit, int]) -> Callable[..., Any]:
    """send("words", reason="other") is Bob's message to Alice, whom he holds."""
    visit, handoff_id = alice
    fence = bob.post(f"/handoffs/{handoff_id}/claim").json()["fence"]
    path = f"/conversations/{visit.conversation_id}/messages"
    return lambda text, key="a", **more: bob.post(path, text=text, client_key=key, fence=fence, **more)


def overrides(store: Store) -> list[audit.Entry]:
    with store.reading() as db:
        return [one for one in audit.listing(db) if one.action == "wording.override"]


def said_by_agents(bob: Browser, alice: tuple[Visit, int]) -> list[str]:
    lines = bob.get(f"/conversations/{alice[0].conversation_id}/messages").json()
    return [line["text"] for line in lines if line["author"] == "agent"]


def test_an_error_without_a_reason_is_refused_and_nothing_is_stored(
    bob: Browser, alice: tuple[Visit, int], send: Callable[..., Any], sqlite_store: Store
) -> None:
    refused = send(RUDE)
    assert (refused.status_code, refused.json()["error"]) == (422, "reason_needed")
    assert refused.json()["findings"][0]["rule"] == "LX-PERFUNCTORY"
    assert said_by_agents(bob, alice) == [] and overrides(sqlite_store) == []


@pytest.mark.parametrize(
    "reason", [{"reason": "because"}, {"reason": "other"}, {"reason": "other", "reason_note": " "}]
)
def test_a_reason_is_one_of_the_standards_and_another_needs_words(send: Callable[..., Any], reason: Any) -> None:
    refused = send(RUDE, **reason)
    assert (refused.status_code, refused.json()["error"]) == (422, "reason_needed")


def test_with_a_reason_it_goes_out_and_the_audit_keeps_rules_and_reason_but_not_the_text(
    bob: Browser, alice: tuple[Visit, int], send: Callable[..., Any], sqlite_store: Store
) -> None:
    sent = send(RUDE, reason="other", reason_note="客户要求原话记录")
    assert sent.status_code == 201
    (kept,) = overrides(sqlite_store)
    assert kept.actor == "bob" and kept.subject == f"message:{alice[0].conversation_id}/{sent.json()['seq']}"
    assert kept.data == {"rules": ["LX-PERFUNCTORY"], "reason": "other", "note": "客户要求原话记录"}
    assert RUDE not in str(kept.data) and said_by_agents(bob, alice) == [RUDE]


def test_sent_twice_it_is_audited_once(send: Callable[..., Any], sqlite_store: Store) -> None:
    assert [send(RUDE, reason="quoted").status_code for _ in range(2)] == [201, 201]
    assert len(overrides(sqlite_store)) == 1


def test_a_note_with_personal_data_is_refused(send: Callable[..., Any], sqlite_store: Store) -> None:
    refused = send(RUDE, reason="other", reason_note="客户号码13800138000")
    assert refused.status_code == 422 and "reason_note" in refused.json()["fields"]
    assert overrides(sqlite_store) == []


def test_a_warning_only_advises(bob: Browser, send: Callable[..., Any], sqlite_store: Store) -> None:
    assert {one["severity"] for one in bob.post("/drafts", text=WARNED).json()["findings"]} == {"warning"}
    assert send(WARNED).status_code == 201
    assert overrides(sqlite_store) == []


def test_a_reason_without_need_is_kept_nowhere(send: Callable[..., Any], sqlite_store: Store) -> None:
    assert send("您好，请问有什么可以帮您？", reason="urgent").status_code == 201
    assert overrides(sqlite_store) == []
