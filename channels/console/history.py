"""Conversations of the past, to read."""

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import conversations, reception
from bot.conversations import Listed
from channels.console.asked import Payload, agent, look, plain, query
from channels.console.door import note_look
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_history", url_prefix="/console/api")

PAGE = 50


class Search(Payload):
    text: str = Field("", max_length=100)
    before: Number | None = None


@routes.get("/history")
@describes("agent", right="read", query=Search, answers={200: list[Listed]})
async def history(request: Request) -> HTTPResponse:
    """As far as they concern the asker."""
    asked, theirs = query(request, Search), reception.visible_to(agent(request))

    def found(db: Connection) -> list[Listed]:
        return conversations.listing(db, text=asked.text, limit=PAGE, before=asked.before, only=theirs)

    if asked.text:
        await note_look(request, "history.read", "history:search")
    return json(plain(await look(request, found)))
