import threading
from collections.abc import Callable

import httpx

from bot.customers import Visit

from .conftest import Browser

Waiting = Callable[..., tuple[Visit, int]]


def test_the_queue_shows_urgent_then_upset_then_who_waits_longest(bob: Browser, waiting: Waiting) -> None:
    calm, _ = waiting("calm", "我想问一下套餐")
    angry, _ = waiting("angry", "太气人了", emotion="angry")
    urgent, _ = waiting("urgent", "家里电表冒烟", urgent=True)
    queue = bob.get("/desk").json()["waiting"]
    assert [one["conversation_id"] for one in queue] == [
        urgent.conversation_id,
        angry.conversation_id,
        calm.conversation_id,
    ]
    assert queue[1]["emotion"] == "angry" and queue[1]["reason"] == "asked"
    assert queue[1]["last"]["text"] == "太气人了" and queue[1]["language"] == "zh" and queue[1]["asked_at"]


def test_who_claims_holds_the_conversation(bob: Browser, alice: tuple[Visit, int]) -> None:
    visit, handoff_id = alice
    assert bob.post(f"/handoffs/{handoff_id}/claim").status_code == 200
    desk = bob.get("/desk").json()
    assert [one["conversation_id"] for one in desk["mine"]] == [visit.conversation_id]
    assert desk["waiting"] == [] and desk["mine"][0]["customer_seq"] == 1


def test_of_two_who_claim_at_once_one_wins_and_the_other_learns_who(
    bob: Browser, carol: Browser, alice: tuple[Visit, int]
) -> None:
    answers: dict[str, httpx.Response] = {}
    together = threading.Barrier(2)

    def claim(name: str, browser: Browser) -> None:
        together.wait()
        answers[name] = browser.post(f"/handoffs/{alice[1]}/claim")

    threads = [threading.Thread(target=claim, args=pair) for pair in (("Bob", bob), ("Carol", carol))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_status = {answer.status_code: (name, answer) for name, answer in answers.items()}
    assert sorted(by_status) == [200, 409]
    assert by_status[409][1].json()["agent_name"] == by_status[200][0]


def test_an_agent_who_is_away_takes_nobody(bob: Browser, alice: tuple[Visit, int]) -> None:
    bob.post("/availability", available=False)
    refused = bob.post(f"/handoffs/{alice[1]}/claim")
    assert (refused.status_code, refused.json()["error"]) == (409, "away")
    assert len(bob.get("/desk").json()["waiting"]) == 1


def test_everyone_sees_who_is_there_and_how_much_they_hold(
    bob: Browser, carol: Browser, alice: tuple[Visit, int]
) -> None:
    carol.post("/availability", available=False)
    bob.post(f"/handoffs/{alice[1]}/claim")
    team = {one["name"]: (one["available"], one["holding"]) for one in carol.get("/desk").json()["agents"]}
    assert team == {"Bob": (True, 1), "Carol": (False, 0)}
