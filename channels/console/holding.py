"""What the holder of a conversation may do with it: pass it on, give it back, close it."""

from pydantic import Field, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sqlalchemy.engine import Connection

from bot import agents, handoff, reception
from bot.errors import Conflict, NotFound
from channels.console.asked import Payload, agent, body, change, now
from channels.describing import describes
from channels.payload import NUMBER_MAX, Number

routes = Blueprint("console_holding", url_prefix="/console/api/conversations")

TOPICS = ["broadband", "plans", "fault", "bills", "numbers", "booking", "complaint", "suggestion", "service", "other"]
OUTCOMES = ["resolved", "ticket", "callback", "referred", "left", "unresolved"]


class Held(Payload):
    fence: int = Field(..., ge=0, le=NUMBER_MAX)


class Transfer(Held):
    to_agent_id: Number
    note: str = Field(..., min_length=1, max_length=2000)


class Return(Held):
    note: str = Field("", max_length=2000)


class WrapUp(Held):
    topic: str
    outcome: str
    summary: str = Field(..., min_length=2, max_length=2000)

    @validator("topic")
    def topic_is_known(cls, topic: str) -> str:
        if topic not in TOPICS:
            raise ValueError(f"one of {', '.join(TOPICS)}")
        return topic

    @validator("outcome")
    def outcome_is_known(cls, outcome: str) -> str:
        if outcome not in OUTCOMES:
            raise ValueError(f"one of {', '.join(OUTCOMES)}")
        return outcome


@routes.post("/<conversation_id:str>/transfer")
@describes("agent", right="serve", body=Transfer, answers={204: None}, refuses=(409,))
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """Raises: NotFound for a colleague who left; Conflict "away" or "not_holder"."""
    given = body(request, Transfer)

    def pass_on(db: Connection) -> None:
        colleague = agents.get(db, given.to_agent_id)
        if colleague.disabled_at is not None:
            raise NotFound("no_such_agent")
        if not colleague.available:
            raise Conflict("away", f"{colleague.name} is away", agent_name=colleague.name, agent_no=colleague.staff_no)
        reception.transferred(
            db,
            held(db, conversation_id),
            agent(request).id,
            given.fence,
            given.to_agent_id,
            given.note,
            now(),
            standard=request.app.ctx.standard,
            phrases=request.app.ctx.phrases,
        )

    await change(request, pass_on)
    return empty()


def held(db: Connection, conversation_id: str) -> int:
    """The open handoff; whether it is this agent's is for the gate to say. Raises: Conflict."""
    handoff_id = handoff.holder(db, conversation_id).handoff_id
    if handoff_id is None:
        raise Conflict("not_holder", "the assistant holds this conversation", holder="assistant")
    return handoff_id


@routes.post("/<conversation_id:str>/return")
@describes("agent", right="serve", body=Return, answers={204: None}, refuses=(409,))
async def give_back(request: Request, conversation_id: str) -> HTTPResponse:
    """Raises: Conflict "not_holder"."""
    given = body(request, Return)

    def hand_back(db: Connection) -> None:
        reception.handed_back(
            db,
            held(db, conversation_id),
            agent(request).id,
            given.fence,
            now(),
            phrases=request.app.ctx.phrases,
            note=given.note,
        )

    await change(request, hand_back)
    return empty()


@routes.post("/<conversation_id:str>/close")
@describes("agent", right="serve", body=WrapUp, answers={204: None}, refuses=(409,))
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    """Raises: Invalid without a full wrap-up; Conflict "not_holder"."""
    given = body(request, WrapUp)
    wrap_up = given.dict(exclude={"fence"})

    def end(db: Connection) -> None:
        handoff_id, by, ctx = held(db, conversation_id), agent(request).id, request.app.ctx
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        reception.closed(db, handoff_id, by, given.fence, wrap_up, now(), **told)

    await change(request, end)
    return empty()
