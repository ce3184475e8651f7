"""What other departments are asked to do for a ticket."""

from datetime import datetime
from typing import Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception, tickets
from bot.errors import NotFound
from bot.tickets import Subtask
from channels.console.asked import Payload, agent, body, look, now, plain
from channels.console.case import TicketWhole, done
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_subtasks", url_prefix="/console/api")


class Asked(Payload):
    department: str = Field(..., max_length=32)
    request: str = Field(..., min_length=2, max_length=2000)
    due_at: datetime
    assignee_id: Number | None = None


class Answered(Payload):
    kind: Literal["assigned", "done", "accepted", "returned", "withdrawn"]
    text: str = Field("", max_length=2000)
    assignee_id: Number | None = None


@routes.get("/subtasks")
@describes("agent", right="work", answers={200: list[Subtask]})
async def waiting(request: Request) -> HTTPResponse:
    """What I, or nobody yet of my department, has to deliver; the earliest due first."""
    who = agent(request)
    return json(plain(await look(request, lambda db: tickets.subtasks_for(db, who.id, who.department))))


@routes.post("/tickets/<number:str>/subtasks")
@describes("agent", right="work", body=Asked, answers={200: TicketWhole}, refuses=(409,))
async def ask(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "wrong_step", "merged"; Invalid "no_such_department", "past"."""
    given, by, standard = body(request, Asked), agent(request).id, request.app.ctx.standard
    wanted = (given.department, given.request, given.due_at, by, now(), given.assignee_id)
    return await done(request, number, lambda db: reception.subtask_asked(db, number, *wanted, standard=standard))


@routes.post("/tickets/<number:str>/subtasks/<subtask_id:int>")
@describes("agent", right="work", body=Answered, answers={200: TicketWhole}, refuses=(409,))
async def answer(request: Request, number: str, subtask_id: int) -> HTTPResponse:
    """Its result, or what who asked for it says to that. Raises: NotFound; Conflict "wrong_step"; Invalid."""
    given, by = body(request, Answered), agent(request).id

    def make(db: Connection) -> None:
        found = tickets.find(db, number)
        if found is None or tickets.get_subtask(db, subtask_id).ticket_id != found.id:
            raise NotFound("no_such_subtask")
        reception.subtask_answered(db, subtask_id, given.kind, by, now(), given.text, given.assignee_id)

    return await done(request, number, make)
