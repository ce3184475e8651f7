"""Rasa's connectors, and those of one's own made like them. Only read where there are credentials: it needs Rasa."""

from collections.abc import Callable
from datetime import datetime

from sanic import Sanic

from bot.settings import Settings
from channels.clock import clock
from channels.connectors import files, webhook
from channels.connectors.credentials import connectors
from channels.connectors.hearing import Hearing
from channels.connectors.sending import Sending
from channels.delivery.loop import Delivery
from channels.intake import Intake
from channels.work import Desk, Worker

__all__ = ["mount", "workers"]


def mount(app: Sanic, settings: Settings) -> None:
    """Their routes. Raises: Invalid by the name of what is wrong in the credentials."""
    for connector in connectors(settings):
        app.blueprint(webhook.blueprint_of(connector))
        app.blueprint(files.blueprint_of(connector))


def workers(desk: Desk, now: Callable[[], datetime] = clock) -> list[Worker]:
    """What was brought is worked off, and what was said is sent. Raises: Invalid."""
    found: list[Worker] = []
    for connector in connectors(desk.settings):
        found.append(Intake(desk, connector.name, Hearing(connector, desk.standard, desk.phrases), now))
        sending = Sending(connector, desk.store, desk.phrases)
        found.append(Delivery(desk.store, connector.name, sending, now=now))
    return found
