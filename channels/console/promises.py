"""Promises: found in a draft, confirmed with the message, kept; and the deadlines beside a conversation."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from pydantic import Field, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import handoff, promises, reception
from bot.errors import Invalid
from bot.reception import Given
from bot.standard import Standard
from channels.console.asked import Payload, agent, body, change, now, plain
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_promises", url_prefix="/console/api")

MOST = 5  # promises in one message


class Draft(Payload):
    text: str = Field(..., max_length=4000)

    class Config:
        # Positions in the findings count from the draft's own first character.
        anystr_strip_whitespace = False


def with_its_zone(cls: Any, due: datetime | None) -> datetime | None:
    if due is not None and due.tzinfo is None:
        raise ValueError("a moment is told with its zone")
    return due


class Corrected(Draft):
    """`start`: where the promise begins in the draft; `due_at`: its right time, none to take the time out."""

    start: int = Field(..., ge=0, le=4000)
    due_at: Optional[datetime]  # noqa: UP045  (pydantic 1 reads it)

    _with_its_zone = validator("due_at", allow_reuse=True)(with_its_zone)


class Promised(Payload):
    """`text`: the words of the message that promise it."""

    text: str = Field(..., min_length=1, max_length=4000)
    due_at: datetime

    _with_its_zone = validator("due_at", allow_reuse=True)(with_its_zone)


class Promising(Payload):
    """What an agent confirms of a message: its promises, which promises it keeps, and that it tells the plan (C-02)."""

    promises: list[Promised] = Field([], max_items=MOST)
    keeps: list[Number] = Field([], max_items=20)
    plan: bool = False


@dataclass(frozen=True)
class Read:
    start: int
    end: int
    text: str
    due_at: datetime


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class PromiseShown:
    """`state`: open | late | kept | broken | withdrawn; `clock`: of the standard's, where it is no agent's own word."""

    id: int
    seq: int | None
    what: str
    clock: str | None
    clock_zh: str | None
    clock_en: str | None
    ticket: str | None
    agent_name: str | None
    made_at: datetime
    due_at: datetime
    state: str
    again: bool


@routes.post("/drafts/promises")
@describes("agent", right="serve", body=Draft, answers={200: list[Read]})
async def read(request: Request) -> HTTPResponse:
    """What the draft promises, and by when: for the agent to confirm."""
    draft = body(request, Draft)
    return json(await asyncio.to_thread(_read, draft.text, request.app.ctx.standard))


def _read(text: str, standard: Standard) -> Any:
    # The recognisers are large, and only an agent who writes needs them.
    from bot.promises.reading import found

    return plain(found(text, standard, now())[:MOST])


@routes.post("/drafts/promises/corrected")
@describes("agent", right="serve", body=Corrected, answers={200: Text})
async def correct(request: Request) -> HTTPResponse:
    """The draft with another time in one of its promises, or with none. Raises: Invalid "promise" where the time is
    past or too far ahead, "promise_unclear" where its author has to write the sentence anew."""
    given = body(request, Corrected)
    return json({"text": await asyncio.to_thread(_corrected, given, request.app.ctx.standard)})


def _corrected(given: Corrected, standard: Standard) -> str:
    from bot.promises.correcting import corrected

    return corrected(given.text, given.start, given.due_at, standard, now())


async def must_agree(request: Request, given: Promising) -> None:
    """Before the message is stored. Raises: Invalid "promise_differs" with the time that the words name."""

    def differing() -> datetime | None:
        from bot.promises.correcting import says_otherwise

        told = [says_otherwise(one.text, one.due_at, request.app.ctx.standard, now()) for one in given.promises]
        return next((one for one in told if one), None)

    other = await asyncio.to_thread(differing) if given.promises else None
    if other:
        raise Invalid("promise_differs", "the words name another time", due=other.isoformat())


@routes.post("/conversations/<conversation_id:str>/promises/<promise_id:int>/kept")
@describes("agent", right="work", answers={204: None})
async def kept(request: Request, conversation_id: str, promise_id: int) -> HTTPResponse:
    """Raises: NotFound."""
    by = agent(request).id
    await change(request, lambda db: reception.promise_kept(db, conversation_id, promise_id, by, now()))
    return empty()


def confirm(db: Connection, message: Any, given: Promising, standard: Standard) -> None:
    """In the transaction of the message. Raises: Invalid "promise"; NotFound."""
    if given.promises or given.keeps or given.plan:
        told = [Given(one.text, one.due_at) for one in given.promises]
        kept, plan = given.keeps, given.plan
        reception.agent_promised(db, message, told, now(), standard=standard, kept=kept, plan=plan)


def beside(db: Connection, conversation_id: str, standard: Standard) -> dict[str, Any]:
    """{"clocks", "promises"}: the deadlines of the open handoff, and what this customer was told."""
    served = handoff.current(db, conversation_id)
    clocks = []
    if served:
        facts = handoff.happened(db, [served], standard)[served.handoff_id]
        clocks = handoff.clocks(served, facts, standard, now())
    shown = [_shown(one, standard) for one in promises.of_conversation(db, conversation_id) if one.handoff_id is None]
    return {"clocks": plain(clocks), "promises": shown}


def _shown(one: promises.Promise, standard: Standard) -> dict[str, Any]:
    clock = standard.clocks.get(one.clock) if one.clock else None
    names = ("id", "seq", "what", "clock", "ticket", "agent_name", "made_at", "due_at")
    return {
        **{name: plain(getattr(one, name)) for name in names},
        "clock_zh": clock.zh if clock else None,
        "clock_en": clock.en if clock else None,
        "state": one.state(now()),
        "again": one.renews_id is not None,
    }
