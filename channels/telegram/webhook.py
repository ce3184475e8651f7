"""Where Telegram brings updates: who brings them is checked before they are read, and they are kept before the 200."""

import asyncio
import hmac

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.errors import Forbidden, NotFound, TooLarge
from bot.settings import Settings
from channels.clock import clock
from channels.describing import describes
from channels.telegram.account import WEBHOOK_PATH, number
from channels.telegram.envelope import keep, opened

SECRET_HEADER = "x-telegram-bot-api-secret-token"
# An update quotes few other messages, each of at most 4,096 characters: far less than this.
BODY_BYTES = 256 * 1024

blueprint = Blueprint("telegram")


@blueprint.post(WEBHOOK_PATH, stream=True)
@describes("app", takes="application/json", answers={200: None}, refuses=(404, 503))
async def receive(request: Request) -> HTTPResponse:
    """An empty 200 once it is kept, whatever it is. 403 without the secret: then the body is not even read."""
    settings = request.app.ctx.settings
    if settings.telegram_mode != "webhook":
        raise NotFound("not_found")
    if not _knows_the_secret(request, settings):
        raise Forbidden("wrong_secret")
    content = await _content(request)
    await asyncio.to_thread(keep, request.app.ctx.store, number(settings), opened(content), clock())
    return empty(200)


async def _content(request: Request) -> bytes:
    """Raises: TooLarge, without reading on."""
    content = b""
    async for piece in request.stream:
        content += piece
        if len(content) > BODY_BYTES:
            raise TooLarge("too_large", f"at most {BODY_BYTES} bytes", limit=BODY_BYTES)
    return content


def _knows_the_secret(request: Request, settings: Settings) -> bool:
    """Compared in constant time, whatever bytes the header has."""
    shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(shown, settings.telegram_secret.get_secret_value().encode())
