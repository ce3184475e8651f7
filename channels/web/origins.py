"""Which sites may embed the widget. No cookie and no credentials: the token travels in a header of its own."""

from typing import Any
from urllib.parse import urlsplit

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.errors import Forbidden
from channels.describing import describes

ANY = "*"
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, X-File-Name",
    "Access-Control-Max-Age": "600",  # seconds
}


def guard(blueprint: Blueprint) -> None:
    blueprint.middleware(refuse_strangers, "request")
    blueprint.middleware(let_in, "response")


def open_to_pages(blueprint: Blueprint, method: str, path: str, handler: Any, *, stream: bool = False) -> None:
    """A route, and beside it the question that a browser asks before it sends to another site."""
    blueprint.add_route(handler, path, methods=[method], stream=stream)
    blueprint.add_route(preflight, path, methods=["OPTIONS"], name=f"preflight_{handler.__name__}")


async def refuse_strangers(request: Request) -> None:
    if not welcome(request):
        raise Forbidden("origin_refused", "this site may not use the desk")


async def let_in(request: Request, response: HTTPResponse) -> None:
    response.headers.add("Vary", "Origin")
    if request.headers.get("origin") and welcome(request):
        response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"


@describes("anyone", answers={204: None}, refuses=(403,))
async def preflight(request: Request, **parts: str) -> HTTPResponse:
    """What a browser asks before it sends something from another site."""
    return empty(headers=ALLOWED)


def welcome(request: Request) -> bool:
    """A request without an origin comes from the desk's own page or from no browser at all."""
    origin = request.headers.get("origin")
    allowed = request.app.ctx.settings.widget_origins
    return origin is None or ANY in allowed or origin in allowed or _own(request, origin)


def _own(request: Request, origin: str) -> bool:
    own = request.app.ctx.settings.public_url.rstrip("/")
    return origin == own or urlsplit(origin).netloc == request.headers.get("host")
