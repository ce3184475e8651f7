"""The way to a person, and what the customer thought of it."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import handoff, ratings, reception
from bot.brief import brief
from bot.customers import Visit
from bot.transcript import Message
from channels.web import snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Nothing, PersonWanted, Rating, clock, read

REASON = "asked"


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/human", ask)
    open_to_pages(blueprint, "POST", "/waiting/cancel", stop_waiting)
    open_to_pages(blueprint, "POST", "/rating", rate)


async def ask(request: Request) -> HTTPResponse:
    """The standing way to a person: it works without the assistant, however busy that may be.

    Outside the agents' hours (G-02) the wish is left to the assistant, which takes a ticket for a call back."""
    wish, desk, now = read(request, PersonWanted), request.app.ctx, clock()

    def store(db: Connection, visit: Visit) -> Message:
        waiting = handoff.current(db, visit.conversation_id)
        message = reception.customer_said(db, visit.conversation_id, wish.text, wish.client_key, now)
        if not waiting and desk.standard.hours.open_at(now):
            known = brief(db, visit.conversation_id)
            reception.ask_for_person(
                db,
                visit.conversation_id,
                REASON,
                known,
                now,
                standard=desk.standard,
                phrases=desk.phrases,
                emotion=known["emotion"],
                topic=known["topic"],
            )
        return message

    return json({"message": snapshots.of_message(await visitors.writing(request, store))}, 201)


async def stop_waiting(request: Request) -> HTTPResponse:
    read(request, Nothing)
    desk, now = request.app.ctx, clock()

    def withdraw(db: Connection, visit: Visit) -> dict[str, Any]:
        reception.withdrawn(db, visit.conversation_id, now, phrases=desk.phrases)
        return snapshots.status(db, visit.conversation_id, desk.standard, now)

    return json(await visitors.writing(request, withdraw))


async def rate(request: Request) -> HTTPResponse:
    rating, now = read(request, Rating), clock()

    def store(db: Connection, visit: Visit) -> None:
        ratings.rate(db, visit.conversation_id, rating.score, rating.comment, now)

    await visitors.writing(request, store)
    return json({"score": rating.score}, 201)
