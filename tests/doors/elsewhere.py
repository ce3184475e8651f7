"""What each role gets at the doors that are not the console's: the widget, the case page, Telegram and health."""

from typing import Any

from .rows import FILE, Row, Sent, everyone, to, visitors
from .world import World

PRESSED = {"client_key": "pressed-0001", "language": "en"}


def said(world: World) -> dict[str, Any]:
    return {"json": {"client_key": world.key(), "text": "hello"}}


def pair(**more: Any) -> Sent:
    """What Alice knows of her ticket."""
    return lambda world: {"json": {"number": world.ids["ticket"], "last4": "8000", **more}}


def letter(world: World) -> dict[str, Any]:
    return {"path": {"letter_no": f"{world.ids['ticket']}-9"}, "data": {"last4": "8000"}}


def file(path: str) -> Sent:
    return lambda world: {"path": {"path": path}}


def calendar(world: World) -> dict[str, Any]:
    return {"path": {"name": f"{world.ids['appointment']}.ics"}}


ELSEWHERE: dict[str, Row] = {
    "GET /openapi.json": everyone(200),
    "GET /health": everyone(200),
    "GET /commitment": everyone(200),
    "GET /ready": everyone(200),
    "GET /console/static/{path}": everyone(200, file("console.js")),
    "GET /console/vendor/{path}": everyone(200, file("lit.min.js")),
    "GET /widget/{path}": everyone(200, file("desk.js")),
    "GET /metrics": everyone(200),  # from this machine, without a proxy
    "POST /telegram/webhook": everyone(403, lambda world: {"json": {"update_id": 1}}),
    # A visitor and the own conversation; there is no other that could be named.
    "POST /widget/conversations": everyone(201, lambda world: {"json": {"language": "en"}}),
    "GET /widget/conversation": visitors(200),
    "GET /widget/stream": visitors(200),
    "POST /widget/messages": visitors(201, sends=said),
    "POST /widget/typing": visitors(200, sends=lambda world: {"json": {}}),
    "PUT /widget/language": visitors(200, sends=lambda world: {"json": {"language": "en"}}),
    "POST /widget/human": visitors(201, sends=said),
    "POST /widget/waiting/cancel": visitors(409, 200, lambda world: {"json": {}}),
    "POST /widget/rating": visitors(404, sends=lambda world: {"json": {"score": 5}}),
    "POST /widget/attachments": visitors(201, sends=lambda world: FILE),
    "POST /widget/link": visitors(201, sends=lambda world: {"json": {}}),
    "POST /widget/link/redeem": visitors(422, sends=lambda world: {"json": {"code": "ABCD-2345"}}),
    # Alice's things: with Dan's token they do not exist.
    "GET /widget/appointments/{name}": visitors(200, 404, calendar),
    "GET /widget/attachments/{attachment_id}": visitors(200, 404, to("attachment_id", "picture")),
    "GET /widget/cases": visitors(200, sends=lambda world: {"params": {"language": "en"}}),
    "POST /widget/cases/{number}/hurry": visitors(200, 404, to("number", "ticket", json=PRESSED)),
    "POST /widget/cases/{number}/not-solved": visitors(409, 404, to("number", "ticket", json=PRESSED)),
    # Whoever knows the pair; there is no letter to this ticket, and it is being worked on.
    "POST /status/case": everyone(200, pair()),
    "POST /status/hurry": everyone(200, pair(**PRESSED)),
    "POST /status/not-solved": everyone(409, pair(**PRESSED)),
    "POST /status/letters/{letter_no}": everyone(404, letter),
}  # fmt: skip
