"""Fetches the files that customers sent: told of by an update, and brought to the desk afterwards."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot import attachments, customers
from bot.attachments import Attachment, Limits
from bot.errors import Refused
from bot.wakeups import Wakeup
from channels.clock import clock
from channels.delivery.lead import Lead
from channels.delivery.pace import pause
from channels.telegram.account import CHANNEL
from channels.telegram.line import connected
from channels.work import Desk

logger = logging.getLogger(__name__)

POLL_SECONDS = 5.0
PAGE = 50
TOO_OLD = timedelta(hours=24)
SECONDS = 60.0  # for one file
ATTEMPTS = 5  # for a file that Telegram says it does not have
TOO_LARGE, GONE, TOO_LATE = "attachment_too_large", "attachment_gone", "attachment_too_late"


class Fetching:
    """One process of many fetches."""

    name = "telegram-files"

    def __init__(self, desk: Desk, now: Callable[[], datetime] = clock) -> None:
        self._desk, self._now = desk, now
        self._lead = Lead(desk.store, self.name)
        self._limit = Limits.of_mb(desk.settings.attachment_mb).file_bytes
        # How often each was tried in vain, and when it may be tried again. A new process begins anew: that is no harm.
        self._failed: dict[str, tuple[int, datetime]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        news, loop = asyncio.Event(), asyncio.get_running_loop()

        def hear(wakeup: Wakeup) -> None:
            if (wakeup.topic, wakeup.key) == ("file", CHANNEL):
                loop.call_soon_threadsafe(news.set)

        stop = self._desk.store.wakeups.listen(hear)
        try:
            async with connected(self._desk.settings) as bot:
                while True:
                    news.clear()
                    await self._fetch_safely(bot)
                    with contextlib.suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(news.wait(), POLL_SECONDS)
        finally:
            stop()
            with contextlib.suppress(Refused):
                await self._lead.give_up()

    async def _fetch_safely(self, bot: Bot) -> None:
        try:
            if await self._lead.hold():
                await self.fetch_due(bot)
        except Refused as refused:
            logger.warning("%s: %s", self.name, refused)
        except Exception:
            logger.exception("%s failed", self.name)

    async def fetch_due(self, bot: Bot) -> None:
        """One after the other. Raises: Unavailable."""
        for one in await asyncio.to_thread(self._due):
            await self._fetch(bot, one)

    def _due(self) -> list[Attachment]:
        now = self._now()
        with self._desk.store.reading() as db:
            return [one for one in attachments.awaited(db, PAGE) if self._is_ours(db, one) and self._is_due(one, now)]

    def _is_ours(self, db: Connection, one: Attachment) -> bool:
        return "file_id" in one.facts and customers.conversation(db, one.conversation_id).channel == CHANNEL

    def _is_due(self, one: Attachment, now: datetime) -> bool:
        return one.id not in self._failed or self._failed[one.id][1] <= now

    async def _fetch(self, bot: Bot, one: Attachment) -> None:
        try:
            content = await asyncio.wait_for(self._download(bot, one), SECONDS)
        except BadRequest as refused:
            await self._refused(one, refused)
        except (TelegramError, asyncio.TimeoutError) as error:
            await self._later(one, error)
        else:
            await self._keep(one, content)

    async def _refused(self, one: Attachment, refused: BadRequest) -> None:
        """Telegram has one sentence for a file that is gone and for one that is away for the moment."""
        if "too big" in str(refused):
            await self._settle(attachments.refuse, one, TOO_LARGE)
        elif self._failed.get(one.id, (0, None))[0] >= ATTEMPTS:
            await self._settle(attachments.lost, one, GONE)
        else:
            await self._later(one, refused)

    async def _download(self, bot: Bot, one: Attachment) -> bytes | None:
        """None when it is larger than what may be sent."""
        file = await bot.get_file(str(one.facts["file_id"]), read_timeout=SECONDS)
        if (file.file_size or 0) > self._limit:
            return None
        return bytes(await file.download_as_bytearray(read_timeout=SECONDS))

    async def _keep(self, one: Attachment, content: bytes | None) -> None:
        if content is None or len(content) > self._limit:
            return await self._settle(attachments.refuse, one, TOO_LARGE)

        def store() -> None:
            with self._desk.store.writing() as db:
                attachments.store(db, one.id, content, self._now())

        await asyncio.to_thread(store)
        self._failed.pop(one.id, None)

    async def _later(self, one: Attachment, error: Exception) -> None:
        now = self._now()
        if now - one.created_at > TOO_OLD:
            return await self._settle(attachments.lost, one, TOO_LATE)
        attempts = self._failed.get(one.id, (0, now))[0] + 1
        self._failed[one.id] = (attempts, now + timedelta(seconds=pause(attempts, 0.5)))
        logger.info("%s: a file is tried again: %s", self.name, type(error).__name__)

    async def _settle(self, how: Callable[[Connection, str, str], Attachment], one: Attachment, reason: str) -> None:
        def settle() -> None:
            with self._desk.store.writing() as db:
                how(db, one.id, reason)

        await asyncio.to_thread(settle)
        self._failed.pop(one.id, None)
