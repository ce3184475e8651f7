"""Pays the assistant's debts: leases a turn, lets Rasa answer it, and keeps everything of it in one transaction."""

import asyncio
import faulthandler
import logging
import time
from collections.abc import Callable
from datetime import datetime, timezone

from sqlalchemy.engine import Connection

from bot import customers, reception, transcript, turns
from bot.assistant.runtime import Runtime
from bot.assistant.turn import Turn, running
from bot.brief import brief
from bot.errors import Conflict
from bot.operator import Operator
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.transcript import Message
from bot.turns import Debt
from bot.wakeups import Wakeup

logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE_SECONDS = 1.0
# Behind every wake-up: how long a turn waits at most when its wake-up was lost.
POLL_SECONDS = 2.0
# A lease outlives the longest turn by this, so that a slow answer is not given twice.
MARGIN_SECONDS = 10.0

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Worker:
    """One turn at a time: Rasa's work is a processor's work. More workers are more processes."""

    def __init__(
        self,
        store: Store,
        runtime: Runtime,
        standard: Standard,
        operator: Operator,
        phrases: Phrases,
        seconds: float,
        report: Callable[[Wakeup], None] = lambda wakeup: None,
    ) -> None:
        """`report` tells who started this process what it has in hand: "leased" and "worked"."""
        self._store, self._runtime, self._seconds = store, runtime, seconds
        self._standard, self._operator, self._phrases = standard, operator, phrases
        self._report, self._ending, self._woken = report, False, asyncio.Event()

    async def run(self, now: Now = utc_now) -> None:
        """Works until it is told to end, and then finishes the turn in hand; or until cancelled, and gives it back."""
        loop = asyncio.get_running_loop()

        def hear(wakeup: Wakeup) -> None:
            if wakeup.topic == "turn":
                loop.call_soon_threadsafe(self._woken.set)

        stop = self._store.wakeups.listen(hear)
        try:
            while not self._ending:
                self._woken.clear()
                while not self._ending and await self._work_safely(now):
                    pass
                await _either(self._woken, 0 if self._ending else POLL_SECONDS)
        finally:
            stop()

    def end(self) -> None:
        self._ending = True
        self._woken.set()

    async def _work_safely(self, now: Now) -> bool:
        try:
            return await self.work(now)
        except Exception:
            # The store may be away for a while; what is owed stays owed.
            logger.exception("the assistant could not work; it tries again in %s s", POLL_SECONDS)
            return False

    async def work(self, now: Now = utc_now) -> bool:
        """Answer the oldest open turn. Returns whether there was one."""
        with self._store.writing() as db:
            debt = turns.lease(db, now(), self._seconds + MARGIN_SECONDS)
        if debt is None:
            return False
        if debt.attempts > ATTEMPTS:
            # Each time the process died over it: not once more.
            self._not_answered(debt, now())
            return True
        began = time.monotonic()
        self._report(Wakeup("leased", f"{debt.id}:{debt.fence}"))
        # A turn that hangs in native code cannot be interrupted: the process ends, and another takes the lease.
        faulthandler.dump_traceback_later(self._seconds + MARGIN_SECONDS / 2, exit=True)
        try:
            await self._settle(debt, now)
        finally:
            faulthandler.cancel_dump_traceback_later()
            self._report(Wakeup("worked", f"{time.monotonic() - began:.4f}"))
        return True

    async def _settle(self, debt: Debt, now: Now) -> None:
        """Answered, dropped, to be tried again, or handed to a person."""
        try:
            await asyncio.wait_for(self._answer(debt, now()), self._seconds)
        except Conflict as conflict:
            logger.info("turn %s was dropped: %s", debt.id, conflict)
        except asyncio.CancelledError:
            with self._store.writing() as db:
                turns.give_back(db, debt, now(), after_seconds=0)
            raise
        except Exception:
            logger.exception("turn %s failed, attempt %s", debt.id, debt.attempts)
            self._not_answered(debt, now())

    async def _answer(self, debt: Debt, now: datetime) -> None:
        with self._store.reading() as db:
            turn = self._turn(db, debt, now)
            said = transcript.after(db, debt.conversation_id, debt.seq - 1, limit=1)[0]
            payload = _meaning(db, said)
        with running(turn):
            self._keep(turn, debt, await self._replies(turn, said.text, payload))

    async def _replies(self, turn: Turn, text: str, payload: str | None) -> list[reception.Reply]:
        """Rasa's, with what an incident adds to them; the button of an incident is none of Rasa's business."""
        phrases = self._phrases
        if payload and payload.startswith(reception.FOLLOW):
            told = (payload, turn.conversation_id, turn.script, turn.now, phrases)
            return reception.incident_followed(turn.db, *told)
        replies = await self._runtime.answer(turn, text, payload)
        district = turn.slots.get("fault_district")
        with turn.reading() as db:
            return reception.informed(
                db, replies, turn.script, district, turn.now, standard=self._standard, phrases=phrases
            )

    def _turn(self, db: Connection, debt: Debt, now: datetime) -> Turn:
        who = customers.conversation(db, debt.conversation_id)
        return Turn(
            self._store,
            self._standard,
            self._operator,
            debt.conversation_id,
            who.customer_id,
            debt.seq,
            now,
            who.language,
            who.language_fixed,
        )

    def _keep(self, turn: Turn, debt: Debt, replies: list[reception.Reply]) -> None:
        """Replies, tracker, effects and the closed turn together; nothing of them if a person has taken over."""
        db = turn.db
        if not turns.still_ours(db, debt):
            raise Conflict("turn_lost", f"turn {debt.id} is no longer ours")
        reception.assistant_said(db, turn.conversation_id, replies, turn.now)
        customers.use_language(db, turn.conversation_id, turn.script, fixed=turn.script_fixed)
        if turn.slots.get("customer_name"):
            customers.introduce(db, turn.customer_id, str(turn.slots["customer_name"]))
        turns.settle(db, debt, "answered", turn.now, turn.emotion)
        if turn.handover is not None:
            self._hand_over(db, turn)

    def _hand_over(self, db: Connection, turn: Turn) -> None:
        handover = turn.handover
        assert handover is not None
        known = brief(db, turn.conversation_id)
        reception.ask_for_person(
            db,
            turn.conversation_id,
            handover.reason,
            known,
            turn.now,
            standard=self._standard,
            phrases=self._phrases,
            urgent=handover.urgent,
            emotion=turn.emotion,
            topic=handover.topic or known["topic"],
        )

    def _not_answered(self, debt: Debt, now: datetime) -> None:
        """Tried again, and then handed to a person with an apology: never silence."""
        with self._store.writing() as db:
            if debt.attempts < ATTEMPTS:
                turns.give_back(db, debt, now, PAUSE_SECONDS)
                return
            if not turns.still_ours(db, debt):
                return
            turns.settle(db, debt, "failed", now)
            reception.desk_said(db, debt.conversation_id, "utter_desk_failed", now, phrases=self._phrases)
            reception.ask_for_person(
                db, debt.conversation_id, "failed_turn", {}, now, standard=self._standard, phrases=self._phrases
            )


def _meaning(db: Connection, said: Message) -> str | None:
    """What a button, or a file without words, says to Rasa; None for words."""
    choice = said.extras.get("choice")
    if choice:
        return transcript.payload(db, said.conversation_id, choice["seq"], choice["option"])
    if not said.extras.get("wordless"):
        return None
    first = said.extras["attachments"][0]
    kind = "refused" if first["state"] == "refused" else first["kind"]
    return f'/send_attachment{{"attachment_kind": "{kind}"}}'


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return
