"""What the holder of a conversation does for its customer: opens a ticket, books an appointment."""

from datetime import datetime
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import appointments, customers, reception
from bot.errors import Invalid
from bot.operator import Operator
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.holding import Held
from channels.console.operator import hall, operator_of
from channels.console.tickets import Kind
from channels.describing import describes

routes = Blueprint("console_work", url_prefix="/console/api")

# Every free time of the next days: an agent looks for the one that the customer names.
ALL = 1000


class Keyed(Held):
    client_key: str = Field(..., min_length=1, max_length=40)


class NewTicket(Keyed):
    kind: Kind
    title: str = Field(..., min_length=2, max_length=60)
    description: str = Field(..., min_length=2, max_length=2000)
    contact: str = Field(..., min_length=4, max_length=64)


class Where(Payload):
    service: str = Field(..., max_length=32)
    district: str = Field(..., max_length=32)


class NewAppointment(Keyed, Where):
    """`place` is needed unless the customer comes to the hall."""

    starts_at: datetime
    place: str = Field("", max_length=200)
    name: str = Field(..., min_length=1, max_length=60)
    contact: str = Field(..., min_length=4, max_length=64)
    need: str = Field("", max_length=500)


@routes.post("/conversations/<conversation_id:str>/tickets")
@describes("agent", right="serve", body=NewTicket, answers={201: answers.Numbered}, refuses=(409,))
async def open_ticket(request: Request, conversation_id: str) -> HTTPResponse:
    """The customer is told number, department and due time, once. Raises: NotFound; Conflict "not_holder"."""
    given, by, ctx = body(request, NewTicket), agent(request).id, request.app.ctx

    def make(db: Connection) -> str:
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        details = (given.kind, given.title, given.description, given.contact, given.client_key)
        return reception.ticket_opened(db, conversation_id, by, given.fence, *details, now(), **told).number

    return json({"number": await change(request, make)}, status=201)


@routes.get("/free-times")
@describes("agent", right="work", query=Where, answers={200: list[answers.FreeTime]})
async def free_times(request: Request) -> HTTPResponse:
    """Each once, in order of time. Raises: Invalid for a service or district that the operator does not have."""
    wanted = known_to(query(request, Where), operator_of(request.app))
    free = await look(
        request, lambda db: appointments.free_times(db, wanted.service, wanted.district, now(), limit=ALL)
    )
    return json([{"starts_at": plain(one.starts_at), "ends_at": plain(one.ends_at)} for one in free])


@routes.post("/conversations/<conversation_id:str>/appointments")
@describes("agent", right="serve", body=NewAppointment, answers={201: answers.Numbered}, refuses=(409,))
async def book(request: Request, conversation_id: str) -> HTTPResponse:
    """The customer is told number, time and place, once.

    Raises: NotFound; Invalid; Conflict "not_holder" or "time_taken"."""
    operator, by, ctx = operator_of(request.app), agent(request).id, request.app.ctx
    given = known_to(body(request, NewAppointment), operator)

    def make(db: Connection) -> str:
        language = customers.conversation(db, conversation_id).language
        place = hall(operator, ctx.phrases, given.service, given.district, language) or given.place
        if not place:
            raise Invalid("invalid", "place: an address is needed", fields={"place": "needed"})
        wanted = given.dict(include={"service", "district", "starts_at", "name", "contact", "need"})
        return reception.appointment_booked(
            db,
            conversation_id,
            by,
            given.fence,
            given.client_key,
            now(),
            standard=ctx.standard,
            operator=operator,
            phrases=ctx.phrases,
            wanted={**wanted, "place": place},
        ).number

    return json({"number": await change(request, make)}, status=201)


def known_to(wanted: Any, operator: Operator) -> Any:
    for field, known in (("service", operator.services), ("district", operator.districts)):
        if getattr(wanted, field) not in known:
            raise Invalid("invalid", f"{field}: one of {', '.join(known)}", fields={field: "unknown"})
    return wanted
