"""What the customer says. It is stored before it is acknowledged, and the same key again is the same message."""

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception
from bot.customers import Visit
from bot.reception import Choice
from bot.transcript import Message
from bot.wakeups import Wakeup
from channels.describing import describes
from channels.payload import Nothing
from channels.web import answers, snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Said, clock, read


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/messages", say)
    open_to_pages(blueprint, "POST", "/typing", typing)


@describes("visitor", body=Said, answers={201: answers.Stored}, refuses=(404, 409))
async def say(request: Request) -> HTTPResponse:
    said, now = read(request, Said), clock()
    choice = Choice(said.choice.seq, said.choice.option) if said.choice else None

    def store(db: Connection, visit: Visit) -> Message:
        here, told = visit.conversation_id, {"standard": request.app.ctx.standard, "phrases": request.app.ctx.phrases}
        if choice:
            return reception.customer_chose(db, here, choice, said.client_key, now, **told)
        words = said.text or ""
        return reception.customer_wrote(db, here, words, said.client_key, now, attachments=said.attachments, **told)

    return json({"message": snapshots.of_message(await visitors.writing(request, store))}, 201)


@describes("visitor", body=Nothing, answers={200: answers.Empty})
async def typing(request: Request) -> HTTPResponse:
    """Shown to the agent for a moment; nothing is stored."""
    read(request, Nothing)
    conversation_id = await visitors.reading(request, lambda db, visit: visit.conversation_id)
    await asyncio.to_thread(request.app.ctx.store.tell, Wakeup("typing", f"{conversation_id}:customer"))
    return json({})
