"""What a role without need is shown of a customer, and what is recorded of who looked."""

from typing import Any

from bot import audit
from bot.store import Store

from .world import World

PHONE, MASKED = "13800138000", "138****8000"


def entries(store: Store, action: str) -> list[tuple[str, str]]:
    with store.reading() as db:
        return [(one.actor, one.subject) for one in audit.listing(db, action=action)]


def test_a_contact_is_masked_for_quality_and_shown_to_who_serves(world: World) -> None:
    path = f"/console/api/tickets/{world.ids['ticket']}"
    assert world.ask("bob", "GET", path).json()["contact"] == PHONE
    seen = world.ask("quinn", "GET", path)
    assert seen.json()["contact"] == MASKED and PHONE not in seen.text
    visit = world.ask("quinn", "GET", f"/console/api/appointments/{world.ids['appointment']}")
    assert visit.json()["place"] == "湖滨路****" and PHONE not in visit.text


def test_words_are_masked_in_answers_and_in_streams(world: World) -> None:
    said = {"client_key": world.key(), "text": f"我的电话是{PHONE}"}
    assert world.ask("alice", "POST", "/widget/messages", json=said).status_code == 201
    talk = f"/console/api/conversations/{world.ids['alice']}"
    for path in (f"{talk}/messages", f"{talk}/stream"):
        shown: dict[str, Any] = {who: world.ask(who, "GET", path).text for who in ("bob", "quinn")}
        assert PHONE in shown["bob"]
        assert PHONE not in shown["quinn"] and MASKED in shown["quinn"]


def test_who_looks_without_serving_is_recorded_once(world: World) -> None:
    talk = f"/console/api/conversations/{world.ids['alice']}"
    for _ in range(3):
        assert world.ask("carol", "GET", talk).status_code == 200
        assert world.ask("bob", "GET", talk).status_code == 200
    assert entries(world.store, "conversation.read") == [("carol", f"conversation:{world.ids['alice']}")]
    assert world.ask("erin", "GET", talk).status_code == 403
    world.ask("bob", "GET", f"{talk}/attachments/{world.ids['picture']}")
    assert entries(world.store, "attachment.read") == [("bob", f"attachment:{world.ids['picture']}")]


def test_the_audit_is_read_filtered_and_verified(world: World) -> None:
    world.ask("carol", "GET", f"/console/api/conversations/{world.ids['alice']}")
    told = world.ask("ada", "GET", "/console/api/audit", params={"actor": "carol"}).json()
    assert told["entries"][0]["action"] == "conversation.read"
    assert {one["actor"] for one in told["entries"]} == {"carol"}
    assert "conversation.read" in told["actions"]
    verdict = world.ask("quinn", "GET", "/console/api/audit/verified").json()
    assert verdict["broken"] is None and verdict["entries"] >= 1 and verdict["anchor"]


def test_a_hold_is_set_and_lifted_by_the_admin(world: World) -> None:
    given = {"customer": world.ids["ticket"], "reason": "court file 17"}
    held = world.ask("ada", "POST", "/console/api/holds", json=given)
    assert (held.status_code, held.json()["set_by"]) == (201, "ada")
    assert world.ask("ada", "POST", "/console/api/holds", json=given).json()["error"] == "held_already"
    assert world.ask("ada", "POST", "/console/api/holds/lifted", json=given).status_code == 204
    assert world.ask("ada", "GET", "/console/api/holds").json()[0]["lifted_by"] == "ada"
