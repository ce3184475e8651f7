"""Appointments: by day, open, another state, another time, cancelled."""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import appointments, reception
from bot.appointments import Appointment
from bot.appointments.record import find
from bot.errors import NotFound
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.door import note_look
from channels.console.operator import operator_of
from channels.describing import describes

routes = Blueprint("console_appointments", url_prefix="/console/api/appointments")


class Day(Payload):
    """Narrowed to a service, and to a class of customers."""

    day: date
    service: str | None = Field(None, max_length=32)
    customer_class: str | None = Field(None, max_length=16)


class Changed(Payload):
    state: Literal["confirmed", "done", "missed", "cancelled"]
    note: str = Field("", max_length=2000)


class Moved(Payload):
    starts_at: datetime


@routes.get("/")
@describes("agent", right="read", query=Day, answers={200: list[answers.AppointmentShown]})
async def listing(request: Request) -> HTTPResponse:
    """Those of one day of the desk's time zone, the cancelled ones too, in order of time."""
    asked = query(request, Day)
    begin = datetime.combine(asked.day, time(), tzinfo=request.app.ctx.standard.zone)
    end, of = begin + timedelta(days=1), {"service": asked.service, "customer_class": asked.customer_class}
    found = await look(request, lambda db: appointments.listing(db, begin, end, **of, cancelled=True))
    return json([_shown(one) for one in found])


def _shown(one: Appointment) -> dict[str, Any]:
    shown: dict[str, Any] = plain(one)
    return shown


@routes.get("/<number:str>")
@describes("agent", right="read", answers={200: answers.AppointmentWhole})
async def appointment(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    shown = await look(request, lambda db: _whole(db, number))
    await note_look(request, "appointment.read", f"appointment:{shown['number']}")
    return json(shown)


def _whole(db: Connection, number: str) -> dict[str, Any]:
    found = find(db, number)
    if found is None:
        raise NotFound("no_such_appointment")
    return {**_shown(found), "history": plain(appointments.history(db, found.id))}


@routes.post("/<number:str>/state")
@describes("agent", right="work", body=Changed, answers={200: answers.AppointmentWhole}, refuses=(409,))
async def set_state(request: Request, number: str) -> HTTPResponse:
    """The customer is told of a cancellation. Raises: NotFound; Conflict "appointment_over" with its state."""
    given, by = body(request, Changed), agent(request).id

    def make(db: Connection) -> dict[str, Any]:
        if given.state == "cancelled":
            reception.appointment_cancelled(db, number, by, now(), given.note, **_telling(request))
        else:
            appointments.set_state(db, number, given.state, by, now(), given.note)
        return _whole(db, number)

    return json(await change(request, make))


@routes.post("/<number:str>/time")
@describes("agent", right="work", body=Moved, answers={200: answers.AppointmentWhole}, refuses=(409,))
async def move(request: Request, number: str) -> HTTPResponse:
    """To another free time, and the customer is told.

    Raises: NotFound; Conflict "time_taken" (the old time stays) or "appointment_over" with its state."""
    given, by = body(request, Moved), agent(request).id

    def make(db: Connection) -> dict[str, Any]:
        reception.appointment_moved(db, number, given.starts_at, by, now(), **_telling(request))
        return _whole(db, number)

    return json(await change(request, make))


def _telling(request: Request) -> dict[str, Any]:
    ctx = request.app.ctx
    return {"standard": ctx.standard, "operator": operator_of(request.app), "phrases": ctx.phrases}
