"""The way to a person, and what the customer thought of it."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception
from bot.customers import Visit
from bot.surveys import Answer
from bot.transcript import Message
from channels.describing import describes
from channels.payload import Nothing
from channels.web import answers, snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import PersonWanted, Rating, clock, read


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/human", ask)
    open_to_pages(blueprint, "POST", "/waiting/cancel", stop_waiting)
    open_to_pages(blueprint, "POST", "/rating", rate)


@describes("visitor", body=PersonWanted, answers={201: answers.Stored}, refuses=(409,))
async def ask(request: Request) -> HTTPResponse:
    """The standing way to a person: it works without the assistant, however busy that may be.

    Outside the agents' hours (G-02) the wish is left to the assistant, which takes a ticket for a call back."""
    wish, desk, now = read(request, PersonWanted), request.app.ctx, clock()

    def store(db: Connection, visit: Visit) -> Message:
        return reception.person_wanted(
            db,
            visit.conversation_id,
            wish.text,
            wish.client_key,
            now,
            standard=desk.standard,
            phrases=desk.phrases,
        )

    return json({"message": snapshots.of_message(await visitors.writing(request, store))}, 201)


@describes("visitor", body=Nothing, answers={200: answers.Status}, refuses=(409,))
async def stop_waiting(request: Request) -> HTTPResponse:
    read(request, Nothing)
    desk, now = request.app.ctx, clock()

    def withdraw(db: Connection, visit: Visit) -> dict[str, Any]:
        reception.withdrawn(db, visit.conversation_id, now, phrases=desk.phrases)
        return snapshots.status(db, visit.conversation_id, desk.standard, now, desk.phrases)

    return json(await visitors.writing(request, withdraw))


@describes("visitor", body=Rating, answers={201: answers.Rated}, refuses=(404, 409))
async def rate(request: Request) -> HTTPResponse:
    rating, now = read(request, Rating), clock()

    def store(db: Connection, visit: Visit) -> None:
        dimensions = {str(name): int(score) for name, score in rating.dimensions.items()}
        answer = Answer(rating.score, rating.comment, dimensions, rating.solved)
        reception.rated(db, visit.conversation_id, answer, now, standard=request.app.ctx.standard)

    await visitors.writing(request, store)
    return json({"score": rating.score}, 201)
