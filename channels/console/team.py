"""For supervisors: every conversation that a person holds."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, conversations, handoff
from bot.standard import Standard
from channels.console import answers
from channels.console.asked import look
from channels.console.queue import entry
from channels.describing import describes

routes = Blueprint("console_team", url_prefix="/console/api")


@routes.get("/held")
@describes("agent", right="supervise", answers={200: list[answers.HeldEntry]})
async def held(request: Request) -> HTTPResponse:
    """Who holds which, by agent, the longest first."""
    return json(await look(request, lambda db: _held(db, request.app.ctx.standard)))


def _held(db: Connection, standard: Standard) -> list[dict[str, Any]]:
    everything = [one for someone in agents.listing(db) for one in handoff.held_by(db, someone.id)]
    last = conversations.latest(db, [one.conversation_id for one in everything])
    return [{**entry(one, last, standard), "agent_name": one.agent_name, "agent_no": one.agent_no} for one in everything]
