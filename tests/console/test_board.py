"""Carol supervises: the board, whispering, taking over; and who may do what at the desk."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot import audit, transcript, whispers
from bot.agents import Agent
from bot.customers import Visit
from bot.keeping import export
from bot.store import Store

from .conftest import Browser

Asked = tuple[Visit, int]


def talk(asked: Asked) -> str:
    return f"/conversations/{asked[0].conversation_id}"


@pytest.fixture
def ada(sqlite_store: Store, employ: Callable[..., Agent], visit_console: Callable[[], Browser]) -> Browser:
    employ(sqlite_store, "ada", "1009", "admin")
    browser = visit_console()
    assert browser.sign_in("ada").status_code == 200
    return browser


def audited(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as db:
        return [(one.actor, one.action, one.subject) for one in reversed(audit.listing(db))]


def test_the_board_shows_who_waits_who_serves_and_how_it_stands(
    bob: Browser, carol: Browser, alice: Asked, waiting: Callable[..., Asked]
) -> None:
    dan = waiting("dan", "hello", language="en")
    bob.post(f"/handoffs/{alice[1]}/claim")
    board = carol.get("/board").json()
    assert [one["conversation_id"] for one in board["waiting"]] == [dan[0].conversation_id]
    staff = {one["name"]: one for one in board["agents"]}
    assert staff["Bob"]["holding"][0]["conversation_id"] == alice[0].conversation_id
    assert (staff["Bob"]["capacity"], staff["Carol"]["holding"]) == (3, [])
    assert (board["mood"]["here"], board["mood"]["upset"]) == (2, 1)
    assert board["mood"]["those"][0]["holder"] == "agent"
    assert board["today"]["arrived"] == 2 and board["today"]["answered"] == 1
    assert sum(board["clocks"].values()) >= 2


def test_an_agent_sees_no_board_and_no_team(bob: Browser, alice: Asked) -> None:
    for path in ("/board", "/board/stream", "/team"):
        assert bob.get(path).status_code == 403
    assert bob.post(f"{talk(alice)}/take-over").status_code == 403


def test_a_whisper_reaches_the_holder_and_never_the_customer(
    bob: Browser, carol: Browser, alice: Asked, sqlite_store: Store, moment: datetime
) -> None:
    assert carol.post(f"{talk(alice)}/whispers", text="nobody there").json()["error"] == "nobody_to_whisper_to"
    bob.post(f"/handoffs/{alice[1]}/claim")
    assert carol.post(f"{talk(alice)}/whispers", text="请先致歉，再查故障").status_code == 201
    assert [one["text"] for one in bob.get(talk(alice)).json()["whispers"]] == ["请先致歉，再查故障"]
    assert [one["text"] for one in carol.get(talk(alice)).json()["whispers"]] == ["请先致歉，再查故障"]
    with sqlite_store.reading() as db:
        said = transcript.after(db, alice[0].conversation_id, 0)
        assert not any("致歉" in one.text for one in said)
        assert "致歉".encode() not in export(db, alice[0].customer_id, moment)
    assert ("carol", "whispered", f"conversation:{alice[0].conversation_id}") in audited(sqlite_store)


def test_what_was_whispered_is_not_for_the_next_talk(bob: Browser, carol: Browser, alice: Asked) -> None:
    held = bob.post(f"/handoffs/{alice[1]}/claim").json()
    carol.post(f"{talk(alice)}/whispers", text="careful")
    wrap_up = {"topic": "fault", "outcome": "resolved", "summary": "done"}
    assert bob.post(f"{talk(alice)}/close", fence=held["fence"], **wrap_up).status_code == 204
    assert bob.get(talk(alice)).json()["whispers"] == []
    assert len(carol.get(talk(alice)).json()["whispers"]) == 1


@pytest.mark.parametrize("text", ["", " ", "\0", "x" * 1001, "\ud800"])
def test_a_whisper_that_cannot_be_stored_is_refused(
    bob: Browser, carol: Browser, alice: Asked, sqlite_store: Store, text: str
) -> None:
    bob.post(f"/handoffs/{alice[1]}/claim")
    escaped = "\\ud800" if text == "\ud800" else None
    body = f'{{"text": "{escaped}"}}' if escaped else None
    if body:
        sent = carol.http.post(f"{talk(alice)}/whispers", content=body, headers={"Content-Type": "application/json"})
    else:
        sent = carol.post(f"{talk(alice)}/whispers", text=text)
    assert sent.status_code in (400, 422)
    with sqlite_store.reading() as db:
        assert whispers.of(db, alice[0].conversation_id) == []


def test_who_is_taken_over_is_told_and_writes_there_no_more(
    bob: Browser, carol: Browser, alice: Asked, sqlite_store: Store, bob_agent: Agent
) -> None:
    held = bob.post(f"/handoffs/{alice[1]}/claim").json()
    mine = carol.post(f"{talk(alice)}/take-over").json()
    assert mine["fence"] > held["fence"]
    refused = bob.post(f"{talk(alice)}/messages", text="您好", client_key="b1", fence=held["fence"])
    assert (refused.status_code, refused.json()["agent_name"]) == (409, "Carol")
    said = carol.post(f"{talk(alice)}/messages", text="您好，请讲", client_key="c1", fence=mine["fence"])
    assert said.status_code == 201
    assert carol.post(f"{talk(alice)}/take-over").json()["error"] == "yours_already"
    with sqlite_store.reading() as db:
        told = [
            one.extras["notice"] for one in transcript.after(db, alice[0].conversation_id, 0) if one.author == "desk"
        ]
    assert told == ["claimed", "transferred"]
    assert ("carol", "taken_over", f"conversation:{alice[0].conversation_id}") in audited(sqlite_store)
    assert bob.get("/desk").json()["mine"] == []


def test_from_the_queue_and_from_the_assistant_it_is_taken_over_as_well(
    carol: Browser, alice: Asked, sqlite_store: Store
) -> None:
    mine = carol.post(f"{talk(alice)}/take-over").json()
    assert carol.post(f"{talk(alice)}/return", fence=mine["fence"]).status_code == 204
    assert carol.post(f"{talk(alice)}/take-over").status_code == 200
    with sqlite_store.reading() as db:
        told = [
            one.extras["notice"] for one in transcript.after(db, alice[0].conversation_id, 0) if one.author == "desk"
        ]
    assert told == ["claimed", "returned", "claimed"]


def test_watching_is_audited_once_an_hour_and_not_of_ones_own(
    bob: Browser, carol: Browser, alice: Asked, waiting: Callable[..., Asked], sqlite_store: Store
) -> None:
    bob.post(f"/handoffs/{alice[1]}/claim")
    own = waiting("dan", "hello")
    carol.post(f"/handoffs/{own[1]}/claim")
    for path in (talk(alice), talk(alice), talk(own)):
        for browser in (bob, carol):
            with browser.http.stream("GET", f"{path}/stream") as answer:
                next(answer.iter_bytes())
    watched = [subject for _, action, subject in audited(sqlite_store) if action == "watched"]
    assert watched == [f"conversation:{alice[0].conversation_id}"]


def test_what_an_agent_can_do_is_changed_by_the_supervisor(
    carol: Browser, bob: Browser, bob_agent: Agent, sqlite_store: Store
) -> None:
    path = f"/team/{bob_agent.id}"
    assert bob.post(path, capacity=9).status_code == 403
    assert carol.post(path, capacity=5, skills=["bills", "fault"], grade="junior", languages=["zh"]).status_code == 204
    (shown,) = [one for one in carol.get("/team").json() if one["login"] == "bob"]
    assert (shown["capacity"], shown["skills"], shown["grade"]) == (5, ["bills", "fault"], "junior")
    assert bob.post("/availability", available=True).json()["error"] == "not_trained"
    carol.post(path, trained=True)
    assert bob.post("/availability", available=True).status_code == 204
    for wrong in ({"capacity": 0}, {"capacity": 51}, {"skills": ["cooking"]}, {"grade": "boss"}):
        assert carol.post(path, **wrong).status_code == 422, wrong
    assert [one for one in audited(sqlite_store) if one[1] == "abilities_changed"] == [
        ("carol", "abilities_changed", "agent:bob")
    ] * 2


def test_people_are_employed_promoted_and_let_go_by_the_administrator(
    ada: Browser, carol: Browser, bob: Browser, bob_agent: Agent, sqlite_store: Store
) -> None:
    new = {"login": "erin", "name": "Erin", "staff_no": "1005", "role": "agent", "password": "correct horse"}
    assert carol.post("/team", **new).status_code == 403
    assert ada.post("/team", **{**new, "password": "short"}).status_code == 422
    employed = ada.post("/team", **new)
    assert employed.status_code == 201
    assert ada.post("/team", **new).json()["error"] == "agent_exists"
    assert ada.post(f"/team/{employed.json()['id']}/role", role="king").status_code == 422
    assert ada.post(f"/team/{employed.json()['id']}/role", role="senior").status_code == 204
    assert ada.post(f"/team/{bob_agent.id}/disable").status_code == 204
    assert bob.get("/me").status_code == 401
    me = next(one["id"] for one in ada.get("/team").json() if one["login"] == "ada")
    assert ada.post(f"/team/{me}/disable").json()["error"] == "yourself"
    assert ada.post(f"/team/{me}/role", role="agent").json()["error"] == "yourself"
    done = [(action, subject) for _, action, subject in audited(sqlite_store) if action != "sign_in"]
    assert done == [("employed", "agent:erin"), ("role_given", "agent:erin"), ("disabled", "agent:bob")]
