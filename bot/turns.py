"""The assistant's debts: customer messages that it still owes an answer to, leased one at a time a conversation."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.errors import Conflict
from bot.standard import Clock, ClockState, Standard
from bot.standard.running import in_order, run
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.store.tables import turns
from bot.wakeups import Wakeup

# Put together once: every turn, and every look at a conversation, asks for these.
_MINE = (turns.c.id == bindparam("turn"), turns.c.fence == bindparam("held"), turns.c.done_at.is_(None))
_OURS = select(turns.c.id).where(*_MINE)
_LEASE = (
    update(turns)
    .where(*_MINE)
    .values(fence=bindparam("next_fence"), attempts=turns.c.attempts + 1, leased_until=bindparam("until"))
)
_SETTLE = (
    update(turns)
    .where(*_MINE)
    .values(done_at=bindparam("now"), outcome=bindparam("how"), emotion=bindparam("mood"), leased_until=None)
)
_OWED = select(turns.c.id).where(turns.c.conversation_id == bindparam("here"), turns.c.done_at.is_(None)).limit(1)


@dataclass(frozen=True)
class Debt:
    """A leased turn. `fence` is what proves, when the answer is stored, that the lease is still ours."""

    id: int
    conversation_id: str
    seq: int
    fence: int
    attempts: int


@dataclass(frozen=True)
class Turn:
    """A customer's message that is owed an answer, or was. `outcome`: answered | withdrawn | failed."""

    id: int
    conversation_id: str
    created_at: datetime
    done_at: datetime | None
    outcome: str | None

    @property
    def happened(self) -> list[tuple[str, datetime]]:
        """By the standard's names of events."""
        asked = [("customer_said", self.created_at)]
        if self.done_at is None:
            return asked
        return [*asked, ("assistant_said" if self.outcome == "answered" else "ended", self.done_at)]


def lease(db: Connection, now: datetime, seconds: float) -> Debt | None:
    """Take the oldest open turn whose conversation has no older one open; None when there is nothing to do.

    A lease that is not kept within `seconds` may be taken by another worker, with a higher fence."""
    row = db.execute(_OLDEST_FREE, {"now": now}).first()
    if row is None:
        return None
    until = now + timedelta(seconds=seconds)
    taken = db.execute(_LEASE, {"turn": row.id, "held": row.fence, "next_fence": row.fence + 1, "until": until})
    if taken.rowcount != 1:
        return lease(db, now, seconds)
    return Debt(row.id, row.conversation_id, row.seq, row.fence + 1, row.attempts + 1)


def settle(db: Connection, debt: Debt, outcome: str, now: datetime, emotion: str | None = None) -> None:
    """Close the turn in the transaction that stores its answer. `outcome`: answered | withdrawn | failed; `emotion`: of
    the customer's message, where it was understood.

    Raises: Conflict when another worker has the turn by now, or a person took the conversation over."""
    mine = {"turn": debt.id, "held": debt.fence}
    closed = db.execute(_SETTLE, {**mine, "now": now, "how": outcome, "mood": emotion})
    if closed.rowcount != 1:
        raise Conflict("turn_lost", f"turn {debt.id} is no longer ours")


def give_back(db: Connection, debt: Debt, now: datetime, after_seconds: float) -> None:
    """The turn failed: it may be tried again after a pause."""
    db.execute(
        turns.update()
        .where(turns.c.id == debt.id, turns.c.fence == debt.fence, turns.c.done_at.is_(None))
        .values(leased_until=now + timedelta(seconds=after_seconds))
    )


def free(db: Connection, turn: int, fence: int, now: datetime) -> None:
    """Whoever leased it is no more: it need not wait until the lease runs out."""
    mine = (turns.c.id == turn, turns.c.fence == fence, turns.c.done_at.is_(None))
    db.execute(turns.update().where(*mine).values(leased_until=now))
    for row in db.execute(select(turns.c.conversation_id).where(*mine)):
        wake_after_commit(db, Wakeup("turn", row.conversation_id))


def unanswered(db: Connection) -> list[Turn]:
    """All that are open, oldest first."""
    query = select(turns.c.id, turns.c.conversation_id, turns.c.created_at, turns.c.done_at, turns.c.outcome)
    return [Turn(*row) for row in db.execute(query.where(turns.c.done_at.is_(None)).order_by(turns.c.id))]


def clocks(turn: Turn, standard: Standard, now: datetime) -> list[ClockState]:
    """The deadlines of an answer, computed; nothing is stored."""
    return in_order(run(clock, turn.happened, now) for clock in clock_rules(standard))


def clock_rules(standard: Standard) -> list[Clock]:
    """The clocks of the standard that apply to an answer. One that is no longer owed stops too."""
    found = standard.clocks_for("turn")
    return [replace(clock, rule=clock.rule.copy(update={"stop": (*clock.rule.stop, "ended")})) for clock in found]


def owed(db: Connection, conversation_id: str) -> bool:
    """Does the assistant still owe an answer here?"""
    return db.execute(_OWED, {"here": conversation_id}).first() is not None


def still_ours(db: Connection, debt: Debt) -> bool:
    """Locks the conversation, so that nobody can take it over until this transaction ends."""
    lock_conversation(db, debt.conversation_id)
    return db.execute(_OURS, {"turn": debt.id, "held": debt.fence}).first() is not None


def _oldest_free() -> Select:
    older = turns.alias("older")
    waits_for_older = exists().where(
        and_(older.c.conversation_id == turns.c.conversation_id, older.c.done_at.is_(None), older.c.id < turns.c.id)
    )
    free = or_(turns.c.leased_until.is_(None), turns.c.leased_until < bindparam("now"))
    return (
        select(turns.c.id, turns.c.conversation_id, turns.c.seq, turns.c.fence, turns.c.attempts)
        .where(turns.c.done_at.is_(None), free, ~waits_for_older)
        .order_by(turns.c.id)
        .limit(1)
    )


_OLDEST_FREE = _oldest_free()
