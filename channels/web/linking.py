"""A code that takes a customer to another channel, or brings them here from one."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import links, reception
from bot.customers import Visit
from bot.errors import Invalid
from bot.links import Joined
from channels.describing import describes
from channels.payload import Nothing
from channels.web import answers, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import Code, clock, read

TELEGRAM = "https://t.me/{name}?start={code}"


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "POST", "/link", issue)
    open_to_pages(blueprint, "POST", "/link/redeem", redeem)


@describes("visitor", body=Nothing, answers={201: answers.LinkCode})
async def issue(request: Request) -> HTTPResponse:
    """A code for this customer to show on another channel, once, within ten minutes."""
    read(request, Nothing)
    now, name = clock(), request.app.ctx.settings.telegram_name
    code = await visitors.writing(request, lambda db, visit: links.issue(db, visit.conversation_id, now))
    telegram = TELEGRAM.format(name=name, code=code) if name else None
    told = {"code": code, "seconds": int(links.CODE_VALID.total_seconds()), "telegram": telegram}
    return json(told, 201, headers={"Cache-Control": "no-store"})


@describes("visitor", body=Code, answers={200: answers.Linked})
async def redeem(request: Request) -> HTTPResponse:
    """Shown here: this customer and the one it was issued to are one. A wrong code is refused, and counted."""
    shown, now = read(request, Code), clock()

    def show(db: Connection, visit: Visit) -> Joined | None:
        return reception.code_shown(db, visit.conversation_id, shown.code, now, phrases=request.app.ctx.phrases)

    joined = await visitors.writing(request, show)
    if joined is None:
        raise Invalid("wrong_code", "there is no such code, or not any more")
    return json({"already": joined.joined_id is None})
