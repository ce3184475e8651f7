"""Promises: found in a draft, confirmed with the message, kept; and the deadlines beside a conversation."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import handoff, promises, reception
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


class Promised(Payload):
    """`text`: the words of the message that promise it."""

    text: str = Field(..., min_length=1, max_length=4000)
    due_at: datetime


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
