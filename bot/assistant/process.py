"""The assistant's processes, kept running by whoever started them: a turn, or its crash, never stops a conversation."""

import asyncio
import logging
import os
import socket
import sys
import time
from datetime import datetime, timezone

from bot import turns
from bot.assistant.link import Link, between
from bot.errors import Refused
from bot.metrics.events import TURN_SECONDS
from bot.settings import ROOT
from bot.store import Store
from bot.wakeups import Wakeup, Wakeups

logger = logging.getLogger(__name__)

# A process that ends sooner than this (s) after its start is started again only after a pause.
SETTLED_SECONDS = 30.0
PAUSE_SECONDS = 3.0
# A process that is told to end has this long (s) to finish its turn.
END_SECONDS = 5.0
# setuptools puts its own, slow copy of distutils in the place of Python's, unless it is told not to.
ENVIRONMENT = {"SETUPTOOLS_USE_DISTUTILS": "stdlib"}


class AssistantProcess:
    """One `python -m bot.assistant`, started again whenever it ends."""

    def __init__(self, store: Store, wakeups: Wakeups) -> None:
        self._store, self._wakeups = store, wakeups
        self._process: asyncio.subprocess.Process | None = None
        self._in_hand: str | None = None  # a turn, as "<id>:<fence>"

    async def keep_running(self) -> None:
        """Until cancelled."""
        try:
            while True:
                began = time.monotonic()
                code = await self._run_once()
                logger.warning("an assistant process ended with code %s and is started again", code)
                await self._give_back()
                if time.monotonic() - began < SETTLED_SECONDS:
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await self._end()

    async def _run_once(self) -> int:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.assistant",
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env={**ENVIRONMENT, **os.environ},
            )
        link = Link(self._wakeups, ours, keeps=self._keeps)
        try:
            return await self._process.wait()
        finally:
            link.close()

    def _keeps(self, wakeup: Wakeup) -> bool:
        if wakeup.topic == "leased":
            self._in_hand = wakeup.key
        elif wakeup.topic == "worked":
            self._in_hand = None
            TURN_SECONDS.observe(float(wakeup.key))
        return wakeup.topic in ("leased", "worked")

    async def _give_back(self) -> None:
        """What it had in hand when it died need not wait until the lease runs out."""
        if self._in_hand is None:
            return
        turn, fence = map(int, self._in_hand.split(":"))
        self._in_hand = None
        try:
            await asyncio.to_thread(self._free, turn, fence)
        except Refused as refused:
            logger.warning("turn %s waits until its lease runs out: %s", turn, refused)

    def _free(self, turn: int, fence: int) -> None:
        with self._store.writing() as db:
            turns.free(db, turn, fence, datetime.now(timezone.utc))

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), END_SECONDS)
        except asyncio.TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._give_back()


class Assistants:
    """As many processes as the settings ask for."""

    def __init__(self, number: int, store: Store) -> None:
        wakeups = between(store)
        self._processes = [AssistantProcess(store, wakeups) for _ in range(number)]
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_ready = asyncio.Event()
        self._stop = wakeups.listen(self._hear)
        self._loop = asyncio.get_event_loop()

    def start(self) -> None:
        self._tasks = [asyncio.ensure_future(process.keep_running()) for process in self._processes]

    async def ready(self) -> None:
        """Returns when one of them has its model loaded."""
        await self._heard_ready.wait()

    @property
    def are_ready(self) -> bool:
        """With none here, they are elsewhere."""
        return not self._processes or self._heard_ready.is_set()

    async def stop(self) -> None:
        self._stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, wakeup: Wakeup) -> None:
        if wakeup.topic == "ready":
            self._loop.call_soon_threadsafe(self._heard_ready.set)
