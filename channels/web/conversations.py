"""Opening a conversation, looking at it again, and its language."""

import asyncio
from datetime import datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import customers, reception
from bot.customers import Visit
from bot.phrases import Phrases
from bot.reception import Reply
from bot.standard import Standard
from bot.standard.times import SHANGHAI, say
from channels.web import snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Opening, clock, number, read

# Hours of the day at which the greeting changes.
MORNING, AFTERNOON, EVENING = 5, 12, 18


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/conversations", begin)
    open_to_pages(blueprint, "GET", "/conversation", show)
    open_to_pages(blueprint, "PUT", "/language", speak)


async def begin(request: Request) -> HTTPResponse:
    """A new customer with a token that is told this once."""
    opening = read(request, Opening)
    token = visitors.new_token()
    await asyncio.to_thread(_begin, request.app.ctx, token, opening.language, clock())
    return json({"token": token}, 201, headers={"Cache-Control": "no-store"})


def _begin(desk: Any, token: str, language: str, now: datetime) -> None:
    with desk.store.writing() as db:
        visit = customers.welcome(db, "web", visitors.KIND, visitors.fingerprint(token), language, now)
        greet(db, visit, language, now, desk.standard, desk.phrases)


def greet(db: Connection, visit: Visit, language: str, now: datetime, standard: Standard, phrases: Phrases) -> None:
    """By the time of day (S1-1.4-b), with what can be done here; and when no agent is there, until when."""
    replies = [Reply(phrases.say(f"utter_welcome_{part_of_day(now)}", language))]
    if not standard.hours.open_at(now):
        opening = say(standard.hours.next_opening(now), language, now)
        replies.append(Reply(phrases.say("utter_welcome_closed", language, opening=opening)))
    buttons = phrases.buttons("utter_welcome_topics", language)
    titles = {"buttons": [{"title": button.title} for button in buttons]}
    topics = phrases.say("utter_welcome_topics", language)
    replies.append(Reply(topics, titles, [button.payload for button in buttons]))
    reception.assistant_said(db, visit.conversation_id, replies, now)


def part_of_day(now: datetime) -> str:
    """morning | afternoon | evening, where the desk is."""
    hour = now.astimezone(SHANGHAI).hour
    if MORNING <= hour < AFTERNOON:
        return "morning"
    return "afternoon" if AFTERNOON <= hour < EVENING else "evening"


async def show(request: Request) -> HTTPResponse:
    """The latest messages, or with ?before=<seq> the ones before; and how things stand."""
    before, now = number(request, "before"), clock()

    def look(db: Connection, visit: Visit) -> dict[str, Any]:
        return {
            "messages": snapshots.latest(db, visit.conversation_id, before),
            "status": snapshots.status(db, visit.conversation_id, request.app.ctx.standard, now),
        }

    return json(await visitors.reading(request, look), headers={"Cache-Control": "no-store"})


async def speak(request: Request) -> HTTPResponse:
    """The customer has chosen a language: the desk answers in it until another is asked for."""
    wish = read(request, Opening)

    def use(db: Connection, visit: Visit) -> None:
        customers.use_language(db, visit.conversation_id, wish.language, fixed=True)

    await visitors.writing(request, use)
    return json({"language": wish.language})
