"""Tickets: list, open, note, move, classify, assign."""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, reception, tickets
from bot.agents import Agent
from bot.errors import Invalid, NotFound
from bot.standard import Standard
from bot.tickets import Ticket
from channels.console import answers
from channels.console.asked import Payload, agent, body, look, now, plain, query
from channels.console.case import TicketWhole, done, whole
from channels.console.door import note_look
from channels.console.filled import Filled
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_tickets", url_prefix="/console/api/tickets")

PAGE = 50
Kind = Literal["complaint", "fault", "request", "suggestion", "callback"]


class Search(Payload):
    """`order`: newest first, or in the order of work (C-11), then without those that are over; `before`: the id of the
    last one seen, `seen`: how many of them were, in the order of work; `unowned`: nobody answers for it yet; opened on
    days of the desk's from `first` to `last`."""

    kind: Kind | None = None
    state: str | None = Field(None, max_length=32)
    text: str = Field("", max_length=100)
    before: Number | None = None
    order: Literal["new", "work"] = "new"
    seen: int = Field(0, ge=0, le=100_000)
    mine: Literal["true", "false"] = "false"
    unowned: Literal["true", "false"] = "false"
    first: date | None = None
    last: date | None = None


class Noted(Payload):
    note: str = Field(..., min_length=1, max_length=2000)


class Moved(Filled):
    """With the form that the step needs, by field."""

    state: str = Field(..., min_length=1, max_length=32)
    note: str = Field("", max_length=2000)


class Assigned(Payload):
    agent_id: Number
    note: str = Field("", max_length=2000)


class Classified(Payload):
    type: str = Field(..., max_length=40)
    level: str = Field(..., max_length=40)
    note: str = Field("", max_length=2000)


@routes.get("/")
@describes("agent", right="read", query=Search, answers={200: list[answers.TicketRow]})
async def listing(request: Request) -> HTTPResponse:
    """Each with its most pressing clocks."""
    asked, standard, who = query(request, Search), request.app.ctx.standard, agent(request)
    return json(await look(request, lambda db: [_row(db, one, standard) for one in _found(db, asked, who, standard)]))


def _found(db: Connection, asked: Search, who: Agent, standard: Standard) -> list[Ticket]:
    wanted: dict[str, Any] = {"state": asked.state, "kind": asked.kind, "text": asked.text or None, "limit": PAGE}
    wanted["assignee_id"] = who.id if asked.mine == "true" else None
    wanted["unowned"] = asked.unowned == "true"
    wanted["since"] = _midnight(asked.first, standard) if asked.first else None
    wanted["until"] = _midnight(asked.last + timedelta(days=1), standard) if asked.last else None
    if asked.order == "work":
        return tickets.in_order_of_work(db, standard, now(), **wanted, after=asked.seen)
    return tickets.listing(db, **wanted, before=asked.before)


def _midnight(day: date, standard: Standard) -> datetime:
    return datetime.combine(day, time(), tzinfo=standard.zone)


def _row(db: Connection, one: Ticket, standard: Standard) -> dict[str, Any]:
    names = ("id", "number", "kind", "title", "state", "level", "created_at")
    weight = tickets.weight(one, standard)
    running = [plain(clock) for clock in tickets.clocks(one, standard, now()) if clock.stopped is None]
    first, then = [*running, None, None][:2]
    return {
        **{name: plain(getattr(one, name)) for name in names},
        "assignee": agents.get(db, one.assignee_id).name if one.assignee_id else None,
        "grade": weight.grade,
        "quadrant": weight.quadrant,
        "clock": first,
        "then": then,
    }


@routes.get("/<number:str>")
@describes("agent", right="read", answers={200: TicketWhole})
async def ticket(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    who, standard = agent(request), request.app.ctx.standard
    shown = await look(request, lambda db: whole(db, number, who, standard, now()))
    if who.id not in (shown["owner_id"], shown["assignee_id"]):
        await note_look(request, "ticket.read", f"ticket:{shown['number']}")
    return json(shown)


@routes.post("/<number:str>/notes")
@describes("agent", right="work", body=Noted, answers={200: TicketWhole})
async def note(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    given = body(request, Noted)
    return await done(request, number, lambda db: tickets.note(db, number, given.note, agent(request).id, now()))


@routes.post("/<number:str>/state")
@describes("agent", right="work", body=Moved, answers={200: TicketWhole}, refuses=(409,))
async def move(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "wrong_step" with the steps allowed, "not_ready" with what must happen before,
    "complained_about", "merged"; Forbidden; Invalid "evidence_missing" with the fields."""
    given, standard, by = body(request, Moved), request.app.ctx.standard, agent(request).id

    def make(db: Connection) -> Ticket:
        return reception.ticket_moved(db, number, given.state, by, now(), given.note, given.data, standard=standard)

    return await done(request, number, make)


@routes.post("/<number:str>/classification")
@describes("agent", right="work", body=Classified, answers={200: TicketWhole}, refuses=(409,))
async def classify(request: Request, number: str) -> HTTPResponse:
    """What the assistant proposed, confirmed or corrected (C-06).

    Raises: NotFound; Conflict "merged"; Invalid for what is no complaint, and for a type or level that the standard
    does not have."""
    given, by = body(request, Classified), agent(request).id
    known = request.app.ctx.standard.complaint
    if given.type not in known.types or given.level not in known.levels:
        raise Invalid("invalid", "a type and a level of the standard")

    def settle(db: Connection) -> Ticket:
        found = tickets.find(db, number)
        if found and found.kind != "complaint":
            raise Invalid("no_complaint", "only complaints have a type and a level")
        return tickets.classify(db, number, given.type, given.level, by, now(), given.note)

    return await done(request, number, settle)


@routes.post("/<number:str>/assignee")
@describes("agent", right="work", body=Assigned, answers={200: TicketWhole}, refuses=(409,))
async def assign(request: Request, number: str) -> HTTPResponse:
    """To any agent; the owner stays. Raises: NotFound for an unknown ticket, and an agent unknown or gone; Conflict
    "complained_about", "merged"; Invalid "reason_needed" where it is taken from somebody."""
    given, by = body(request, Assigned), agent(request).id

    def give(db: Connection) -> Ticket:
        if agents.get(db, given.agent_id).disabled_at is not None:
            raise NotFound("no_such_agent")
        return tickets.assign(db, number, given.agent_id, by, now(), given.note, standard=request.app.ctx.standard)

    return await done(request, number, give)
