"""Opening a conversation, looking at it again, and its language."""

import asyncio
from datetime import datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import customers
from bot.customers import Visit
from channels.describing import describes
from channels.greeting import greet
from channels.web import answers, snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Before, Opening, asked, clock, read


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/conversations", begin)
    open_to_pages(blueprint, "GET", "/conversation", show)
    open_to_pages(blueprint, "PUT", "/language", speak)


@describes("anyone", body=Opening, answers={201: answers.Begun}, refuses=(403, 429, 503))
async def begin(request: Request) -> HTTPResponse:
    """A new customer with a token that is told this once."""
    opening = read(request, Opening)
    token = visitors.new_token()
    await asyncio.to_thread(_begin, request.app.ctx, token, opening.language, clock())
    return json({"token": token}, 201, headers={"Cache-Control": "no-store"})


def _begin(desk: Any, token: str, language: str, now: datetime) -> None:
    with desk.store.writing() as db:
        visit = customers.welcome(db, "web", visitors.KIND, visitors.fingerprint(token), language, now)
        greet(db, visit.conversation_id, language, now, desk.standard, desk.phrases)


@describes("visitor", query=Before, answers={200: answers.Conversation})
async def show(request: Request) -> HTTPResponse:
    """The latest messages, or with ?before=<seq> the ones before; and how things stand."""
    before, now = asked(request, Before).before, clock()

    def look(db: Connection, visit: Visit) -> dict[str, Any]:
        return {
            "messages": snapshots.latest(db, visit.conversation_id, before),
            "status": snapshots.status(db, visit.conversation_id, request.app.ctx.standard, now),
        }

    return json(await visitors.reading(request, look), headers={"Cache-Control": "no-store"})


@describes("visitor", body=Opening, answers={200: answers.Chosen})
async def speak(request: Request) -> HTTPResponse:
    """The customer has chosen a language: the desk answers in it until another is asked for."""
    wish = read(request, Opening)

    def use(db: Connection, visit: Visit) -> None:
        customers.use_language(db, visit.conversation_id, wish.language, fixed=True)

    await visitors.writing(request, use)
    return json({"language": wish.language})
