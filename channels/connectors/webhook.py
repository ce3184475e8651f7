"""Where the apps bring messages: Rasa's connector reads the request, the desk keeps what it read, then it is answered.

Rasa's connectors acknowledge before, or in spite of, what became of a message. Here nothing becomes of it within the
request: it is only kept, and the app is refused when that fails, so that it comes again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import updates
from bot.errors import Malformed, Refused
from bot.store import Store
from channels.clock import clock
from channels.connectors.connector import Connector, Told
from channels.connectors.threads import RECEIVING, aside
from channels.describing import describes

logger = logging.getLogger(__name__)

PREFIX = "/webhooks"
_heard: ContextVar[list[UserMessage]] = ContextVar("heard")


def blueprint_of(connector: Connector) -> Blueprint:
    """Rasa's, below /webhooks/<name>, with our handlers around its own."""
    blueprint = connector.input.blueprint(_hear)
    routes = blueprint._future_routes
    blueprint._future_routes = {route._replace(handler=_around(connector, route.handler)) for route in routes}
    blueprint.url_prefix = f"{PREFIX}/{connector.input.url_prefix().strip('/')}"
    return blueprint


def _hear(message: UserMessage) -> Awaitable[None]:
    """Heard as soon as it is called: some connectors never wait for what they began."""
    _heard.get().append(message)
    return _nothing()


async def _nothing() -> None:
    return None


def _around(connector: Connector, handler: Callable[..., Any]) -> Callable[..., Any]:
    @describes("app", answers={200: "*/*", 204: None}, refuses=(400, 403, 503))
    async def receive(request: Request, *path: Any, **named: Any) -> HTTPResponse:
        """A connector's own route: what it brings is kept before it is answered."""
        if request.method != "GET" or request.body:
            connector.verify(request)
        heard: list[UserMessage] = []
        _heard.set(heard)
        try:
            answer: HTTPResponse = await aside(RECEIVING, lambda: handler(request, *path, **named))
            told = [connector.told(request, message) for message in heard]
        except (Refused, SanicException):
            raise
        except Exception as error:
            logger.warning("%s: a request was not understood: %s", connector.name, type(error).__name__)
            raise Malformed("not_understood", f"{connector.name} could not read this") from error
        if told:
            await asyncio.to_thread(keep, request.app.ctx.store, connector.name, told, clock())
        return answer

    return receive


def keep(store: Store, channel: str, told: list[Told], now: datetime) -> None:
    """All or nothing. What is known already is kept already. Raises: Unavailable."""
    with store.writing() as db:
        for one in told:
            body = {"text": one.text, "address": one.address}
            updates.keep(db, channel, "", one.update_id, one.sender, body, now)
