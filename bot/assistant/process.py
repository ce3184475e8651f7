"""The assistant's processes, kept running beside the web side: a turn, or its crash, never stops a conversation."""

import asyncio
import logging
import socket
import sys
import time

from bot.assistant.link import Link
from bot.settings import ROOT, Settings
from bot.wakeups import Wakeup, Wakeups

logger = logging.getLogger(__name__)

# A process that ends sooner than this (s) after its start is started again only after a pause.
SETTLED_SECONDS = 30.0
PAUSE_SECONDS = 3.0
END_SECONDS = 5.0


class AssistantProcess:
    """One `python -m bot.assistant`, started again whenever it ends."""

    def __init__(self, wakeups: Wakeups) -> None:
        self._wakeups = wakeups
        self._process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> None:
        """Until cancelled."""
        try:
            while True:
                began = time.monotonic()
                code = await self._run_once()
                logger.warning("an assistant process ended with code %s and is started again", code)
                if time.monotonic() - began < SETTLED_SECONDS:
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await self._end()

    async def _run_once(self) -> int:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.assistant", str(theirs.fileno()), pass_fds=[theirs.fileno()], cwd=ROOT
            )
        link = Link(self._wakeups, ours)
        try:
            return await self._process.wait()
        finally:
            link.close()

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), END_SECONDS)
        except asyncio.TimeoutError:
            self._process.kill()


class Assistants:
    """As many processes as the settings ask for."""

    def __init__(self, settings: Settings, wakeups: Wakeups) -> None:
        self._processes = [AssistantProcess(wakeups) for _ in range(settings.assistants)]
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_ready = asyncio.Event()
        self._stop = wakeups.listen(self._hear)
        self._loop = asyncio.get_event_loop()

    def start(self) -> None:
        self._tasks = [asyncio.ensure_future(process.keep_running()) for process in self._processes]

    async def ready(self) -> None:
        """Returns when one of them has its model loaded."""
        await self._heard_ready.wait()

    async def stop(self) -> None:
        self._stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, wakeup: Wakeup) -> None:
        if wakeup.topic == "ready":
            self._loop.call_soon_threadsafe(self._heard_ready.set)
