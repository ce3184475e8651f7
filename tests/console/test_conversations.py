import pytest

from bot import customers, notes, reception, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.store import Store

from .conftest import Browser


class Held:
    """Alice's conversation in Bob's hands."""

    def __init__(self, visit: Visit, fence: int) -> None:
        self.visit, self.fence = visit, fence
        self.path = f"/conversations/{visit.conversation_id}"


@pytest.fixture
def held(bob: Browser, alice: tuple[Visit, int]) -> Held:
    visit, handoff_id = alice
    return Held(visit, bob.post(f"/handoffs/{handoff_id}/claim").json()["fence"])


def said(text: str, fence: int, key: str = "k1", **more: object) -> dict[str, object]:
    return {"text": text, "client_key": key, "fence": fence, **more}


def test_what_the_holder_says_stands_in_the_transcript_with_the_name(bob: Browser, held: Held) -> None:
    sent = bob.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    assert sent.status_code == 201
    last = bob.get(f"{held.path}/messages").json()[-1]
    assert (last["author"], last["agent_name"], last["agent_no"]) == ("agent", "Bob", "1001")


def test_a_resent_message_is_the_same_message(bob: Browser, held: Held) -> None:
    first = bob.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    again = bob.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    assert first.json()["seq"] == again.json()["seq"]


def test_another_agent_reads_along_but_cannot_write(carol: Browser, held: Held) -> None:
    about = carol.get(held.path).json()
    assert about["holder"]["agent_name"] == "Bob"
    assert carol.get(f"{held.path}/messages").json()[0]["author"] == "customer"
    refused = carol.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    assert (refused.status_code, refused.json()["agent_name"]) == (409, "Bob")


def test_after_a_transfer_the_colleague_writes_and_the_former_holder_does_not(
    bob: Browser, carol: Browser, carol_agent: Agent, held: Held
) -> None:
    note = "客户需要确认上门时间"
    passed_on = bob.post(f"{held.path}/transfer", fence=held.fence, to_agent_id=carol_agent.id, note=note)
    assert passed_on.status_code == 204
    refused = bob.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    assert (refused.status_code, refused.json()["agent_name"]) == (409, "Carol")
    about = carol.get(held.path).json()
    assert note in [step["note"] for step in about["steps"]]
    answer = said("您好，请问有什么可以帮您？", about["holder"]["fence"])
    assert carol.post(f"{held.path}/messages", **answer).status_code == 201


def test_a_colleague_who_is_away_is_given_nothing(bob: Browser, carol: Browser, carol_agent: Agent, held: Held) -> None:
    carol.post("/availability", available=False)
    refused = bob.post(f"{held.path}/transfer", fence=held.fence, to_agent_id=carol_agent.id, note="请接手")
    assert (refused.status_code, refused.json()["agent_name"]) == (409, "Carol")


def test_a_note_is_for_colleagues_and_never_in_the_transcript(
    bob: Browser, carol: Browser, held: Held, sqlite_store: Store
) -> None:
    secret = "客户昨天已经来过电话"
    assert bob.post(f"{held.path}/notes", text=secret).status_code == 201
    assert carol.get(held.path).json()["notes"][0]["text"] == secret
    with sqlite_store.reading() as db:
        assert notes.of(db, held.visit.conversation_id), "the note was stored"
        heard = transcript.after(db, held.visit.conversation_id, 0)
    assert heard and not any(secret in message.text or secret in str(message.extras) for message in heard)


def test_a_draft_against_the_standard_is_shown_where_and_why(bob: Browser) -> None:
    findings = bob.post("/drafts", text="随便您吧。", explain="en").json()["findings"]
    assert findings[0]["severity"] == "error" and findings[0]["text"] in "随便您吧。"
    assert findings[0]["meaning"].isascii() and findings[0]["fix"]
    assert bob.post("/drafts", text="您好，请问有什么可以帮您？").json()["findings"] == []


def test_closing_needs_a_full_wrap_up(bob: Browser, held: Held) -> None:
    half = bob.post(f"{held.path}/close", fence=held.fence, topic="fault", outcome="resolved")
    assert half.status_code == 422 and "summary" in half.json()["fields"]
    unknown = bob.post(f"{held.path}/close", fence=held.fence, topic="weather", outcome="resolved", summary="已恢复")
    assert unknown.status_code == 422 and "topic" in unknown.json()["fields"]
    assert bob.get(held.path).json()["holder"]["kind"] == "agent"


def test_a_closed_conversation_keeps_its_wrap_up_and_belongs_to_the_assistant(bob: Browser, held: Held) -> None:
    wrap_up = {"topic": "fault", "outcome": "resolved", "summary": "重启光猫后恢复"}
    assert bob.post(f"{held.path}/close", fence=held.fence, **wrap_up).status_code == 204
    about = bob.get(held.path).json()
    assert about["holder"]["kind"] == "assistant" and about["steps"][-1]["wrap_up"] == wrap_up
    assert bob.get(f"{held.path}/messages").json()[-1]["extras"]["rating"] is True
    late = bob.post(f"{held.path}/messages", **said("您好，请问有什么可以帮您？", held.fence))
    assert late.status_code == 409


def test_handing_back_gives_the_conversation_to_the_assistant(bob: Browser, held: Held) -> None:
    assert bob.post(f"{held.path}/return", fence=held.fence, note="只是查询").status_code == 204
    assert bob.get(held.path).json()["holder"]["kind"] == "assistant"
    assert bob.get("/desk").json()["mine"] == []


def test_the_brief_carries_what_the_assistant_knew(bob: Browser, held: Held) -> None:
    handoff = bob.get(held.path).json()["handoff"]
    assert handoff["brief"]["slots"] == {"district": "donghu"}
    assert (handoff["reason"], handoff["emotion"], handoff["topic"]) == ("asked", "angry", "fault")


def test_an_unknown_conversation_is_not_found(bob: Browser) -> None:
    for path in ("/conversations/nobody", "/conversations/nobody/messages", "/conversations/nobody/stream"):
        assert bob.get(path).status_code == 404, path
    assert bob.post("/conversations/nobody/notes", text="谁").status_code == 404


def test_past_conversations_are_found_by_what_was_said(
    bob: Browser, carol: Browser, held: Held, sqlite_store: Store, moment: object
) -> None:
    with sqlite_store.writing() as db:
        dan = customers.welcome(db, "web", "widget", "dan", "en", moment)  # type: ignore[arg-type]
        reception.customer_said(db, dan.conversation_id, "100% of my bill", "dan-1", moment)  # type: ignore[arg-type]

    def found(by: Browser, **asked: str) -> list[str]:
        return [one["conversation_id"] for one in by.get("/history", **asked).json()]

    assert found(carol) == [dan.conversation_id, held.visit.conversation_id]
    assert found(carol, text="0% of") == [dan.conversation_id]
    assert found(carol, text="_%_") == []
    # Dan has not asked for a person: what he said is not Bob's to read.
    assert (found(bob), found(bob, text="0% of")) == ([held.visit.conversation_id], [])
    assert bob.get(f"/conversations/{dan.conversation_id}").json()["error"] == "not_concerned"
