"""Works off the updates that were kept: one at a time, each with all that becomes of it in one transaction."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot import updates
from bot.errors import Conflict, Refused, Unavailable
from bot.wakeups import Wakeup
from channels.clock import clock
from channels.limits import Limits
from channels.telegram.account import CHANNEL
from channels.telegram.heard import LATER, Effect, Heard, Hearing
from channels.telegram.hearing import hear
from channels.telegram.line import connected
from channels.work import Desk

logger = logging.getLogger(__name__)

# Behind every wake-up: how long an update waits at most when its wake-up was lost.
POLL_SECONDS = 2.0
# What is still to be told to Telegram; when it is slow, taking in more waits.
EFFECTS = 64
FORGET_EVERY = timedelta(hours=1)


class Intake:
    """Any number of processes may run it: an update is locked while it is worked off."""

    name = "telegram-intake"

    def __init__(self, desk: Desk, now: Callable[[], datetime] = clock) -> None:
        self._desk, self._now = desk, now
        self._limits = Limits(desk.settings, lambda: now().timestamp())
        self._effects: set[asyncio.Task[None]] = set()
        self._forget_at = now()

    async def run(self) -> None:
        """Until cancelled."""
        news, loop = asyncio.Event(), asyncio.get_running_loop()

        def hear_of_it(wakeup: Wakeup) -> None:
            if wakeup.topic == "update":
                loop.call_soon_threadsafe(news.set)

        stop = self._desk.store.wakeups.listen(hear_of_it)
        try:
            async with connected(self._desk.settings) as bot:
                while True:
                    news.clear()
                    await self._work_through(bot)
                    with contextlib.suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(news.wait(), POLL_SECONDS)
        finally:
            stop()

    async def _work_through(self, bot: Bot) -> None:
        try:
            while (heard := await asyncio.to_thread(self.work)) is not None:
                await self._carry_out(bot, heard.effects)
            await asyncio.to_thread(self.forget)
        except Refused as refused:
            logger.warning("%s: %s; tries again in %s s", self.name, refused, POLL_SECONDS)
        except Exception:
            logger.exception("%s failed; tries again in %s s", self.name, POLL_SECONDS)

    def work(self) -> Heard | None:
        """Work off the oldest update that is due. None when there is none. Raises: Unavailable."""
        now = self._now()
        one: updates.Update | None = None
        try:
            with self._desk.store.writing() as db:
                one = updates.oldest_open(db, CHANNEL, now)
                if one is None:
                    return None
                wait = self._limits.wait(("messages", one.sender))
                if wait:
                    # Who writes faster than anybody can answer is heard a little later, with every word and in order.
                    updates.later(db, one.id, now + timedelta(seconds=wait))
                    return LATER
                heard = hear(Hearing(db, self._desk, now), one)
                updates.done(db, one.id, heard.outcome, now)
                return heard
        except Unavailable:
            raise
        except Exception as error:
            if one is None:
                raise
            return self._put_aside(one, error)

    def _put_aside(self, one: updates.Update, error: Exception) -> Heard:
        """What the desk refuses will be refused again; anything else may be passing."""
        told = f"{type(error).__name__}: {error.code if isinstance(error, Refused) else error}"
        now = self._now()
        with self._desk.store.writing() as db:
            if isinstance(error, Conflict):
                # A message that is stored already, with the words it had before an edit overtook it.
                updates.done(db, one.id, "ignored", now, told)
            elif isinstance(error, Refused):
                updates.done(db, one.id, "dead", now, told)
            else:
                dead = updates.failed(db, one.id, told, now)
                logger.warning("update %s %s: %s", one.id, "is put aside" if dead else "failed", type(error).__name__)
        return Heard("failed")

    def forget(self) -> None:
        """What was worked off long ago, looked for now and then. Raises: Unavailable."""
        now = self._now()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            with self._desk.store.writing() as db:
                updates.forget(db, now)

    async def _carry_out(self, bot: Bot, effects: tuple[Effect, ...]) -> None:
        """Beside the work: a slow Telegram does not keep customers waiting."""
        if not effects:
            return
        task = asyncio.create_task(self.finish(bot, effects))
        self._effects.add(task)
        task.add_done_callback(self._effects.discard)
        if len(self._effects) > EFFECTS:
            await asyncio.wait(self._effects, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, bot: Bot, effects: tuple[Effect, ...]) -> None:
        """Each once: an acknowledgement that comes late is no use to anybody."""
        for effect in effects:
            try:
                await effect(bot)
            except TelegramError as error:
                logger.info("Telegram did not take an answer: %s", type(error).__name__)
