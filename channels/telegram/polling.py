"""Fetches updates, for a desk that Telegram cannot reach: what is kept is confirmed, and nothing else."""

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

from bot.errors import Refused
from channels.clock import clock
from channels.delivery.lead import Lead
from channels.delivery.pace import pause
from channels.telegram.account import number
from channels.telegram.envelope import keep, polled
from channels.telegram.line import POLL_SECONDS, SECONDS, connected
from channels.telegram.setup import ALLOWED_UPDATES
from channels.work import Desk

logger = logging.getLogger(__name__)

# While another process polls.
WAIT_SECONDS = 5.0


class Polling:
    """Any number of processes may run it: one of them polls."""

    name = "telegram-polling"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lead = Lead(desk.store, self.name)
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with connected(self._desk.settings) as bot:
                # Numbers may begin anew after a week of silence: so a confirmation is given once, right after its
                # batch was kept, and never a number from long ago that could confirm what nobody has seen.
                offset: int | None = None
                while True:
                    offset = await self._poll_safely(bot, offset)
        finally:
            with contextlib.suppress(Refused):
                await self._lead.give_up()

    async def _poll_safely(self, bot: Bot, offset: int | None) -> int | None:
        """The offset that confirms what was kept; None when everything is confirmed or it is not known."""
        try:
            if not await self._lead.hold():
                await asyncio.sleep(WAIT_SECONDS)
                return None
            kept = await self._poll(bot, offset)
            self._failures = 0
            return kept
        except (TelegramError, Refused) as error:
            await asyncio.sleep(self._pause(error))
        except Exception:
            logger.exception("%s failed", self.name)
            await asyncio.sleep(self._pause(None))
        return offset

    async def _poll(self, bot: Bot, offset: int | None) -> int | None:
        asked: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        # As it came: the library's own method would lose a whole batch over one update that it cannot read. It warns
        # of that unless the name is written otherwise; to Telegram that is the same name.
        found = await bot.do_api_request("GetUpdates", asked, read_timeout=POLL_SECONDS + SECONDS)
        if found:
            await asyncio.to_thread(self._keep, found)
        return int(found[-1]["update_id"]) + 1 if found else None

    def _keep(self, found: list[dict[str, Any]]) -> None:
        for body in found:
            keep(self._desk.store, number(self._desk.settings), polled(body), clock())

    def _pause(self, error: Exception | None) -> float:
        self._failures += 1
        if isinstance(error, Conflict):
            logger.error("%s: %s (`desk telegram delete-webhook` ends a webhook)", self.name, error)
        elif not isinstance(error, NetworkError):
            logger.warning("%s: %s", self.name, type(error).__name__)
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return pause(self._failures, 0.5)
