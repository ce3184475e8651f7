"""What an agent has to hear without having asked: the bell's list."""

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot import masks, notices
from bot.access import may
from bot.notices import Notice
from channels.console.asked import Payload, agent, body, change, look, now, plain
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_notices", url_prefix="/console/api/notices")


class Seen(Payload):
    up_to: Number = Field(...)


@routes.get("/")
@describes("agent", answers={200: list[Notice]})
async def listing(request: Request) -> HTTPResponse:
    """The latest, newest first; everybody sees their own. Where a sign-in came from is masked for those who do not read
    the audit."""
    told = plain(await look(request, lambda db: notices.of(db, agent(request).id)))
    return json(told if may(agent(request).role, "audit") else masks.without_machines(told))


@routes.post("/seen")
@describes("agent", body=Seen, answers={204: None}, refuses=(404,))
async def see(request: Request) -> HTTPResponse:
    """All up to this one. Raises: NotFound for one that is not theirs."""
    seen = body(request, Seen)
    await change(request, lambda db: notices.see(db, agent(request).id, seen.up_to, now()))
    return empty()
