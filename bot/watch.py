"""What happens without anybody saying something: lost wake-ups are made up for, waiting customers hear from us."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timezone

from sqlalchemy import func, select

from bot import reception
from bot.errors import Refused
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import handoff_events, messages
from bot.wakeups import Wakeup

logger = logging.getLogger(__name__)

# No reader waits longer than this for what a lost wake-up would have told it.
POLL_SECONDS = 2.0
NOTICE_SECONDS = 10.0


class Watch:
    """Looks at the store every two seconds, whatever the wake-ups say."""

    def __init__(self, store: Store, standard: Standard, phrases: Phrases) -> None:
        self._store, self._standard, self._phrases = store, standard, phrases
        self._seen: tuple[int, int] | None = None

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._every(POLL_SECONDS, self.look), self._every(NOTICE_SECONDS, self.tell_waiting))

    def look(self) -> None:
        """Publish what was stored since the last look."""
        with self._store.reading() as db:
            latest = db.execute(select(func.max(messages.c.id))).scalar() or 0
            moves = db.execute(select(func.max(handoff_events.c.id))).scalar() or 0
            seen = self._seen or (latest, moves)
            talked = select(messages.c.conversation_id).where(messages.c.id > seen[0]).distinct()
            conversations = [row.conversation_id for row in db.execute(talked)]
        self._seen = (latest, moves)
        for conversation_id in conversations:
            self._store.wakeups.publish(Wakeup("conversation", conversation_id))
        if moves > seen[1]:
            self._store.wakeups.publish(Wakeup("queue"))

    def tell_waiting(self) -> None:
        """Place and expected wait, every two minutes (G-03)."""
        with self._store.writing() as db:
            reception.tell_waiting(db, datetime.now(timezone.utc), standard=self._standard, phrases=self._phrases)

    async def _every(self, seconds: float, look: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await asyncio.to_thread(look)
            except Refused as refused:
                logger.warning("the watch skipped a look: %s", refused)
