"""“typing …” in the chats of those who wait for an answer that is being made. Best effort: nobody misses it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import deliveries
from bot.errors import Refused
from bot.store import Store
from bot.wakeups import Wakeup
from channels.telegram.account import CHANNEL

logger = logging.getLogger(__name__)

# Telegram shows it for five seconds, or until the next message.
AGAIN_SECONDS = 4.0
# An answer that comes sooner needs no announcement, and one that came must not be followed by it.
FIRST_SECONDS = 0.6


class Typing:
    """`leads`: does this process deliver? One telling is enough."""

    def __init__(self, bot: Bot, store: Store, leads: Callable[[], bool]) -> None:
        self._bot, self._store, self._leads = bot, store, leads
        self._agents: set[str] = set()
        self._told: dict[str, float] = {}
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

        def hear(wakeup: Wakeup) -> None:
            if wakeup.topic == "turn" or (wakeup.topic == "typing" and wakeup.key.endswith(":agent")):
                loop.call_soon_threadsafe(self._hear, wakeup)

        stop = self._store.wakeups.listen(hear)
        try:
            while True:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._news.wait(), AGAIN_SECONDS)
                    await asyncio.sleep(FIRST_SECONDS)
                self._news.clear()
                with contextlib.suppress(Refused):
                    await self._tell()
        finally:
            stop()

    def _hear(self, wakeup: Wakeup) -> None:
        if wakeup.topic == "typing":
            self._agents.add(wakeup.key.partition(":")[0])
        self._news.set()

    async def _tell(self) -> None:
        typing, self._agents = self._agents, set()
        if not self._leads():
            return
        now = time.monotonic()
        self._told = {address: at for address, at in self._told.items() if now - at < AGAIN_SECONDS - FIRST_SECONDS}
        for address in await asyncio.to_thread(self._addresses, typing):
            if address not in self._told:
                self._told[address] = now
                with contextlib.suppress(TelegramError):
                    await self._bot.send_chat_action(int(address), ChatAction.TYPING)

    def _addresses(self, typing: set[str]) -> list[str]:
        with self._store.reading() as db:
            return deliveries.awaiting_answer(db, CHANNEL, typing)
