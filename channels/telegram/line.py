"""The line to Telegram's Bot API."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from ssl import SSLContext

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.settings import Settings

CONNECTIONS = 32
SECONDS = 15.0
# A poll is answered when something comes, at the latest after so long; its line is given a little more.
POLL_SECONDS = 20


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Bot]:
    """A bot that asks nothing of Telegram by itself, so that a start needs no network."""
    # The library tells each request's address, and the token is in it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    trust = {"verify": _trust()}
    request = HTTPXRequest(
        CONNECTIONS, read_timeout=SECONDS, connect_timeout=SECONDS, pool_timeout=SECONDS, httpx_kwargs=trust
    )
    polling = HTTPXRequest(1, read_timeout=POLL_SECONDS + SECONDS, connect_timeout=SECONDS, httpx_kwargs=trust)
    address = settings.telegram_api.rstrip("/")
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=polling,
    )
    try:
        yield bot
    finally:
        await request.shutdown()
        await polling.shutdown()


@lru_cache(maxsize=1)
def _trust() -> SSLContext:
    """Whose certificates count; once, since every line would read all of them anew."""
    return httpx.create_ssl_context()
