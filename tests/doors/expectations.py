"""Who may do what: one row a route, with what is sent there and the answer that each role gets.

The console's are here, those of the other doors in elsewhere.py; rows.py says who is who. A route without a row fails
the matrix by its name, and a row that names another right than its route fails as well."""

from collections.abc import Callable
from typing import Any

from channels.payload import NUMBER_MAX

from .elsewhere import ELSEWHERE
from .rows import FILE, Row, Sent, agents, everyone, hers, talk, to
from .world import PASSWORD, World


def held(**body: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"fence": world.ids["fence"], **body}


def newcomer(world: World) -> dict[str, Any]:
    name = world.key()
    return {"json": {"login": name, "name": "New", "staff_no": name, "role": "agent", "password": PASSWORD}}


def remedy(world: World) -> dict[str, Any]:
    return {"kind": "apology", "words": "很抱歉给您带来不便", "client_key": world.key()}


def called(world: World, **more: Any) -> dict[str, Any]:
    return {"channel": "phone", "name": "Alice", "client_key": world.key(), **more}


def unsent(world: World) -> dict[str, Any]:
    return {"path": {"conversation_id": world.ids["alice"], "seq": 1}}


def classified(world: World) -> dict[str, Any]:
    known = world.standard.complaint
    return {"type": next(iter(known.types)), "level": next(iter(known.levels))}


def contact_of_hers(world: World) -> dict[str, Any]:
    return {"json": {"subject": f"ticket:{world.ids['ticket']}", "field": "contact", "reason": "asks for a call"}}


def tied(name: str) -> Sent:
    """To itself."""
    return to("number", "ticket", json=lambda world: {name: world.ids["ticket"]})


def no_promise(world: World) -> dict[str, Any]:
    return {"path": {"conversation_id": world.ids["alice"], "promise_id": NUMBER_MAX}}


def no_subtask(world: World) -> dict[str, Any]:
    return {"path": {"number": world.ids["ticket"], "subtask_id": 987654}, "json": {"kind": "done", "text": "done"}}


TOLD = {"kind": "told", "data": {"channel": "phone", "words": "We are on it"}}
TICK = {"tick": "solved", "done": True}
SCORES = {"urgency": 3, "importance": 3, "scope": 1, "difficulty": 2}
SUBTASK = {"department": "operations", "request": "Look at the bill", "due_at": "2099-01-01T00:00:00Z"}


def assessors(status: int, sends: Sent = lambda world: {}) -> Row:
    return agents(403, sends=sends, needs="assess", carol=status, quinn=status)


def task(told: Sent, name: str = "crew") -> Sent:
    return lambda world: {"path": {"incident_id": world.ids["incident"], "task": name}, "json": told(world)}


API = "/console/api"
TALK = f"{API}/conversations/{{conversation_id}}"
TICKET = f"{API}/tickets/{{number}}"
VISIT = f"{API}/appointments/{{number}}"
QUALITY = f"{API}/quality"
DRAWN = {"seed": "s", "size": 5, "from_at": "2026-01-01T00:00:00Z", "until_at": "2026-01-08T00:00:00Z"}
WEEK = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-08T00:00:00Z"}
INCIDENT = f"{API}/incidents/{{incident_id}}"
NOTICE = {"notice_zh": "您好，东湖区宽带目前中断。", "notice_en": "Broadband in Donghu is interrupted."}
OUTAGE = {"severity": "major", "what": "a cable is cut", "services": ["broadband"], "districts": ["donghu"], **NOTICE}
WRAP_UP = {"topic": "fault", "outcome": "resolved", "summary": "done"}
TICKET_WORDS = {"kind": "fault", "title": "No net", "description": "No net at home", "contact": "13800138000"}
BOOKING = {"service": "repair", "district": "donghu", "place": "1 Lake Road", "name": "Alice", "contact": "13800138000"}
WHERE = {"params": {"service": "repair", "district": "donghu"}}

BEHIND = {"params": {"figure": "KPI-SEI"}}
HOLD = {"json": {"customer": "nobody", "reason": "court file 17"}}

EXPECTED: dict[str, Row] = {
    **ELSEWHERE,
    f"GET {API}/callbacks": agents(200, needs="serve"),
    f"POST {API}/callbacks/{{number}}/{{phase}}": agents(
        409,
        sends=lambda world: {"path": {"number": world.ids["ticket"], "phase": 1}, "json": {"reached": False}},
        needs="serve",
    ),
    # The console. What is everybody's own needs no right.
    f"POST {API}/sign-in": everyone(200, lambda world: {"json": {"login": "bob", "password": PASSWORD}}),
    f"GET {API}/me": agents(200),
    # Nobody has begun one.
    f"GET {API}/second-factor": agents(200),
    f"POST {API}/second-factor": agents(404, sends=lambda world: {"json": {"code": "000000"}}),
    f"POST {API}/second-factor/removed": agents(404, sends=lambda world: {"json": {"code": "000000"}}),
    f"POST {API}/second-factor/begun": agents(201),
    f"POST {API}/availability": agents(204, sends=lambda world: {"json": {"available": True}}, needs="serve"),
    f"GET {API}/desk": agents(200),
    f"GET {API}/stream": agents(200),
    f"GET {API}/history": agents(200, needs="read"),
    f"GET {API}/board": agents(200, needs="supervise"),
    f"GET {API}/board/stream": agents(200, needs="supervise"),
    f"POST {TALK}/whispers": talk(201, sends=hers(json={"text": "a word"}), needs="supervise"),
    f"POST {TALK}/take-over": talk(200, sends=hers(), needs="supervise"),
    f"GET {API}/team": agents(200, needs="roster"),
    f"POST {API}/team": agents(201, sends=newcomer, needs="administer"),
    f"POST {API}/team/{{agent_id}}": agents(204, sends=to("agent_id", "erin", json={"capacity": 4}), needs="roster"),
    f"POST {API}/team/{{agent_id}}/role": agents(
        204, sends=to("agent_id", "desi", json={"role": "designer"}), needs="administer"
    ),
    f"POST {API}/team/{{agent_id}}/disable": agents(
        404, sends=lambda world: {"path": {"agent_id": 999}}, needs="administer"
    ),
    # Nothing of Alice's failed to be delivered.
    f"GET {API}/undelivered": agents(200, needs="serve"),
    f"POST {TALK}/undelivered/{{seq}}/again": talk(404, sends=unsent),
    f"POST {TALK}/undelivered/{{seq}}/resolved": talk(404, sends=unsent),
    f"GET {API}/free-times": agents(200, sends=lambda world: WHERE, needs="work"),
    f"GET {API}/notices": agents(200),
    f"POST {API}/notices/seen": agents(404, sends=lambda world: {"json": {"up_to": NUMBER_MAX}}),
    f"POST {API}/drafts/promises": agents(200, sends=lambda world: {"json": {"text": "I will"}}, needs="serve"),
    f"POST {API}/drafts/promises/corrected": agents(
        422, sends=lambda world: {"json": {"text": "I will", "start": 0}}, needs="serve"
    ),
    f"POST {TALK}/promises/{{promise_id}}/kept": talk(404, sends=no_promise, needs="work"),
    f"POST {API}/drafts": agents(200, sends=lambda world: {"json": {"text": "不行"}}, needs="serve"),
    f"POST {API}/handoffs/{{handoff_id}}/claim": agents(200, 409, to("handoff_id", "handoff"), needs="serve"),
    f"GET {TALK}": talk(200, sends=hers(), needs="read"),
    f"GET {TALK}/messages": talk(200, sends=hers(), needs="read"),
    f"GET {TALK}/stream": talk(200, sends=hers(), needs="read"),
    f"POST {TALK}/typing": talk(204, sends=hers()),
    f"POST {TALK}/notes": talk(201, sends=hers(json={"text": "a note"})),
    f"POST {TALK}/messages": talk(
        201, 409, hers(json=lambda world: {**held(text="您好")(world), "client_key": world.key()})
    ),
    f"POST {TALK}/attachments": talk(201, sends=hers(**FILE)),
    f"GET {TALK}/attachments/{{attachment_id}}": talk(
        200,
        sends=lambda world: {"path": hers()(world)["path"] | to("attachment_id", "picture")(world)["path"]},
        needs="read",
    ),
    f"POST {TALK}/tickets": talk(
        201, 409, hers(json=lambda world: {**held(**TICKET_WORDS)(world), "client_key": world.key()})
    ),
    f"POST {TALK}/appointments": talk(
        201, 409,
        hers(json=lambda world: {**held(**BOOKING)(world), "client_key": world.key(), "starts_at": world.ids["free"]}),
    ),
    f"POST {TALK}/transfer": talk(
        204, 409, hers(json=lambda world: held(to_agent_id=world.ids["carol"], note="please")(world))
    ),
    f"POST {TALK}/return": talk(204, 409, hers(json=held())),
    f"POST {TALK}/close": talk(204, 409, hers(json=held(**WRAP_UP))),
    f"GET {API}/tickets": agents(200, needs="read"),
    f"POST {API}/tickets": agents(201, sends=lambda world: {"json": called(world, **TICKET_WORDS)}, needs="work"),
    # A time that nobody can have: who may ask is answered 409.
    f"POST {API}/appointments": agents(
        409, sends=lambda world: {"json": called(world, **BOOKING, starts_at="2099-01-01T00:00:00Z")}, needs="work"
    ),
    f"GET {TICKET}": agents(200, sends=to("number", "ticket"), needs="read"),
    f"POST {TICKET}/notes": agents(200, sends=to("number", "ticket", json={"note": "a note"}), needs="work"),
    f"POST {TICKET}/assignee": agents(
        200, sends=to("number", "ticket", json=lambda world: {"agent_id": world.ids["carol"]}), needs="work"
    ),
    f"POST {TICKET}/classification": agents(200, sends=to("number", "ticket", json=classified), needs="work"),
    f"POST {TICKET}/state": agents(409, sends=to("number", "ticket", json={"state": "nowhere"}), needs="work"),
    f"POST {TICKET}/reopening": agents(409, sends=to("number", "ticket", json={"to": "nowhere"}), needs="work"),
    f"POST {TICKET}/events": agents(200, sends=to("number", "ticket", json=TOLD), needs="work"),
    f"POST {TICKET}/ticks": agents(200, sends=to("number", "ticket", json=TICK), needs="work"),
    f"POST {TICKET}/priority": agents(200, sends=to("number", "ticket", json=SCORES), needs="work"),
    f"POST {TICKET}/features": agents(200, sends=to("number", "ticket", json={"features": []}), needs="work"),
    f"POST {TICKET}/accused": agents(200, sends=to("number", "ticket", json={"agent_ids": []}), needs="investigate"),
    f"POST {TICKET}/customer-class": agents(
        200, sends=to("number", "ticket", json={"to": "vip", "reason": "a contract"}), needs="supervise"
    ),
    f"POST {TICKET}/links": agents(422, sends=tied("other"), needs="work"),
    f"POST {TICKET}/merging": agents(422, sends=tied("into"), needs="work"),
    f"POST {TICKET}/subtasks": agents(200, sends=to("number", "ticket", json=SUBTASK), needs="work"),
    f"POST {TICKET}/subtasks/{{subtask_id}}": agents(404, sends=no_subtask, needs="work"),
    f"GET {API}/subtasks": agents(200, needs="work"),
    f"GET {TICKET}/letters": agents(200, sends=to("number", "ticket"), needs="read"),
    f"POST {TICKET}/letters": agents(
        409, sends=to("number", "ticket", json={"data": {}, "client_key": "letter-0001"}), needs="work"
    ),
    f"GET {TICKET}/letters/{{place}}": agents(
        404, sends=lambda world: {"path": {"number": world.ids["ticket"], "place": 1}}, needs="read"
    ),
    f"GET {TICKET}/remedies": agents(200, sends=to("number", "ticket"), needs="read"),
    f"POST {TICKET}/remedies": agents(201, sends=to("number", "ticket", json=remedy), needs="work"),
    f"GET {API}/remedies": agents(200, needs="approve"),
    f"POST {API}/remedies/{{remedy_id}}/decision": agents(
        404, sends=lambda world: {"path": {"remedy_id": 999}, "json": {"granted": True}}, needs="approve"
    ),
    f"POST {API}/reveals": agents(200, sends=contact_of_hers, needs="reveal"),
    f"GET {API}/appointments": agents(
        200, sends=lambda world: {"params": {"day": world.ids["free"][:10]}}, needs="read"
    ),
    f"GET {VISIT}": agents(200, sends=to("number", "appointment"), needs="read"),
    f"POST {VISIT}/time": agents(
        200, sends=to("number", "appointment", json=lambda world: {"starts_at": world.ids["free"]}), needs="work"
    ),
    f"POST {VISIT}/state": agents(200, sends=to("number", "appointment", json={"state": "confirmed"}), needs="work"),
    # Quinn and Carol assess; nothing was drawn but a sample of Bob's work.
    f"GET {QUALITY}/samples": assessors(200),
    f"POST {QUALITY}/samples": assessors(201, lambda world: {"json": DRAWN}),
    f"GET {QUALITY}/samples/{{sample_id}}": assessors(200, to("sample_id", "sample")),
    f"GET {QUALITY}/samples/{{sample_id}}/csv": assessors(200, to("sample_id", "sample")),
    f"GET {QUALITY}/items/{{item_id}}": assessors(404, lambda world: {"path": {"item_id": 999999}}),
    f"POST {QUALITY}/items/{{item_id}}/review": assessors(
        404, lambda world: {"path": {"item_id": 999999}, "json": {"checks": {}}}
    ),
    f"POST {QUALITY}/reviews/{{review_id}}/settle": assessors(
        404, lambda world: {"path": {"review_id": 999999}, "json": {"score": 90, "answer": "right"}}
    ),
    f"POST {QUALITY}/findings/{{finding_id}}/steps": assessors(
        404, lambda world: {"path": {"finding_id": 999999}, "json": {"step": "verified", "note": "seen"}}
    ),
    f"GET {QUALITY}/averages": assessors(200, lambda world: {"params": WEEK}),
    f"GET {API}/reviews": agents(200, needs="serve"),
    f"POST {API}/reviews/{{review_id}}/appeal": agents(
        404, sends=lambda world: {"path": {"review_id": 999999}, "json": {"reason": "no"}}, needs="serve"
    ),
    f"POST {API}/reviews/findings/{{finding_id}}/steps": agents(
        404,
        sends=lambda world: {"path": {"finding_id": 999999}, "json": {"step": "planned", "note": "soon"}},
        needs="serve",
    ),
    f"GET {API}/problems": agents(200, needs="browse"),
    f"GET {API}/incidents": agents(200, needs="read"),
    f"GET {INCIDENT}": agents(200, sends=to("incident_id", "incident"), needs="read"),
    f"POST {API}/incidents": agents(403, sends=lambda world: {"json": OUTAGE}, needs="supervise", carol=201),
    f"POST {INCIDENT}/severity": agents(
        403, sends=to("incident_id", "incident", json={"severity": "major"}), needs="supervise", carol=200
    ),
    f"POST {INCIDENT}/notice": agents(
        403, sends=to("incident_id", "incident", json=NOTICE), needs="supervise", carol=200
    ),
    f"POST {INCIDENT}/stage": agents(
        403, sends=to("incident_id", "incident", json={"stage": "reviewed"}), needs="supervise", carol=409
    ),
    f"POST {INCIDENT}/tasks/{{task}}/assignee": agents(
        403, sends=task(lambda world: {"agent_id": world.ids["erin"]}), needs="supervise", carol=200
    ),
    f"POST {INCIDENT}/tasks/{{task}}/done": agents(404, sends=task(lambda world: {}, "dance"), needs="work"),
    f"GET {API}/figures": agents(403, needs="figures", carol=200, quinn=200),
    f"GET {API}/figures/states": agents(403, needs="figures", carol=200, quinn=200),
    f"GET {API}/figures/choices": agents(403, needs="figures", carol=200, quinn=200),
    f"GET {API}/figures/rows": agents(403, sends=lambda world: BEHIND, needs="figures", carol=200, quinn=200),
    f"POST {API}/figures/sheet": agents(403, sends=lambda world: {"json": {}}, needs="figures", carol=200, quinn=200),
    f"POST {API}/figures/rows/sheet": agents(
        403, sends=lambda world: {"json": BEHIND["params"]}, needs="figures", carol=200, quinn=200
    ),
    # Numbers in a body that are nobody's: who may ask is answered 404.
    f"GET {API}/audit": agents(403, needs="audit", quinn=200, ada=200),
    f"GET {API}/audit/verified": agents(403, needs="audit", quinn=200, ada=200),
    f"GET {API}/holds": agents(403, needs="administer", ada=200),
    f"POST {API}/holds": agents(403, needs="administer", ada=404, sends=lambda world: HOLD),
    f"POST {API}/holds/lifted": agents(403, needs="administer", ada=404, sends=lambda world: HOLD),
    f"POST {API}/sign-out": agents(204),
}  # fmt: skip
