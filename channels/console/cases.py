"""What else is done to a ticket: reopened, told of, ticked, weighed, marked, tied to others."""

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.engine import Connection

from bot import reception, tickets
from bot.errors import Invalid
from bot.standard.priority import Scores
from channels.console.asked import Payload, agent, body, now
from channels.console.case import TicketWhole, done
from channels.console.filled import Filled
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_cases", url_prefix="/console/api/tickets")


class Reopened(Payload):
    """`to`: the step to do again; without it the one that the standard names for what is not solved."""

    to: str | None = Field(None, max_length=32)
    note: str = Field("", max_length=2000)


class Written(Filled):
    kind: str = Field(..., min_length=1, max_length=24)
    note: str = Field("", max_length=2000)


class Ticked(Payload):
    tick: str = Field(..., min_length=1, max_length=32)
    done: bool


class Weighed(Payload):
    urgency: int = Field(..., ge=1, le=4)
    importance: int = Field(..., ge=1, le=4)
    scope: int = Field(..., ge=1, le=4)
    difficulty: int = Field(..., ge=1, le=4)
    note: str = Field("", max_length=2000)


class Marked(Payload):
    features: list[str] = Field(..., max_items=10)


class Accused(Payload):
    agent_ids: list[Number] = Field(..., max_items=20)
    note: str = Field("", max_length=2000)


class Tied(Payload):
    other: str = Field(..., min_length=1, max_length=24)
    linked: bool = True
    note: str = Field("", max_length=2000)


class Classed(Payload):
    to: str = Field(..., min_length=1, max_length=16)
    reason: str = Field(..., min_length=2, max_length=200)


class Merged(Payload):
    into: str = Field(..., min_length=1, max_length=24)
    note: str = Field("", max_length=2000)


@routes.post("/<number:str>/reopening")
@describes("agent", right="work", body=Reopened, answers={200: TicketWhole}, refuses=(409,))
async def reopen(request: Request, number: str) -> HTTPResponse:
    """Back to the step that failed. Raises: NotFound; Conflict "wrong_step" with the steps allowed."""
    given, by, standard = body(request, Reopened), agent(request).id, request.app.ctx.standard
    return await done(
        request, number, lambda db: tickets.reopen(db, number, given.to, by, now(), given.note, standard=standard)
    )


@routes.post("/<number:str>/events")
@describes("agent", right="work", body=Written, answers={200: TicketWhole}, refuses=(409,))
async def record(request: Request, number: str) -> HTTPResponse:
    """What people write themselves, such as told, result_told, concluded, root_cause.

    Raises: NotFound; Invalid "no_such_event", "evidence_missing" with the fields; Conflict; Forbidden."""
    given, by, standard = body(request, Written), agent(request).id, request.app.ctx.standard

    def write(db: Connection) -> None:
        found = tickets.find(db, number)
        if found and given.kind not in standard.tickets[found.kind].records:
            raise Invalid("no_such_event", "the standard has no such event for this kind of ticket")
        tickets.record(db, number, given.kind, by, now(), given.data, given.note, standard=standard)

    return await done(request, number, write)


@routes.post("/<number:str>/ticks")
@describes("agent", right="work", body=Ticked, answers={200: TicketWhole}, refuses=(409,))
async def tick(request: Request, number: str) -> HTTPResponse:
    """One of the closing check. Raises: NotFound; Invalid "no_such_tick"; Conflict."""
    given, by, standard = body(request, Ticked), agent(request).id, request.app.ctx.standard
    return await done(
        request, number, lambda db: tickets.check(db, number, given.tick, given.done, by, now(), standard=standard)
    )


@routes.post("/<number:str>/priority")
@describes("agent", right="work", body=Weighed, answers={200: TicketWhole}, refuses=(409,))
async def weigh(request: Request, number: str) -> HTTPResponse:
    """What was proposed, confirmed or corrected (C-11). Raises: NotFound; Conflict "merged"."""
    given, by, standard = body(request, Weighed), agent(request).id, request.app.ctx.standard
    wanted = Scores(given.urgency, given.importance, given.scope, given.difficulty)
    return await done(
        request, number, lambda db: tickets.prioritise(db, number, wanted, by, now(), given.note, standard=standard)
    )


@routes.post("/<number:str>/features")
@describes("agent", right="work", body=Marked, answers={200: TicketWhole}, refuses=(409,))
async def mark(request: Request, number: str) -> HTTPResponse:
    """What its clocks depend on. Raises: NotFound; Invalid "no_such_feature"; Conflict "merged"."""
    given, by, standard = body(request, Marked), agent(request).id, request.app.ctx.standard
    return await done(
        request, number, lambda db: tickets.mark(db, number, given.features, by, now(), standard=standard)
    )


@routes.post("/<number:str>/accused")
@describes("agent", right="investigate", body=Accused, answers={200: TicketWhole}, refuses=(409,))
async def accuse(request: Request, number: str) -> HTTPResponse:
    """Whom the complaint is about: they do not look into it. Raises: NotFound; Conflict "complained_about"."""
    given, by, standard = body(request, Accused), agent(request).id, request.app.ctx.standard
    named = (given.agent_ids, by, now(), given.note)
    return await done(request, number, lambda db: tickets.state_accused(db, number, *named, standard=standard))


@routes.post("/<number:str>/links")
@describes("agent", right="work", body=Tied, answers={200: TicketWhole}, refuses=(409,))
async def tie(request: Request, number: str) -> HTTPResponse:
    """Linked with another ticket, or no more. Raises: NotFound; Invalid "itself", "not_linked"; Conflict "merged"."""
    given, by = body(request, Tied), agent(request).id
    if given.linked:
        return await done(request, number, lambda db: tickets.link(db, number, given.other, by, now(), given.note))
    return await done(request, number, lambda db: tickets.unlink(db, number, given.other, by, now()))


@routes.post("/<number:str>/merging")
@describes("agent", right="work", body=Merged, answers={200: TicketWhole}, refuses=(409,))
async def merge(request: Request, number: str) -> HTTPResponse:
    """It goes on in the other ticket. Raises: NotFound; Invalid "itself"; Conflict."""
    given, by = body(request, Merged), agent(request).id
    return await done(request, number, lambda db: tickets.merge(db, number, given.into, by, now(), given.note))


@routes.post("/<number:str>/customer-class")
@describes("agent", right="supervise", body=Classed, answers={200: TicketWhole})
async def put_in_class(request: Request, number: str) -> HTTPResponse:
    """Its customer's class, with a reason that the audit keeps. Raises: NotFound; Invalid "no_such_class"."""
    given, by, standard = body(request, Classed), agent(request), request.app.ctx.standard

    def make(db: Connection) -> None:
        whose = tickets.must_find(db, number).customer_id
        reception.customer_classed(db, whose, given.to, by, given.reason, now(), standard=standard)

    return await done(request, number, make)
