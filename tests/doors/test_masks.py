"""What a role without need is shown of a customer, and what is recorded of who looked."""

from typing import Any

from bot import audit, customers, transcript
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


def heard(world: World, who: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in world.ask(who, "GET", "/console/api/notices").json() if one["kind"] == kind]


def reveal(world: World, who: str, thing: str, field: str, reason: str = "the customer asks to be called") -> Any:
    noun, named = ("conversation", "alice") if thing == "alice" else (thing, thing)
    wanted = {"subject": f"{noun}:{world.ids[named]}", "field": field, "reason": reason}
    return world.ask(who, "POST", "/console/api/reveals", json=wanted)


def test_a_masked_value_is_shown_with_a_reason_and_the_audit_keeps_who_what_and_why(world: World) -> None:
    said = {"client_key": world.key(), "text": f"我的电话是{PHONE}"}
    assert world.ask("alice", "POST", "/widget/messages", json=said).status_code == 201
    with world.store.reading() as db:
        seq = transcript.last_seq(db, world.ids["alice"])
    shown = [
        reveal(world, "quinn", *of).json()["value"]
        for of in (("ticket", "contact"), ("appointment", "place"), ("alice", f"message.{seq}"))
    ]
    assert shown == [PHONE, "湖滨路1号", f"我的电话是{PHONE}"]
    with world.store.reading() as db:
        kept = list(reversed(audit.listing(db, action="revealed")))
        whose = customers.conversation(db, world.ids["alice"]).customer_id
    assert [(one.actor, one.data["field"]) for one in kept] == [
        ("quinn", "contact"), ("quinn", "place"), ("quinn", f"message.{seq}"),
    ]  # fmt: skip
    assert kept[0].subject == f"ticket:{world.ids['ticket']}"
    assert {(one.data["of"], one.data["reason"]) for one in kept} == {(whose, "the customer asks to be called")}
    assert not any(value in str(kept) for value in (PHONE, "湖滨路"))


def test_nobody_without_the_right_is_shown_anything_and_a_reason_has_its_bounds(world: World) -> None:
    assert [reveal(world, who, "ticket", "contact").status_code for who in ("desi", "ada")] == [403, 403]
    assert reveal(world, "erin", "alice", "message.1").json()["error"] == "not_concerned"
    for reason in ("", "   ok   ", "x" * 201):
        assert reveal(world, "quinn", "ticket", "contact", reason).status_code == 422
    for thing, field in (("ticket", "effect_key"), ("ticket", "fields.nothing"), ("alice", "message.99999"),
                         ("alice", "message.²"), ("alice", "known.phone"), ("incident", "what")):  # fmt: skip
        assert reveal(world, "quinn", thing, field).status_code == 404, field
    assert entries(world.store, "revealed") == []


def test_as_much_as_the_standard_allows_is_shown_and_no_more(world: World) -> None:
    allowed = world.standard.guard.reveals
    seen = [reveal(world, "quinn", "ticket", "contact") for _ in range(allowed + 1)]
    assert [one.status_code for one in seen] == [200] * allowed + [429]
    assert (seen[-1].json()["error"], seen[-1].headers["Retry-After"]) == ("reveals_much", "3600")
    assert len(heard(world, "ada", "reveals_much")) == 1


def test_where_a_sign_in_came_from_is_whole_for_the_audit_and_masked_for_others(world: World) -> None:
    for attempt in range(world.standard.guard.failed_sign_ins):
        wrong = {"login": f"nobody{attempt}", "password": "wrong password"}
        world.ask("nobody", "POST", "/console/api/sign-in", json=wrong, headers={"Origin": world.site})
    for who in ("ada", "quinn"):
        kept = world.ask(who, "GET", "/console/api/audit", params={"action": "sign_in.failed"}).json()["entries"]
        assert {(one["subject"], one["data"]["address"]) for one in kept} == {("address:127.0.0.1", "127.0.0.1")}
    for who, where in (("ada", "address:127.0.0.1"), ("carol", "address:127.0.*.*")):
        (told,) = heard(world, who, "sign_ins_failed")
        assert (told["data"]["where"], told["subject"]) == (where, where)
