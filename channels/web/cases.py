"""The customer follows their cases in the widget: the conversation's own token proves whose they are."""

from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception
from bot.customers import Visit
from bot.reception import Case
from channels.describing import describes
from channels.payload import Payload
from channels.plain import plain
from channels.web import visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import CLIENT_KEY, Language, asked, clock, read


class Wanted(Payload):
    language: Language = "zh"


class Hurried(Wanted):
    client_key: str = Field(..., regex=CLIENT_KEY)


class NotSolved(Hurried):
    """`words`: what is still wrong, if the customer wishes to say."""

    words: str = Field("", max_length=1000)


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "GET", "/cases", show)
    open_to_pages(blueprint, "POST", "/cases/<number>/hurry", hurry)
    open_to_pages(blueprint, "POST", "/cases/<number>/not-solved", not_solved)


@describes("visitor", query=Wanted, answers={200: list[Case]})
async def show(request: Request) -> HTTPResponse:
    """The customer's cases, the newest first."""
    language, ctx, now = asked(request, Wanted).language, request.app.ctx, clock()

    def look(db: Connection, visit: Visit) -> list[dict[str, Any]]:
        ours = reception.own_cases(db, visit.conversation_id)
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        return [plain(reception.case(db, one, language, now, **told)) for one in ours]

    return json(await visitors.reading(request, look), headers={"Cache-Control": "no-store"})


@describes("visitor", body=Hurried, answers={200: Case}, refuses=(404, 409))
async def hurry(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound; Conflict "hurried_lately" with `again_at`, "hurried_enough", "case_over", "merged"."""
    given = read(request, Hurried)
    return await _pressed(request, number, given, reception.hurried)


@describes("visitor", body=NotSolved, answers={200: Case}, refuses=(404, 409))
async def not_solved(request: Request, number: str) -> HTTPResponse:
    """It is taken up again where it failed. Raises: NotFound; Conflict "not_over", "too_late", "merged"."""
    given = read(request, NotSolved)
    return await _pressed(request, number, given, reception.not_solved, words=given.words)


async def _pressed(request: Request, number: str, given: Hurried, act: Any, **more: str) -> HTTPResponse:
    ctx, now = request.app.ctx, clock()

    def press(db: Connection, visit: Visit) -> dict[str, Any]:
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        ticket = reception.own_case(db, visit.conversation_id, number)
        done = act(db, ticket, given.client_key, now, **told, **more)
        shown: dict[str, Any] = plain(reception.case(db, done, given.language, now, **told))
        return shown

    return json(await visitors.writing(request, press), headers={"Cache-Control": "no-store"})
