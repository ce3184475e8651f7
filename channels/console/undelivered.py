"""What a messaging app did not take: every agent sees it, and may have it tried again or put it aside."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import conversations, deliveries, transcript
from bot.deliveries import DeadLetter
from channels.console import answers
from channels.console.asked import agent, change, look, now, plain
from channels.describing import describes

routes = Blueprint("console_undelivered", url_prefix="/console/api")

LIST = 50
PREVIEW = 80  # characters


@routes.get("/undelivered")
@describes("agent", right="serve", answers={200: list[answers.Undelivered]})
async def undelivered(request: Request) -> HTTPResponse:
    """What nobody has seen to yet, the latest first."""

    def listed(db: Connection) -> list[dict[str, Any]]:
        return [_entry(db, one) for one in deliveries.open_ones(db, LIST)]

    return json(await look(request, listed))


def _entry(db: Connection, one: DeadLetter) -> dict[str, Any]:
    customer = conversations.customer(db, one.conversation_id)
    said = transcript.at(db, one.conversation_id, one.seq).text[:PREVIEW]
    return {**plain(one), "customer_id": customer.customer_id, "name": customer.name, "text": said}


@routes.post("/conversations/<conversation_id:str>/undelivered/<seq:int>/again")
@describes("agent", right="serve", answers={204: None})
async def again(request: Request, conversation_id: str, seq: int) -> HTTPResponse:
    """Tried once more: in a chat that was closed to us, with all that waits behind it. Raises: NotFound."""
    await change(request, lambda db: deliveries.again(db, conversation_id, seq, now()))
    return empty()


@routes.post("/conversations/<conversation_id:str>/undelivered/<seq:int>/resolved")
@describes("agent", right="serve", answers={204: None})
async def resolved(request: Request, conversation_id: str, seq: int) -> HTTPResponse:
    """Seen to in another way; it is no longer counted. Raises: NotFound."""
    await change(request, lambda db: deliveries.resolve(db, conversation_id, seq, agent(request).id, now()))
    return empty()
