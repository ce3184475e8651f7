"""Brings what was said to a messaging app: each chat in its order, many chats at once, nothing lost."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic

from bot import deliveries
from bot.deliveries import Position
from bot.errors import Refused, Unavailable
from bot.store import Store
from bot.transcript import Message
from bot.wakeups import Wakeup
from channels.delivery.lead import Lead, utc_now
from channels.delivery.outgoing import Outgoing, following
from channels.delivery.pace import Pace, pause
from channels.delivery.sender import Part, Sender, Slow, Undeliverable
from channels.ears import Ears

logger = logging.getLogger(__name__)

# Behind every wake-up: how long something due waits at most when its wake-up was lost.
POLL_SECONDS = 2.0
STORE_PAUSE_SECONDS = 1.0
# A request ends well before the lease does, or another process would send the same.
SEND_SECONDS = 20.0
PARALLEL = 32  # chats at once
FINISH_SECONDS = 5.0
TOO_OLD = timedelta(hours=24)


class Delivery(Generic[Part]):
    """Of one channel. Any number of processes may run it: one of them delivers."""

    def __init__(
        self,
        store: Store,
        channel: str,
        sender: Sender[Part],
        per_chat_seconds: float = 1.0,
        per_second: int = 30,
        *,
        lead: Lead | None = None,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pause: Callable[[int, float], float] = pause,
    ) -> None:
        self.name = f"delivery:{channel}"
        self._store, self._channel, self._sender = store, channel, sender
        self._pace, self._pause = Pace(per_chat_seconds, per_second), pause
        self._now, self._clock, self._sleep = now, clock, sleep
        self._lead = lead or Lead(store, self.name, now=now, clock=clock)
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._look_again: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Until cancelled; what is on its way then is finished."""
        try:
            with contextlib.closing(Ears(self._store.wakeups, _something_said)) as ears:
                self._look_again = ears.wake
                while True:
                    await self._begin_safely()
                    await ears.listen(POLL_SECONDS)
        finally:
            await self._finish()

    @property
    def leads(self) -> bool:
        """Is it this process that delivers?"""
        return self._lead.lasts(0)

    async def _begin_safely(self) -> None:
        try:
            if await self._lead.hold():
                await self._begin()
        except Refused as refused:
            logger.warning("%s: %s; tries again in %s s", self.name, refused, POLL_SECONDS)
        except Exception:
            logger.exception("%s failed; tries again in %s s", self.name, POLL_SECONDS)

    async def _begin(self) -> None:
        """With whatever is due, as far as there is room."""
        room = PARALLEL - len(self._busy)
        due = await asyncio.to_thread(self._due, room, tuple(self._busy)) if room else []
        for conversation_id in due:
            self._busy[conversation_id] = asyncio.create_task(self._deliver_safely(conversation_id))

    def _due(self, limit: int, busy: Sequence[str]) -> list[str]:
        with self._store.reading() as db:
            return deliveries.due(db, self._channel, self._now(), limit, busy)

    async def _deliver_safely(self, conversation_id: str) -> None:
        try:
            await self.deliver(conversation_id)
        except Refused as refused:
            logger.warning("%s: conversation %s waits: %s", self.name, conversation_id, refused)
            await self._sleep(STORE_PAUSE_SECONDS)
        except Exception:
            logger.exception("%s: conversation %s waits", self.name, conversation_id)
            await self._sleep(STORE_PAUSE_SECONDS)
        finally:
            del self._busy[conversation_id]
            self._look_again()

    async def deliver(self, conversation_id: str) -> None:
        """The next message of a conversation. What comes after it is due again, behind the other chats."""
        outgoing = await asyncio.to_thread(self._following, conversation_id)
        if outgoing is None:
            return await asyncio.to_thread(self._write, deliveries.rest, conversation_id, self._now())
        try:
            await self._go_out(outgoing)
        except Slow as slow:
            await self._obey(outgoing.at, slow)
        except Undeliverable as refusal:
            logger.info("%s: conversation %s: %s (%s)", self.name, conversation_id, refusal.reason, refusal)
            await self._bury(outgoing, refusal.reason, str(refusal))
        except Refused:
            raise
        except Exception as fault:
            await self._try_later(outgoing, fault)

    def _following(self, conversation_id: str) -> Outgoing | None:
        with self._store.reading() as db:
            return following(db, conversation_id)

    async def _go_out(self, outgoing: Outgoing) -> None:
        at, seq = outgoing.at, outgoing.message.seq
        parts = await asyncio.to_thread(self._parts, outgoing.message)
        if outgoing.parts >= len(parts):
            await self._keep(deliveries.passed, at, seq)
        for number in range(outgoing.parts, len(parts)):
            external_id = await self._send(at.address, outgoing.message, parts[number])
            at = await self._keep(deliveries.sent, at, seq, number, external_id, number == len(parts) - 1)

    def _parts(self, message: Message) -> Sequence[Part]:
        return () if message.author == "customer" else self._sender.parts(message)

    async def _send(self, address: str, message: Message, part: Part) -> str:
        """Raises: Unavailable when another process may be delivering by now."""
        while wait := self._pace.take(address, self._clock()):
            await self._sleep(wait)
        if not self._lead.lasts(SEND_SECONDS):
            raise Unavailable("no_lease", "another process may be delivering")
        return await asyncio.wait_for(self._sender.send(address, message, part), SEND_SECONDS)

    async def _keep(self, step: Callable[..., Position], *facts: Any) -> Position:
        """It has gone out: until that is stored, nothing else is done with the chat, or it would go out again."""
        while True:
            try:
                return await asyncio.to_thread(self._write, step, *facts, self._now())
            except Unavailable as unavailable:
                logger.warning("%s: a receipt waits: %s", self.name, unavailable)
                await self._sleep(STORE_PAUSE_SECONDS)

    def _write(self, step: Callable[..., Any], *facts: Any) -> Any:
        with self._store.writing() as db:
            return step(db, *facts)

    async def _obey(self, at: Position, slow: Slow) -> None:
        self._pace.hold(at.address, slow.seconds, self._clock())
        due_at = self._now() + timedelta(seconds=slow.seconds)
        await asyncio.to_thread(self._write, deliveries.later, at, due_at, False)

    async def _try_later(self, outgoing: Outgoing, fault: Exception) -> None:
        attempts = outgoing.at.attempts
        logger.warning("%s: attempt %s failed: %s: %s", self.name, attempts + 1, type(fault).__name__, fault)
        if self._now() - outgoing.since > TOO_OLD:
            return await self._bury(outgoing, "too_old", f"{type(fault).__name__}: {fault}")
        due_at = self._now() + timedelta(seconds=self._pause(attempts, random.random()))
        await asyncio.to_thread(self._write, deliveries.later, outgoing.at, due_at, True)

    async def _bury(self, outgoing: Outgoing, reason: str, detail: str) -> None:
        facts = (outgoing.at, outgoing.message.seq, reason, detail, self._now())
        await asyncio.to_thread(self._write, deliveries.bury, *facts)

    async def _finish(self) -> None:
        """What is on its way gets a moment to arrive; then another process may go on."""
        on_their_way = list(self._busy.values())
        if on_their_way:
            _, late = await asyncio.wait(on_their_way, timeout=FINISH_SECONDS)
            for one in late:
                one.cancel()
        with contextlib.suppress(Refused):
            await self._lead.give_up()


def _something_said(wakeup: Wakeup) -> bool:
    return wakeup.topic == "conversation"
