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
from bot.errors import Conflict
from channels.describing import describes
from channels.greeting import greet
from channels.web import answers, identity, snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Before, Entering, Opening, asked, clock, read


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/conversations", begin)
    open_to_pages(blueprint, "GET", "/conversation", show)
    open_to_pages(blueprint, "PUT", "/language", speak)


@describes("anyone", body=Entering, answers={201: answers.Begun}, refuses=(401, 403, 429, 503))
async def begin(request: Request) -> HTTPResponse:
    """A token that is told this once: for a new customer, or for the user of a site whose server says who it is."""
    entering, token = read(request, Entering), visitors.new_token()
    work = _enter if entering.identity else _begin
    try:
        await asyncio.to_thread(work, request, entering, visitors.fingerprint(token), clock())
    except Conflict:
        # The same user entered elsewhere in this moment, and is known by now.
        await asyncio.to_thread(work, request, entering, visitors.fingerprint(token), clock())
    return json({"token": token}, 201, headers={"Cache-Control": "no-store"})


def _begin(request: Request, entering: Entering, token_hash: str, now: datetime) -> None:
    desk = request.app.ctx
    with desk.store.writing() as db:
        visit = customers.welcome(db, "web", visitors.KIND, token_hash, entering.language, now)
        greet(db, visit.conversation_id, entering.language, now, desk.standard, desk.phrases)


def _enter(request: Request, entering: Entering, token_hash: str, now: datetime) -> None:
    desk = request.app.ctx
    user = identity.claims(entering.identity or "", desk.settings, now)
    with desk.store.writing() as db:
        before = visitors.known(db, request)
        visit = identity.enter(db, desk, user, token_hash, before, entering.language, now)
    if user.phone:
        with desk.store.writing() as db:
            identity.prove_phone(db, desk, user.phone, visit.conversation_id, now)


@describes("visitor", query=Before, answers={200: answers.Conversation})
async def show(request: Request) -> HTTPResponse:
    """The latest messages, or with ?before=<seq> the ones before; and how things stand."""
    before, now = asked(request, Before).before, clock()

    def look(db: Connection, visit: Visit) -> dict[str, Any]:
        return {
            "messages": snapshots.latest(db, visit.conversation_id, before),
            "status": snapshots.status(
                db, visit.conversation_id, request.app.ctx.standard, now, request.app.ctx.phrases
            ),
            "file_mb": request.app.ctx.settings.attachment_mb,
            "telegram": bool(request.app.ctx.settings.telegram_name),
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
