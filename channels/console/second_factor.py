"""One's own second factor: set with an app, shown how it stands, taken away with a last code."""

from dataclasses import dataclass

import segno
from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import agents, audit, second_factor
from bot.errors import Conflict, Invalid, NotFound, NotSignedIn
from channels.console.asked import Payload, agent, body, change, now, plain
from channels.console.proven import SecondFactor, needs_second_factor, second_factor_of
from channels.describing import describes
from channels.limits import address

routes = Blueprint("console_second_factor", url_prefix="/console/api/second-factor")


class Code(Payload):
    code: str = Field(..., min_length=6, max_length=32)


@dataclass(frozen=True)
class Begun:
    """`secret`: to be typed where the picture cannot be read; `path`: the picture's dark parts as an SVG path, in a
    square of `size` units."""

    secret: str
    size: int
    path: str


@dataclass(frozen=True)
class Recovery:
    codes: list[str]


@routes.get("")
@describes("agent", answers={200: SecondFactor})
async def standing(request: Request) -> HTTPResponse:
    return json(plain(await second_factor_of(request, agent(request))))


@routes.post("/begun")
@describes("agent", answers={201: Begun}, refuses=(409,))
async def begin(request: Request) -> HTTPResponse:
    """Nothing changes before a code was given. Raises: Conflict "second_factor_set"."""
    who = agent(request)
    secret = await change(request, lambda db: second_factor.begin(db, who.id, now()))
    return json(plain(picture(secret, second_factor.address(who.login, secret))), status=201)


@routes.post("")
@describes("agent", body=Code, answers={200: Recovery}, refuses=(404, 409, 429))
async def confirm(request: Request) -> HTTPResponse:
    """From now on the code is asked for. Raises: NotFound; Conflict "second_factor_set"; Invalid "wrong_code"."""
    given, who = _admitted(request), agent(request)

    def put(db: Connection) -> Recovery:
        codes = second_factor.confirm(db, who.id, given, now())
        audit.record(db, who.login, "second_factor.set", f"agent:{who.login}", now())
        return Recovery(codes)

    return json(plain(await change(request, put)))


@routes.post("/removed")
@describes("agent", body=Code, answers={204: None}, refuses=(404, 409, 429))
async def remove(request: Request) -> HTTPResponse:
    """With a code, so that nobody does it at a console that was left open.

    Raises: NotFound; Conflict "second_factor_needed" where the role must have one; Invalid "wrong_code"; TooMany."""
    given, who, where = _admitted(request), agent(request), address(request)
    if needs_second_factor(request, who):
        raise Conflict("second_factor_needed", "this role signs in with a second factor")

    def take(db: Connection) -> None:
        if not second_factor.is_set(db, who.id):
            raise NotFound("no_second_factor")
        try:
            agents.prove(db, who.login, where, now(), lambda: second_factor.prove(db, who.id, given, now()))
        except NotSignedIn as refused:
            raise Invalid(refused.code, "no code that can be taken now", fields={"code": "wrong"}) from refused
        second_factor.remove(db, who.id)
        audit.record(db, who.login, "second_factor.removed", f"agent:{who.login}", now())

    await change(request, take)
    return empty()


def _admitted(request: Request) -> str:
    """The code that was given. Raises: Invalid; TooMany: nobody tries a million of them."""
    given = body(request, Code)
    request.app.ctx.limits.admit(("sign_ins", f"second factor {agent(request).id}"))
    return given.code


def picture(secret: str, address: str) -> Begun:
    rows = segno.make(address, error="m", micro=False).matrix
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell)
    return Begun(secret, len(rows), "".join(dark))
