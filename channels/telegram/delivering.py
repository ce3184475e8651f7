"""Telegram's delivery, with the line it needs."""

import asyncio

from bot.settings import Settings
from bot.store import Store
from channels.delivery.loop import Delivery
from channels.telegram.account import CHANNEL
from channels.telegram.line import connected
from channels.telegram.sending import Sending
from channels.telegram.typing import Typing


class Delivering:
    """Until cancelled: what was said, and that somebody is typing."""

    name = f"delivery:{CHANNEL}"

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store

    async def run(self) -> None:
        async with connected(self._settings) as bot:
            delivery = Delivery(self._store, CHANNEL, Sending(bot, self._store))
            typing = Typing(bot, self._store, lambda: delivery.leads)
            await asyncio.gather(delivery.run(), typing.run())
