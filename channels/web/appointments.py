"""An appointment as a calendar file, for the conversation in which it was made and for no other."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from bot import appointments, customers
from bot.calendar_file import ics
from bot.customers import Visit
from bot.errors import NotFound
from bot.numbers import read_number
from channels.describing import describes
from channels.web import visitors
from channels.web.origins import open_to_pages

CALENDAR = "text/calendar; charset=utf-8"


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "GET", "/appointments/<name>", calendar_file)


@describes("visitor", answers={200: CALENDAR})
async def calendar_file(request: Request, name: str) -> HTTPResponse:
    """`name`: <number>.ics. Another's appointment and one that does not exist look the same."""

    def find(db: Connection, visit: Visit) -> bytes:
        number = read_number(name[: -len(".ics")]) if name.endswith(".ics") else None
        for booked in appointments.of_conversation(db, visit.conversation_id):
            if number and read_number(booked.number) == number:
                return ics(booked, customers.conversation(db, visit.conversation_id).language)
        raise NotFound("no_such_appointment")

    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"', "Cache-Control": "no-store"}
    content = await visitors.reading(request, find)
    return raw(content, content_type=CALENDAR, headers=headers)
