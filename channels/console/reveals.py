"""A masked value, shown to whoever says why."""

from dataclasses import dataclass

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import reception
from channels.console.asked import Payload, agent, body, change, now, plain
from channels.describing import describes

routes = Blueprint("console_reveals", url_prefix="/console/api/reveals")


class Wanted(Payload):
    """`subject`: "ticket:T7K2M-9QXD", "appointment:…" or "conversation:…"; `field`: such as contact, place,
    fields.address, message.3."""

    subject: str = Field(..., min_length=3, max_length=80)
    field: str = Field(..., min_length=1, max_length=60)
    reason: str = Field(..., min_length=4, max_length=200)


@dataclass(frozen=True)
class Revealed:
    value: str


@routes.post("/")
@describes("agent", right="reveal", body=Wanted, answers={200: Revealed}, refuses=(404, 429))
async def reveal(request: Request) -> HTTPResponse:
    """One at a time, with a reason; that it was shown is audited, what was shown is not.

    Raises: NotFound; Forbidden "not_concerned"; TooMany "reveals_much"."""
    wanted, rules = body(request, Wanted), request.app.ctx.standard.guard
    told = (agent(request), wanted.subject, wanted.field, wanted.reason, now(), rules)
    shown = await change(request, lambda db: reception.revealed(db, *told))
    request.ctx.shown = None  # this once no mask
    return json(plain(Revealed(shown.value)))
