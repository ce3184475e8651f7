"""What came by telephone, at the counter or by letter is entered here, without a conversation (S0-6.1-b, S2-3.1-a)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception
from bot.errors import Invalid
from bot.reception import Caller
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, now
from channels.console.operator import hall, operator_of
from channels.console.tickets import Kind
from channels.console.work import known_to
from channels.describing import describes

routes = Blueprint("console_entered", url_prefix="/console/api")


@dataclass(frozen=True)
class Entered:
    """`said`: what the agent tells them, in their language."""

    number: str
    said: str


class Asking(Payload):
    channel: Literal["phone", "counter", "mail"]
    name: str = Field(..., min_length=1, max_length=60)
    contact: str = Field(..., min_length=4, max_length=64)
    language: Literal["zh", "en"] = "zh"
    client_key: str = Field(..., min_length=1, max_length=40)

    def caller(self, arrived_at: datetime) -> Caller:
        return Caller(self.channel, self.name, self.contact, self.language, arrived_at)


class NewEntry(Asking):
    """`arrived_at`: when it reached us, now without it; from then on deadlines count."""

    kind: Kind
    title: str = Field(..., min_length=2, max_length=60)
    description: str = Field(..., min_length=2, max_length=2000)
    arrived_at: datetime | None = None


class NewVisit(Asking):
    """`place` is needed unless the customer comes to the hall."""

    service: str = Field(..., max_length=32)
    district: str = Field(..., max_length=32)
    starts_at: datetime
    place: str = Field("", max_length=200)
    need: str = Field("", max_length=500)


@routes.post("/tickets")
@describes("agent", right="work", body=NewEntry, answers={201: Entered})
async def enter_ticket(request: Request) -> HTTPResponse:
    """Raises: Invalid "arrived" for what has not arrived yet, or too long ago."""
    given, by, ctx, at = body(request, NewEntry), agent(request).id, request.app.ctx, now()

    def make(db: Connection) -> dict[str, Any]:
        caller = given.caller(given.arrived_at or at)
        details = (given.kind, given.title, given.description, by, given.client_key, at)
        made = reception.ticket_entered(db, caller, *details, standard=ctx.standard)
        return {"number": made.number, "said": reception.words_for(made, ctx.standard, ctx.phrases, at)}

    return json(await change(request, make), status=201)


@routes.post("/appointments")
@describes("agent", right="work", body=NewVisit, answers={201: answers.Numbered}, refuses=(409,))
async def enter_appointment(request: Request) -> HTTPResponse:
    """The agent arranges the time with who calls (S4-2.2-a). Raises: Invalid; Conflict "time_taken"."""
    operator, by, ctx, at = operator_of(request.app), agent(request).id, request.app.ctx, now()
    given = known_to(body(request, NewVisit), operator)
    place = hall(operator, ctx.phrases, given.service, given.district, given.language) or given.place
    if not place:
        raise Invalid("invalid", "place: an address is needed", fields={"place": "needed"})
    wanted = {**given.dict(include={"service", "district", "starts_at", "need"}), "place": place}

    def make(db: Connection) -> str:
        return reception.appointment_entered(db, given.caller(at), wanted, by, given.client_key, at).number

    return json({"number": await change(request, make)}, status=201)
