"""Tickets: list, open, note, move, classify, assign."""

from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, attachments, tickets
from bot.errors import Invalid, NotFound
from bot.standard import Standard
from bot.tickets import Ticket
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_tickets", url_prefix="/console/api/tickets")

PAGE = 50
Kind = Literal["complaint", "fault", "request", "suggestion", "callback"]


class Search(Payload):
    kind: Kind | None = None
    state: str | None = Field(None, max_length=32)
    text: str = Field("", max_length=100)
    before: Number | None = None


class Noted(Payload):
    note: str = Field(..., min_length=1, max_length=2000)


class Moved(Payload):
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
    """Newest first, each with its most pressing clock."""
    asked = query(request, Search)

    def found(db: Connection) -> list[Ticket]:
        wanted = {"state": asked.state, "kind": asked.kind, "text": asked.text or None}
        return tickets.listing(db, **wanted, limit=PAGE, before=asked.before)

    standard: Standard = request.app.ctx.standard
    return json([_row(one, standard) for one in await look(request, found)])


def _row(one: Ticket, standard: Standard) -> dict[str, Any]:
    shown = {
        name: plain(getattr(one, name)) for name in ("id", "number", "kind", "title", "state", "level", "created_at")
    }
    open_clocks = [clock for clock in tickets.clocks(one, standard, now()) if clock.stopped is None]
    return {**shown, "clock": plain(open_clocks[0]) if open_clocks else None}


@routes.get("/<number:str>")
@describes("agent", right="read", answers={200: answers.TicketWhole})
async def ticket(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    return json(await look(request, lambda db: _whole(db, number, request.app.ctx.standard)))


def _whole(db: Connection, number: str, standard: Standard) -> dict[str, Any]:
    found = tickets.find(db, number)
    if found is None:
        raise NotFound("no_such_ticket")
    shown = plain(found)
    del shown["events"], shown["step"]
    return {
        **shown,
        "clocks": plain(tickets.clocks(found, standard, now())),
        "next": tickets.next_steps(found, standard),
        "classified": any(name == "classified" for name, _ in found.happened),
        "history": plain(tickets.history(db, found.id)),
        "attachments": _files(db, found),
        "owner": _name(db, found.owner_id),
        "assignee": _name(db, found.assignee_id),
    }


def _files(db: Connection, found: Ticket) -> list[dict[str, Any]]:
    """Of the conversation that it came from."""
    sent = attachments.of_conversation(db, found.conversation_id) if found.conversation_id else []
    return [one.told() for one in sent]


def _name(db: Connection, agent_id: int | None) -> str | None:
    return agents.get(db, agent_id).name if agent_id else None


@routes.post("/<number:str>/notes")
@describes("agent", right="work", body=Noted, answers={200: answers.TicketWhole})
async def note(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    given = body(request, Noted)
    return await _done(request, number, lambda db: tickets.note(db, number, given.note, agent(request).id, now()))


@routes.post("/<number:str>/state")
@describes("agent", right="work", body=Moved, answers={200: answers.TicketWhole}, refuses=(409,))
async def move(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "wrong_step" with the steps allowed."""
    given, standard = body(request, Moved), request.app.ctx.standard
    by = agent(request).id
    return await _done(
        request,
        number,
        lambda db: tickets.move(db, number, given.state, by, now(), given.note, standard=standard),
    )


@routes.post("/<number:str>/classification")
@describes("agent", right="work", body=Classified, answers={200: answers.TicketWhole})
async def classify(request: Request, number: str) -> HTTPResponse:
    """What the assistant proposed, confirmed or corrected (C-06).

    Raises: NotFound; Invalid for what is no complaint, and for a type or level that the standard does not have."""
    given, by = body(request, Classified), agent(request).id
    known = request.app.ctx.standard.complaint
    if given.type not in known.types or given.level not in known.levels:
        raise Invalid("invalid", "a type and a level of the standard")

    def settle(db: Connection) -> Ticket:
        found = tickets.find(db, number)
        if found and found.kind != "complaint":
            raise Invalid("no_complaint", "only complaints have a type and a level")
        return tickets.classify(db, number, given.type, given.level, by, now(), given.note)

    return await _done(request, number, settle)


@routes.post("/<number:str>/assignee")
@describes("agent", right="work", body=Assigned, answers={200: answers.TicketWhole})
async def assign(request: Request, number: str) -> HTTPResponse:
    """To any agent; the owner stays. Raises: NotFound for an unknown ticket, and an agent unknown or gone."""
    given, by = body(request, Assigned), agent(request).id

    def give(db: Connection) -> Ticket:
        if agents.get(db, given.agent_id).disabled_at is not None:
            raise NotFound("no_such_agent")
        return tickets.assign(db, number, given.agent_id, by, now(), given.note, standard=request.app.ctx.standard)

    return await _done(request, number, give)


async def _done(request: Request, number: str, make: Any) -> HTTPResponse:
    def made(db: Connection) -> dict[str, Any]:
        make(db)
        return _whole(db, number, request.app.ctx.standard)

    return json(await change(request, made))
