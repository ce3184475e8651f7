"""For supervisors: everything at once, live; any conversation whispered to or taken over (SYS-03, SYS-22)."""

import asyncio
import time
from datetime import timedelta
from typing import Any

from pydantic import Field
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import reception
from bot.board import Board, Look
from bot.handoff import Holder
from bot.wakeups import Wakeup
from bot.whispers import TEXT_LIMIT, Whisper
from channels.console.asked import Payload, agent, body, change, now, plain
from channels.console.queue import BEAT, SIGNED_OUT, still_signed_in
from channels.describing import EVENTS, describes
from channels.stream import Event, stream

routes = Blueprint("console_board", url_prefix="/console/api")

# However much happens, a board is drawn no more often: nobody reads faster.
REST = timedelta(seconds=2)


class Whispered(Payload):
    text: str = Field(..., min_length=1, max_length=TEXT_LIMIT)


@routes.get("/board")
@describes("agent", right="supervise", answers={200: Look})
async def board(request: Request) -> HTTPResponse:
    return json(await seen(request))


@routes.get("/board/stream")
@describes("agent", right="supervise", answers={200: EVENTS})
async def board_stream(request: Request) -> None:
    """The whole board whenever something of it changed, at most every two seconds."""
    told: dict[str, Any] = {}
    rested = [0.0]

    async def produce(heard: frozenset[Wakeup]) -> list[Event]:
        await asyncio.sleep(max(0.0, rested[0] - time.monotonic()))
        if not await still_signed_in(request):
            return [SIGNED_OUT]
        drawn = await seen(request)
        rested[0] = time.monotonic() + REST.total_seconds()
        changed = {name: value for name, value in drawn.items() if name != "now"}
        if changed == told:
            return [BEAT]
        told.clear()
        told.update(changed)
        return [Event("board", drawn)]

    await stream(request, request.app.ctx.wakeups, lambda one: one.topic in ("queue", "conversation", "work"), produce)


async def seen(request: Request) -> dict[str, Any]:
    drawn: dict[str, Any] = await asyncio.to_thread(lambda: plain(_board_of(request.app).look(now())))
    return drawn


def _board_of(app: Sanic) -> Board:
    """One for all who watch through this process."""
    if not hasattr(app.ctx, "board"):
        app.ctx.board = Board(app.ctx.store, app.ctx.standard)
    found: Board = app.ctx.board
    return found


@routes.post("/conversations/<conversation_id:str>/whispers")
@describes("agent", right="supervise", body=Whispered, answers={201: Whisper}, refuses=(409,))
async def whisper(request: Request, conversation_id: str) -> HTTPResponse:
    """To the agent who holds it. Raises: NotFound; Conflict "nobody_to_whisper_to"."""
    text = body(request, Whispered).text
    said = await change(request, lambda db: reception.whispered(db, conversation_id, agent(request), text, now()))
    return json(plain(said), status=201)


@routes.post("/conversations/<conversation_id:str>/take-over")
@describes("agent", right="supervise", answers={200: Holder}, refuses=(409,))
async def take_over(request: Request, conversation_id: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "yours_already"."""
    desk = {"standard": request.app.ctx.standard, "phrases": request.app.ctx.phrases}
    held = await change(request, lambda db: reception.taken_over(db, conversation_id, agent(request), now(), **desk))
    return json(plain(held))
