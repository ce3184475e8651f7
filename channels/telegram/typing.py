"""“typing …” in the chats of those who wait for an answer that is being made. Best effort: nobody misses it."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot import deliveries
from bot.errors import Refused
from bot.store import Store
from bot.wakeups import Wakeup
from channels.ears import Ears
from channels.telegram.account import CHANNEL

# Telegram shows it for five seconds, or until the next message.
AGAIN_SECONDS = 4.0
# An answer that comes sooner needs no announcement, and one that came must not be followed by it.
FIRST_SECONDS = 0.6


class Typing:
    """`leads`: does this process deliver? One telling is enough."""

    def __init__(self, bot: Bot, store: Store, leads: Callable[[], bool]) -> None:
        self._bot, self._store, self._leads = bot, store, leads
        self._told: dict[str, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        with contextlib.closing(Ears(self._store.wakeups, _concerns)) as ears:
            while True:
                heard = await ears.listen(AGAIN_SECONDS)
                if heard:
                    await asyncio.sleep(FIRST_SECONDS)
                with contextlib.suppress(Refused):
                    await self._tell({one.key.partition(":")[0] for one in heard if one.topic == "typing"})

    async def _tell(self, typing: set[str]) -> None:
        """`typing`: conversations in which an agent is."""
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


def _concerns(wakeup: Wakeup) -> bool:
    return wakeup.topic == "turn" or (wakeup.topic == "typing" and wakeup.key.endswith(":agent"))
