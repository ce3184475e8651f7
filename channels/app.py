"""The web side, put together: every channel's blueprint on one Sanic app, and one place for refusals."""

import itertools
import logging
from typing import Any

from sanic import Blueprint, Sanic
from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.errors import NotFound, Refused, TooLarge
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.limits import Limits
from channels.measuring import measure
from channels.payload import NUMBER_MAX

# A message is at most 4,000 code points; with JSON's escapes that stays below this many bytes.
REQUEST_MAX_BYTES = 64 * 1024
REQUEST_SECONDS = 15
ANSWER_SECONDS = 60  # the body's arrival included; each event of a stream begins them anew
NAMES = itertools.count(1)

# Pages load only what the desk itself serves, and nothing inline (ASVS 3.4.3).
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# What Sanic itself refuses.
CODES = {404: "not_found", 405: "wrong_method", 408: "too_slow", 503: "too_slow"}

logger = logging.getLogger(__name__)


def create_app(settings: Settings, store: Store, standard: Standard, phrases: Phrases) -> Sanic:
    """The app with all channels; `app.ctx` carries what their handlers need. Start it with `app.run(…)`."""
    # Its own logging would print around ours, which masks.
    app = Sanic(f"desk-{next(NAMES)}", configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=REQUEST_MAX_BYTES,
        REQUEST_TIMEOUT=REQUEST_SECONDS,
        RESPONSE_TIMEOUT=ANSWER_SECONDS,
        KEEP_ALIVE_TIMEOUT=REQUEST_SECONDS,
        PROXIES_COUNT=settings.proxies,
        FALLBACK_ERROR_FORMAT="json",
        ACCESS_LOG=False,
        OAS=False,
    )
    app.ctx.settings, app.ctx.store, app.ctx.wakeups = settings, store, store.wakeups
    app.ctx.standard, app.ctx.phrases = standard, phrases
    app.ctx.limits = Limits(settings)
    app.blueprint(_channels())
    if settings.has_connectors:
        # It reads Rasa, which nobody else on the web side needs.
        from channels.connectors import mount

        mount(app, settings)
    app.exception(Refused)(refuse)
    app.exception(PayloadTooLarge)(refuse_size)
    app.exception(Exception)(fail)
    app.middleware(_must_be_a_number_of_ours, "request")
    app.middleware(_secure, "response")
    measure(app)
    return app


def _channels() -> Any:
    from channels import console, openapi, operating, telegram, web

    return Blueprint.group(web.blueprint, console.blueprint, telegram.blueprint, openapi.blueprint, operating.blueprint)


async def refuse(request: Request, error: Refused) -> HTTPResponse:
    """{"error": code, "detail": …, plus the facts}, with the refusal's own status."""
    headers = {"Retry-After": str(error.facts.get("retry_after", 2))} if error.status in (429, 503) else {}
    detail = error.detail
    if error.status == 503:
        # What the database said names machines and files: it is for the operator.
        logger.warning("request %s was put off: %s", request.id, detail)
        detail = "nothing can be stored at present; please try again"
    return json({"error": error.code, "detail": detail, **error.facts}, error.status, headers=headers)


async def refuse_size(request: Request, error: PayloadTooLarge) -> HTTPResponse:
    return await refuse(request, TooLarge("too_large", f"at most {REQUEST_MAX_BYTES} bytes", limit=REQUEST_MAX_BYTES))


async def fail(request: Request, error: SanicException | Exception) -> HTTPResponse:
    """The last resort. A mistake of ours is logged with its id and told without its text."""
    status = getattr(error, "status_code", 500)
    if status == 503 and request.stream:
        # A body that does not come. Sanic would go on waiting for it, and without a clock: the line is let go.
        request.stream.request_body = None
    if status in CODES or status < 500:
        told = {"error": CODES.get(status, "bad_request"), "detail": str(error)}
        return json(told, status, headers=getattr(error, "headers", None))
    logger.error("request %s failed", request.id, exc_info=error)
    return json({"error": "internal", "detail": f"request {request.id}"}, 500)


async def _must_be_a_number_of_ours(request: Request) -> None:
    """Raises: NotFound for a number that no row can have."""
    if any(isinstance(part, int) and not 1 <= part <= NUMBER_MAX for part in request.match_info.values()):
        raise NotFound("not_found")


async def _secure(request: Request, response: HTTPResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
