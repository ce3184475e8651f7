"""`desk assist` and `desk watch`: the parts that `desk serve` has beside the pages, as processes of their own."""

import asyncio
import logging
import signal
import time
from collections.abc import Coroutine
from typing import Any

from rich.console import Console

from bot.assistant.model import train
from bot.assistant.process import Assistants
from bot.logs import discreet_logs
from bot.metrics.events import count_errors
from bot.metrics.port import open_port
from bot.readiness import missing
from bot.serve import prepared
from bot.settings import Settings
from bot.watch import Poll, Watch
from channels.work import Desk, background

logger = logging.getLogger(__name__)


def assist(settings: Settings, number: int) -> None:
    """Answers what customers ask, in `number` processes, until SIGTERM or SIGINT: then each finishes its turn.

    Raises: Unavailable when there is no model and none can be trained, or no database."""
    say, began = Console(highlight=False).print, time.monotonic()
    _begin(settings)
    train(settings)
    desk = prepared(settings)

    async def work() -> None:
        assistants = Assistants(number, desk.store)
        open_port(settings, desk.store, lambda: missing(desk.store, assistants))
        assistants.start()
        telling = asyncio.ensure_future(tell_when_ready(assistants))
        try:
            await asyncio.Event().wait()
        finally:
            telling.cancel()
            await assistants.stop()

    async def tell_when_ready(assistants: Assistants) -> None:
        await assistants.ready()
        say(f"The assistant answers, {time.monotonic() - began:.0f} s after the start.")

    asyncio.run(_until_told(work()))


def watch(settings: Settings) -> None:
    """Deadlines, notices and whatever the channels do by themselves, until SIGTERM or SIGINT.

    Raises: Unavailable when there is no database."""
    _begin(settings)
    desk = prepared(settings)
    desk.store.listen()
    open_port(settings, desk.store, lambda: missing(desk.store, None))
    Console(highlight=False).print("The watch is on.")
    asyncio.run(_until_told(_watch(desk)))


async def _watch(desk: Desk) -> None:
    own = (Poll(desk.store).run(), Watch(desk.store, desk.standard, desk.phrases).run())
    await asyncio.gather(*own, *(worker.run() for worker in background(desk)))


def _begin(settings: Settings) -> None:
    discreet_logs(settings.log_level, settings.log_format)
    count_errors()


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Ends well when it is told to; a failure of the work itself is raised, so that the process is started again."""
    working = asyncio.ensure_future(work)
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        logger.info("told to end")
