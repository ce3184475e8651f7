"""One process of many does a piece of work: the one that holds its lease, as long as it can prove it to itself."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timezone

from bot import leases
from bot.store import Store

LEASE_SECONDS, KEEP_SECONDS = 30.0, 5.0


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Lead:
    """`name`: the work. Its own clock never goes back, so a wrong wall clock cannot make a lease look longer."""

    def __init__(
        self,
        store: Store,
        name: str,
        *,
        holder: str | None = None,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._name, self._now, self._clock = store, name, now, clock
        self._holder = holder or leases.this_process()
        self._fence: int | None = None
        self._until = self._keep_at = float("-inf")

    def lasts(self, seconds: float) -> bool:
        """Is it ours for at least so long? Anything that takes longer may be done twice."""
        return self._clock() + seconds < self._until

    async def hold(self) -> bool:
        """Take it or keep it; to be called every few seconds. Raises: Unavailable."""
        asked = self._clock()
        if self._fence is not None and asked < self._keep_at:
            return True
        self._fence = await asyncio.to_thread(self._ask)
        if self._fence is None:
            self._until = float("-inf")
            return False
        self._until, self._keep_at = asked + LEASE_SECONDS, asked + KEEP_SECONDS
        return True

    def _ask(self) -> int | None:
        with self._store.writing() as db:
            if self._fence is not None and leases.keep(db, self._name, self._fence, self._now(), LEASE_SECONDS):
                return self._fence
            return leases.take(db, self._name, self._holder, self._now(), LEASE_SECONDS)

    async def give_up(self) -> None:
        """The next process need not wait. Raises: Unavailable."""
        fence, self._fence, self._until = self._fence, None, float("-inf")
        if fence is not None:
            await asyncio.to_thread(self._free, fence)

    def _free(self, fence: int) -> None:
        with self._store.writing() as db:
            leases.give_up(db, self._name, fence, self._now())
