"""The console's routes for promises and notices, over the real app."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import notices, promises
from bot.agents import Agent
from bot.customers import Visit
from bot.store import Store

TEXT = "两小时内给您回电"


def hold(bob, alice: tuple[Visit, int]) -> tuple[str, int]:
    held = bob.post(f"/handoffs/{alice[1]}/claim").json()
    return alice[0].conversation_id, held["fence"]


def test_a_draft_is_read_and_its_promise_confirmed_kept_and_shown(
    bob, alice: tuple[Visit, int], sqlite_store: Store
) -> None:
    here, fence = hold(bob, alice)
    (found,) = bob.post("/drafts/promises", text=f"您好。{TEXT}。").json()
    assert found["text"] == f"{TEXT}。" and found["start"] == 3
    given = [{"text": found["text"], "due_at": found["due_at"]}]
    said = bob.post(
        f"/conversations/{here}/messages", text=f"您好。{TEXT}。", client_key="k1", fence=fence, promises=given
    )
    assert said.status_code == 201, said.text
    shown = bob.get(f"/conversations/{here}").json()
    (one,) = shown["promises"]
    assert (one["what"], one["state"], one["seq"]) == (f"{TEXT}。", "open", said.json()["seq"])
    assert [clock["id"] for clock in shown["clocks"]] == ["SLA-FIRST-ORDINARY"]
    assert shown["clocks"][0]["state"] == "met"
    assert bob.post(f"/conversations/{here}/promises/{one['id']}/kept").status_code == 204
    assert bob.get(f"/conversations/{here}").json()["promises"][0]["state"] == "kept"


def test_a_message_whose_promise_is_refused_is_not_sent(
    bob, alice: tuple[Visit, int], sqlite_store: Store, moment: datetime
) -> None:
    here, fence = hold(bob, alice)
    given = [{"text": TEXT, "due_at": (moment - timedelta(hours=1)).isoformat()}]
    said = bob.post(f"/conversations/{here}/messages", text=TEXT, client_key="k1", fence=fence, promises=given)
    assert (said.status_code, said.json()["error"]) == (422, "promise")
    assert [
        line["author"] for line in bob.get(f"/conversations/{here}/messages").json() if line["author"] == "agent"
    ] == []
    with sqlite_store.reading() as db:
        assert promises.of_conversation(db, here) == []


def test_a_time_is_put_right_before_it_is_confirmed(bob, alice: tuple[Visit, int], moment: datetime) -> None:
    here, fence = hold(bob, alice)
    due, draft = (moment + timedelta(days=2)).replace(second=0, microsecond=0), f"您好。{TEXT}。"
    told = bob.post("/drafts/promises/corrected", text=draft, start=3, due_at=due.isoformat()).json()["text"]
    (found,) = bob.post("/drafts/promises", text=told).json()
    assert datetime.fromisoformat(found["due_at"]) == due
    given = [{"text": found["text"], "due_at": due.isoformat()}]
    words = {"text": told, "client_key": "k1", "fence": fence}
    assert bob.post(f"/conversations/{here}/messages", **words, promises=given).status_code == 201
    assert bob.get(f"/conversations/{here}").json()["promises"][0]["due_at"] == due.isoformat()
    timeless = bob.post("/drafts/promises/corrected", text=draft, start=3, due_at=None).json()["text"]
    assert timeless == "您好。给您回电。" and bob.post("/drafts/promises", text=timeless).json() == []


def test_what_cannot_be_promised_is_refused(bob, alice: tuple[Visit, int], moment: datetime) -> None:
    here, fence = hold(bob, alice)
    for due in (moment - timedelta(minutes=1), moment + timedelta(days=91), datetime(2027, 1, 1)):
        refused = bob.post("/drafts/promises/corrected", text=TEXT, start=0, due_at=due.isoformat())
        assert refused.status_code == 422, refused.text
    words = {"text": TEXT, "client_key": "k1", "fence": fence}
    for due, code in (((moment + timedelta(hours=5)), "promise_differs"), (datetime(2027, 1, 1), "invalid")):
        said = bob.post(
            f"/conversations/{here}/messages", **words, promises=[{"text": TEXT, "due_at": due.isoformat()}]
        )
        assert (said.status_code, said.json()["error"]) == (422, code)
    assert bob.get(f"/conversations/{here}").json()["promises"] == []


def test_a_message_keeps_a_promise_and_tells_the_plan(
    bob, waiting: Callable[..., tuple[Visit, int]], moment: datetime
) -> None:
    here, fence = hold(bob, waiting("alice", "断网了", urgent=True))
    due = (moment + timedelta(hours=2)).isoformat()
    words = {"text": TEXT, "client_key": "k1", "fence": fence, "promises": [{"text": TEXT, "due_at": due}]}
    assert bob.post(f"/conversations/{here}/messages", **words).status_code == 201
    shown = bob.get(f"/conversations/{here}").json()
    assert {clock["id"]: clock["state"] for clock in shown["clocks"]} == {
        "SLA-FIRST-URGENT": "met",
        "SLA-URGENT-ACTION": "met",
    }
    keeps = [shown["promises"][0]["id"]]
    kept = bob.post(f"/conversations/{here}/messages", text="已给您回电", client_key="k2", fence=fence, keeps=keeps)
    assert kept.status_code == 201
    assert bob.get(f"/conversations/{here}").json()["promises"][0]["state"] == "kept"


def test_the_bell_shows_ones_own_notices_until_they_are_seen(
    bob, carol, bob_agent: Agent, carol_agent: Agent, sqlite_store: Store, moment: datetime
) -> None:
    with sqlite_store.writing() as db:
        for number in range(3):
            notices.tell(db, [bob_agent.id], "clock_overdue", "ticket:T1", f"k{number}", moment, label="T1")
    assert bob.get("/desk").json()["notices"] == 3
    told = bob.get("/notices").json()
    assert [one["subject"] for one in told] == ["ticket:T1"] * 3
    assert carol.get("/notices").json() == [] and carol.get("/desk").json()["notices"] == 0
    assert carol.post("/notices/seen", up_to=told[0]["id"]).status_code == 404
    assert bob.post("/notices/seen", up_to=told[1]["id"]).status_code == 204
    assert bob.get("/desk").json()["notices"] == 1
