"""What happens without anybody saying something: lost wake-ups are made up for, waiting customers hear from us."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import attachments, audit, reception
from bot.errors import Refused
from bot.keeping import retention
from bot.phrases import Phrases
from bot.reception.alarm import Alarm
from bot.reception.following import Following
from bot.reception.reminders import Reminders
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import (
    agents,
    appointment_events,
    handoff_events,
    incident_events,
    messages,
    ticket_events,
)
from bot.wakeups import Wakeup

logger = logging.getLogger(__name__)

# No reader waits longer than this for what a lost wake-up would have told it.
POLL_SECONDS = 2.0
NOTICE_SECONDS = 10.0
ROUTE_SECONDS = 1.0
FOLLOW_SECONDS = 60.0
SWEEP_SECONDS = 600.0
# Records fall due by the day; a look finds nothing twice, so it may be taken more often.
RETAIN_SECONDS = 3600.0
REMIND_SECONDS = 600.0
# Between two looks that lie further apart the store, or all of us, were away.
BREAK_SECONDS = 25.0
# Transactions may be kept in another order than their rows are numbered: so many numbers back are looked at again.
ROWS_BACK = 200


class Poll:
    """Looks at the store every two seconds, whatever the wake-ups say. Every process whose readers wait has one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, str] | None = None  # the last messages, and the conversation of each
        self._changes: dict[str, tuple[object, ...]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await every(POLL_SECONDS, self.look)

    def look(self) -> None:
        """Publish what was stored since the last look, to this process only: the others have polls of their own."""
        with self._store.reading() as db:
            messages, changes = _last_messages(db, max(self._known or {}, default=None)), _changes(db)
        if self._known is not None:
            for conversation_id in {messages[row] for row in messages.keys() - self._known.keys()}:
                self._store.wakeups.publish(Wakeup("conversation", conversation_id))
            for topic in changes:
                if changes[topic] != self._changes[topic]:
                    self._store.wakeups.publish(Wakeup(topic))
        self._known, self._changes = messages, changes


class Watch:
    """Tells customers what they have to hear without having asked."""

    def __init__(self, store: Store, standard: Standard, phrases: Phrases) -> None:
        self._store, self._standard, self._phrases = store, standard, phrases
        self._alarm = Alarm(store, standard, phrases)
        self._following = Following(store, standard, phrases)
        self._reminders = Reminders(store, standard)
        self._looked: datetime | None = None
        self._steady_since = datetime.max.replace(tzinfo=timezone.utc)

    async def run(self) -> None:
        """Until cancelled. Any number of processes may: each looks again, under a lock, before it speaks."""
        await asyncio.gather(
            every(ROUTE_SECONDS, self.route),
            every(NOTICE_SECONDS, self.tell_waiting),
            every(NOTICE_SECONDS, self.put_back_vanished),
            every(NOTICE_SECONDS, self.look_at_clocks),
            every(NOTICE_SECONDS, self.tell_affected),
            every(FOLLOW_SECONDS, self.follow_up),
            every(SWEEP_SECONDS, self.sweep_attachments),
            every(RETAIN_SECONDS, self.keep_the_record),
            every(REMIND_SECONDS, self.remind),
        )

    def route(self) -> None:
        """Conversations that wait go to whoever fits best, and on when nobody answers (SYS-34)."""
        reception.route(self._store, datetime.now(timezone.utc), standard=self._standard)

    def tell_waiting(self) -> None:
        """Place and expected wait, every two minutes (G-03)."""
        with self._store.writing() as db:
            reception.tell_waiting(db, datetime.now(timezone.utc), standard=self._standard, phrases=self._phrases)

    def look_at_clocks(self) -> None:
        """Deadlines that come near or have passed, and promises that were broken (G-06, SYS-09)."""
        self._alarm.look(datetime.now(timezone.utc))

    def tell_affected(self) -> None:
        """Customers whom an incident concerns hear of it and of its end (SYS-28, S0-7.3-f)."""
        with self._store.writing() as db:
            reception.tell_affected(db, datetime.now(timezone.utc), standard=self._standard, phrases=self._phrases)

    def follow_up(self) -> None:
        """Callbacks that are due, and requests to rate (SYS-12, SYS-13)."""
        self._following.look(datetime.now(timezone.utc))

    def sweep_attachments(self) -> None:
        """What was uploaded a day ago and never sent."""
        with self._store.writing() as db:
            attachments.sweep(db, datetime.now(timezone.utc))

    def keep_the_record(self) -> None:
        """Records whose years are over are stripped, and the audit's anchor goes into the log, where who changes the
        database does not come (SYS-21, SYS-23)."""
        retention.run(self._store, datetime.now(timezone.utc), self._standard)
        with self._store.reading() as db:
            logger.info("the audit's anchor: %s", audit.anchor(db))

    def remind(self) -> None:
        """Figures of a month, surveys and the audit's check come round (S1-3.4-d, S0-6.3-g, S1-1.5-e)."""
        self._reminders.look(datetime.now(timezone.utc))

    def put_back_vanished(self) -> None:
        """Not before we have looked for as long ourselves: while the desk was down nobody could be seen."""
        now, limit = datetime.now(timezone.utc), self._standard.handoff.vanished_after.length
        with self._store.writing() as db:
            if self._looked is None or now - self._looked > timedelta(seconds=BREAK_SECONDS):
                self._steady_since = now
            if now - self._steady_since >= limit:
                reception.put_back_vanished(db, now, standard=self._standard, phrases=self._phrases)
        self._looked = now


async def every(seconds: float, look: Callable[[], None]) -> None:
    """Until cancelled; a store that is away is looked at again the next time."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(look)
        except Refused as refused:
            logger.warning("the watch skipped a look: %s", refused)


def _last_messages(db: Connection, seen: int | None) -> dict[int, str]:
    if seen is None:
        seen = db.execute(select(func.max(messages.c.id))).scalar() or 0
    late = select(messages.c.id, messages.c.conversation_id).where(messages.c.id > seen - ROWS_BACK)
    return {row.id: row.conversation_id for row in db.execute(late)}


def _changes(db: Connection) -> dict[str, tuple[object, ...]]:
    """What differs when something of a topic changed."""

    there = select(func.count(), func.sum(agents.c.id)).where(agents.c.available)
    moves, work = func.max(handoff_events.c.id), (func.max(ticket_events.c.id), func.max(appointment_events.c.id))
    return {
        "queue": (db.execute(select(moves)).scalar(), *db.execute(there).one()),
        "work": tuple(db.execute(select(last)).scalar() for last in work),
        "incident": (db.execute(select(func.max(incident_events.c.id))).scalar(),),
    }
