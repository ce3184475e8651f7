"""Every request gets an id, is timed, and leaves one line without anything personal."""

import logging
import time
import uuid

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.logs import REQUESTS, request_id
from bot.metrics.events import REQUEST_SECONDS

logger = logging.getLogger(REQUESTS)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def measure(app: Sanic) -> None:
    app.middleware(begin, "request")
    app.middleware(end, "response")


async def begin(request: Request) -> None:
    """An id that a proxy gave is kept if it is a UUID: anything else would be a stranger's text in our log."""
    if not isinstance(request.id, uuid.UUID):
        request._id = uuid.uuid4()
    request.ctx.began = time.monotonic()
    request_id.set(str(request.id))


async def end(request: Request, response: HTTPResponse) -> None:
    """Of an event stream: its beginning."""
    began = getattr(request.ctx, "began", None)
    if began is None:
        return  # refused before it could be read
    seconds, route = time.monotonic() - began, _route(request)
    method = request.method if request.method in METHODS else "other"
    REQUEST_SECONDS.labels(route, method, str(response.status)).observe(seconds)
    response.headers.setdefault("X-Request-ID", str(request.id))
    level = logging.WARNING if response.status >= 500 else logging.INFO
    facts = {"route": route, "method": method, "status": response.status, "ms": round(1000 * seconds, 1)}
    facts["conversation"] = getattr(request.ctx, "conversation_id", None) or _named(request, response)
    logger.log(level, "%s %s %s", method, route, response.status, extra=facts)


def _route(request: Request) -> str:
    """Its pattern, never what stood in the address: that is a stranger's, and there is no end of it."""
    return f"/{request.route.path}" if request.route else "none"


def _named(request: Request, response: HTTPResponse) -> str | None:
    """Only of one that was found: else it is a stranger's text as well."""
    named = request.match_info.get("conversation_id") if request.route else None
    return str(named) if named and response.status < 400 else None
