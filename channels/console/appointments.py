"""Appointments: by day, open, another state, cancelled."""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import appointments
from bot.appointments import Appointment
from bot.appointments.record import find
from bot.errors import NotFound
from channels.console.asked import Payload, agent, body, change, look, now, plain, query

routes = Blueprint("console_appointments", url_prefix="/console/api/appointments")


class Day(Payload):
    day: date


class Changed(Payload):
    state: Literal["confirmed", "done", "missed", "cancelled"]
    note: str = Field("", max_length=2000)


@routes.get("/")
async def listing(request: Request) -> HTTPResponse:
    """Those of one day of the desk's time zone, in order of time."""
    begin = datetime.combine(query(request, Day).day, time(), tzinfo=request.app.ctx.standard.zone)
    end = begin + timedelta(days=1)
    return json([_shown(one) for one in await look(request, lambda db: appointments.listing(db, begin, end))])


def _shown(one: Appointment) -> dict[str, Any]:
    shown: dict[str, Any] = plain(one)
    return shown


@routes.get("/<number:str>")
async def appointment(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    return json(await look(request, lambda db: _whole(db, number)))


def _whole(db: Connection, number: str) -> dict[str, Any]:
    found = find(db, number)
    if found is None:
        raise NotFound("no_such_appointment")
    return {**_shown(found), "history": plain(appointments.history(db, found.id))}


@routes.post("/<number:str>/state")
async def set_state(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "appointment_over" with its state."""
    given, by = body(request, Changed), agent(request).id

    def make(db: Connection) -> dict[str, Any]:
        appointments.set_state(db, number, given.state, by, now(), given.note)
        return _whole(db, number)

    return json(await change(request, make))
