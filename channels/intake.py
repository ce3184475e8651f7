"""Works off what an app told us and was kept: one update at a time, with all that becomes of it in one transaction."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot import updates
from bot.errors import Conflict, Refused, Unavailable
from bot.updates import Update
from channels.clock import clock
from channels.ears import Ears
from channels.limits import Limits
from channels.work import Desk

logger = logging.getLogger(__name__)

# What an update means: it says it through reception and returns what became of it, as bot.updates keeps it.
Hear = Callable[[Connection, Update, datetime], str]

# Behind every wake-up: how long an update waits at most when its wake-up was lost.
POLL_SECONDS = 2.0
FORGET_EVERY = timedelta(hours=1)


class Intake:
    """Of one channel. Any number of processes may run it: an update is locked while it is worked off."""

    def __init__(self, desk: Desk, channel: str, hear: Hear, now: Callable[[], datetime] = clock) -> None:
        self.name = f"intake:{channel}"
        self._store, self._channel, self._hear, self._now = desk.store, channel, hear, now
        self._limits = Limits(desk.settings, lambda: now().timestamp())
        self._forget_at = now()

    async def run(self) -> None:
        """Until cancelled."""
        with contextlib.closing(Ears(self._store.wakeups, lambda one: one.topic == "update")) as ears:
            while True:
                await self._work_through()
                await ears.listen(POLL_SECONDS)

    async def _work_through(self) -> None:
        try:
            while await asyncio.to_thread(self.work):
                pass
            await asyncio.to_thread(self.forget)
        except Refused as refused:
            logger.warning("%s: %s; tries again in %s s", self.name, refused, POLL_SECONDS)
        except Exception:
            logger.exception("%s failed; tries again in %s s", self.name, POLL_SECONDS)

    def work(self) -> str | None:
        """Work off the oldest update that is due; None when there is none. Raises: Unavailable."""
        now = self._now()
        one: Update | None = None
        try:
            with self._store.writing() as db:
                one = updates.oldest_open(db, self._channel, now)
                return self._work_off(db, one, now) if one else None
        except Unavailable:
            raise
        except Exception as error:
            if one is None:
                raise
            return self._put_aside(one, error)

    def _work_off(self, db: Connection, one: Update, now: datetime) -> str:
        """Who writes faster than anybody can answer is heard a little later, with every word and in order."""
        wait = self._limits.wait(("messages", one.sender))
        if wait:
            updates.later(db, one.id, now + timedelta(seconds=wait))
            return "later"
        outcome = self._hear(db, one, now)
        updates.done(db, one.id, outcome, now)
        return outcome

    def _put_aside(self, one: Update, error: Exception) -> str:
        """What the desk refuses will be refused again; anything else may be passing."""
        told = f"{type(error).__name__}: {error.code if isinstance(error, Refused) else error}"
        now = self._now()
        with self._store.writing() as db:
            if isinstance(error, Refused):
                # A conflict: it is stored already.
                updates.done(db, one.id, "ignored" if isinstance(error, Conflict) else "dead", now, told)
            else:
                dead = updates.failed(db, one.id, told, now)
                logger.warning("update %s %s: %s", one.id, "is put aside" if dead else "failed", type(error).__name__)
        return "failed"

    def forget(self) -> None:
        """What was worked off long ago, looked for now and then. Raises: Unavailable."""
        now = self._now()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            with self._store.writing() as db:
                updates.forget(db, now)
