"""Callbacks after the service: whom to call, and what came of it (FLOW-CALLBACK, FORM-CALLBACK)."""

from datetime import timedelta
from typing import Any

from pydantic import Field, root_validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, reception
from bot.agents import Agent
from bot.callbacks import Standing
from bot.reception.after import has_channel
from bot.reception.calling import Call, called
from bot.standard import Standard
from bot.tickets import Ticket
from channels.console import callbacks_shown as shown
from channels.console.asked import Payload, agent, body, change, look, now, plain
from channels.describing import describes

routes = Blueprint("console_callbacks", url_prefix="/console/api/callbacks")

AHEAD = timedelta(hours=24)  # what comes next stands below what is due
MOST = 200


class Called(Payload):
    """FORM-CALLBACK: who was reached says whether it is solved (`effect`)."""

    reached: bool
    problem_confirmed: bool | None = None
    solution_carried_out: bool | None = None
    effect: bool | None = None
    feedback: str = Field("", max_length=1000)
    rating: int | None = Field(None, ge=1, le=5)

    @root_validator
    def _effect_of_whom_was_reached(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("reached") and values.get("effect") is None:
            raise ValueError("effect: is it solved?")
        return values


@routes.get("/")
@describes("agent", right="serve", answers={200: list[shown.CallbackRow]})
async def listing(request: Request) -> HTTPResponse:
    """One's own tickets first, then those that are due first; what the assistant asks by itself stands among them."""
    standard, who = request.app.ctx.standard, agent(request)

    def found(db: Connection) -> list[dict[str, Any]]:
        due = reception.callbacks_due(db, now(), standard=standard, ahead=AHEAD)
        rows = [_row(db, ticket, one, who, standard) for ticket, one in due]
        return sorted(rows, key=lambda row: not row["mine"])[:MOST]

    return json(await look(request, found))


@routes.post("/<number:str>/<phase:int>")
@describes("agent", right="serve", body=Called, answers={201: shown.CallbackMade}, refuses=(404, 409))
async def record(request: Request, number: str, phase: int) -> HTTPResponse:
    """Raises: NotFound; Conflict "nothing_to_ask" when somebody else was first."""
    call, who, standard = Call(**body(request, Called).dict()), agent(request), request.app.ctx.standard
    made = await change(request, lambda db: called(db, number, phase, who, call, now(), standard=standard))
    return json({"outcome": made.outcome, "attempt": made.attempt}, 201)


def _row(db: Connection, ticket: Ticket, one: Standing, who: Agent, standard: Standard) -> dict[str, Any]:
    in_charge = ticket.owner_id or ticket.assignee_id
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "title": ticket.title,
        "contact": ticket.contact,
        "language": ticket.language,
        "conversation_id": ticket.conversation_id,
        "phase": one.planned.phase,
        "attempt": one.attempt or standard.callbacks.phase(one.planned.phase).attempts,
        "attempts": standard.callbacks.phase(one.planned.phase).attempts,
        "at": plain(one.at or one.planned.at),
        "due": plain(one.planned.due),
        "by_assistant": has_channel(db, ticket),
        "mine": in_charge == who.id,
        "owner": agents.get(db, in_charge).name if in_charge else None,
    }
