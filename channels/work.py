"""What the channels do beside answering requests: bring messages to the apps, fetch what the apps have for us."""

from dataclasses import dataclass
from typing import Protocol

from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store


class Worker(Protocol):
    """Works until cancelled. It survives a store or an app that is away, and may run in any number of processes."""

    @property
    def name(self) -> str: ...

    async def run(self) -> None: ...


@dataclass(frozen=True)
class Desk:
    """All that a channel's work needs."""

    settings: Settings
    store: Store
    standard: Standard
    phrases: Phrases
    operator: Operator


def background(desk: Desk) -> list[Worker]:
    """Of every channel that is set up."""
    workers: list[Worker] = []
    if desk.settings.telegram_mode != "off":
        # An app's library is read only where the app is used.
        from channels.telegram.work import workers as of_telegram

        workers += of_telegram(desk)
    if desk.settings.has_connectors:
        # Rasa too, without TensorFlow.
        from channels.connectors import workers as of_connectors

        workers += of_connectors(desk)
    return workers
