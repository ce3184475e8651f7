"""Wake-ups from any thread, collected for one waiting coroutine."""

import asyncio
from collections.abc import Callable

from bot.wakeups import Wakeup, Wakeups

Interested = Callable[[Wakeup], bool]


class Ears:
    """Made inside a running loop; it hears until it is closed (contextlib.closing)."""

    def __init__(self, wakeups: Wakeups, interested: Interested) -> None:
        self._interested = interested
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._heard: set[Wakeup] = set()
        self.close = wakeups.listen(self._hear)

    def _hear(self, wakeup: Wakeup) -> None:
        if self._interested(wakeup):
            self._loop.call_soon_threadsafe(self._keep, wakeup)

    def _keep(self, wakeup: Wakeup) -> None:
        self._heard.add(wakeup)
        self._news.set()

    def wake(self) -> None:
        """By the loop itself, when there is reason to look again."""
        self._news.set()

    async def listen(self, seconds: float) -> frozenset[Wakeup]:
        """What was heard since the last time, at once or as soon as there is something; nothing after `seconds`."""
        # asyncio.wait_for loses a cancellation that comes together with the news (Python 3.10): nobody could stop us.
        waiting = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait({waiting}, timeout=seconds)
        finally:
            waiting.cancel()
        heard, self._heard = frozenset(self._heard), set()
        self._news.clear()
        return heard
