"""Quality in the console: Carol draws and assesses, Bob sees his reviews and appeals, Quinn settles (SYS-27)."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot import audit, customers, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.standard import Standard
from bot.store import Store

from .conftest import Browser

WORDS = "您好，我理解您的心情，请问有什么可以帮您？"


@pytest.fixture
def quinn(sqlite_store: Store, employ: Callable[..., Agent], visit_console: Callable[[], Browser]) -> Browser:
    employ(sqlite_store, "quinn", "1009", "quality")
    browser = visit_console()
    assert browser.sign_in("quinn").status_code == 200
    return browser


@pytest.fixture
def sample(bob: Browser, carol: Browser, alice: tuple[Visit, int]) -> Any:
    """Bob has served Alice and closed; Carol has drawn it."""
    visit, handoff_id = alice
    fence = bob.post(f"/handoffs/{handoff_id}/claim").json()["fence"]
    path = f"/conversations/{visit.conversation_id}"
    assert bob.post(f"{path}/messages", text=WORDS, client_key="b1", fence=fence).status_code == 201
    wrap_up = {"topic": "fault", "outcome": "resolved", "summary": "已恢复"}
    assert bob.post(f"{path}/close", fence=fence, **wrap_up).status_code == 204
    until = datetime.fromisoformat(carol.get("/desk").json()["now"])
    week = {"from_at": (until - timedelta(days=7)).isoformat(), "until_at": until.isoformat()}
    answer = carol.post("/quality/samples", seed="november", size=5, **week)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_review_goes_from_the_words_to_the_agent_and_through_an_appeal(
    bob: Browser, carol: Browser, quinn: Browser, sample: Any, standard: Standard, sqlite_store: Store
) -> None:
    (part,) = [one for one in sample["items"] if one["agent"] == "Bob"]
    seen = carol.get(f"/quality/items/{part['id']}").json()
    assert WORDS in [line["text"] for line in seen["lines"]]
    wrong = {one["rule"]: one["seqs"] for one in seen["verdicts"] if one["met"] is False}
    assert list(wrong) == ["closing"] and wrong["closing"][0] in [line["seq"] for line in seen["lines"]]
    checks = dict.fromkeys(standard.quality.checks, "fully")
    found = [{"rule": "closing", "what": "没有致谢"}]
    given = carol.post(f"/quality/items/{part['id']}/review", checks=checks, findings=found)
    assert given.status_code == 201, given.text
    (mine,) = bob.get("/reviews").json()
    assert mine["score"] == mine["holds"] == 95 and mine["findings"][0]["what"] == "没有致谢"
    assert bob.post(f"/reviews/{mine['id']}/appeal", reason="客户先离开了").status_code == 200
    assert carol.post(f"/quality/reviews/{mine['id']}/settle", score=100, answer="好").json()["error"] == "same_person"
    assert quinn.post(f"/quality/reviews/{mine['id']}/settle", score=100, answer="申诉成立").json()["holds"] == 100
    steps = f"findings/{mine['findings'][0]['id']}/steps"
    assert bob.post(f"/reviews/{steps}", step="planned", note="使用常用语").status_code == 200
    assert bob.post(f"/reviews/{steps}", step="verified", note="好了").status_code == 422
    with sqlite_store.reading() as db:
        kept = {one.action for one in audit.listing(db)}
    assert kept >= {"quality.drawn", "quality.read", "quality.assessed", "quality.appealed", "quality.appeal_settled"}


def test_averages_and_the_table_tell_agent_and_assistant_apart(carol: Browser, sample: Any, standard: Standard) -> None:
    checks = dict.fromkeys(standard.quality.checks, "fully")
    for part in sample["items"]:
        carol.post(f"/quality/items/{part['id']}/review", checks=checks)
    wide = {"since": "2020-01-01T00:00:00Z", "until": "2090-01-01T00:00:00Z"}
    assert [(one["agent"], one["n"], one["mean"]) for one in carol.get("/quality/averages", **wide).json()] == [
        ("Bob", 1, 95.0)
    ]
    table = carol.get(f"/quality/samples/{sample['id']}/csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "Bob" in table.text and WORDS not in table.text


def test_agents_neither_draw_nor_see_what_was_drawn(bob: Browser, sample: Any) -> None:
    assert bob.get("/quality/samples").status_code == 403
    assert bob.get(f"/quality/items/{sample['items'][0]['id']}").status_code == 403


def test_a_list_is_narrowed_and_paged_and_tells_what_can_be_chosen(carol: Browser, sample: Any) -> None:
    path = f"/quality/samples/{sample['id']}"
    found = carol.get(path, agent=str(sample["items"][0]["agent_id"]), state="open").json()
    assert [one["agent"] for one in found["items"]] == ["Bob"] and (found["count"], found["whole"]) == (1, 1)
    assert [one["name"] for one in found["agents"]] == ["Bob"] and len(found["topics"]) == 1
    none = carol.get(path, agent="assistant").json()
    assert (none["items"], none["count"], none["whole"]) == ([], 0, 1)
    assert carol.get(path, seen=1).json()["items"] == []
    assert carol.get(path, lowest=101).status_code == carol.get(path, state="nice").status_code == 422


def test_a_period_that_is_too_long_is_refused_with_the_longest(carol: Browser) -> None:
    years = {"from_at": "2024-01-01T00:00:00Z", "until_at": "2025-01-01T00:00:00Z"}
    answer = carol.post("/quality/samples", seed="s", size=5, **years)
    assert (answer.status_code, answer.json()["error"], answer.json()["days"]) == (422, "too_long", 92)


def test_who_assesses_reads_no_number_and_no_name_of_a_customer(
    bob: Browser, carol: Browser, quinn: Browser, alice: tuple[Visit, int], sqlite_store: Store
) -> None:
    """0007: quality is shown neither contacts nor names; the supervisor, who serves, is."""
    visit, handoff_id = alice
    said = "我叫张三丰，手机13800138000，身份证11010519491231002X，请打给欧阳娜娜"
    fence = bob.post(f"/handoffs/{handoff_id}/claim").json()["fence"]
    with sqlite_store.writing() as db:
        customers.introduce(db, visit.customer_id, "欧阳娜娜")
        reception.customer_said(db, visit.conversation_id, said, "private", datetime.now(timezone.utc))
    talk = f"/conversations/{visit.conversation_id}"
    bob.post(f"{talk}/messages", text=WORDS, client_key="b1", fence=fence)
    bob.post(f"{talk}/close", fence=fence, topic="fault", outcome="resolved", summary="已恢复")
    until = datetime.fromisoformat(carol.get("/desk").json()["now"])
    week = {"from_at": (until - timedelta(days=7)).isoformat(), "until_at": until.isoformat()}
    (part,) = carol.post("/quality/samples", seed="november", size=5, **week).json()["items"]
    private = part["id"]
    assert said in [line["text"] for line in carol.get(f"/quality/items/{private}").json()["lines"]]
    masked = "我叫张**，手机138****8000，身份证110****002X，请打给欧***"
    for path in (f"/quality/items/{private}", f"{talk}/messages", talk):
        seen = quinn.get(path)
        assert seen.status_code == 200 and "欧阳娜娜" not in seen.text and "13800138000" not in seen.text
    assert masked in quinn.get(f"{talk}/messages").text and masked in quinn.get(f"/quality/items/{private}").text
