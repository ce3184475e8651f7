"""The changes of holder: asked for, claimed, transferred, given back, closed, withdrawn. The first one wins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.handoff.record import Handoff, current, find
from bot.standard.priority import Scores
from bot.store.engine import wake_after_commit
from bot.store.locks import lock_conversation
from bot.store.tables import agents, conversations, handoff_events, handoffs, turns
from bot.wakeups import Wakeup

# Put together once, and no more than it needs: this is asked for every message.
_OPEN = select(handoffs.c.id, handoffs.c.agent_id, handoffs.c.fence, handoffs.c.claimed_at).where(
    handoffs.c.conversation_id == bindparam("here"), handoffs.c.ended_at.is_(None)
)


@dataclass(frozen=True)
class Holder:
    """`kind`: assistant | queue | agent. `fence` counts the changes of holder: an old one no longer opens anything.

    `assigned`: the desk gave it to this agent, who has not answered yet."""

    kind: str
    handoff_id: int | None = None
    agent_id: int | None = None
    fence: int = 0
    assigned: bool = False


def holder(db: Connection, conversation_id: str) -> Holder:
    row = db.execute(_OPEN, {"here": conversation_id}).first()
    if row is None:
        return Holder("assistant")
    if row.agent_id is None:
        return Holder("queue", row.id, None, row.fence)
    return Holder("agent", row.id, row.agent_id, row.fence, assigned=row.claimed_at is None)


def ask(
    db: Connection,
    conversation_id: str,
    reason: str,
    brief: dict[str, Any],
    now: datetime,
    *,
    urgent: bool = False,
    emotion: str = "neutral",
    topic: str = "",
    scores: Scores = Scores(),  # noqa: B008 (immutable)
) -> int:
    """Put the conversation into the queue; the assistant's open turns are withdrawn. Asked again: the same handoff."""
    lock_conversation(db, conversation_id)
    open_one = current(db, conversation_id)
    if open_one:
        return open_one.handoff_id
    row = insert(handoffs).values(
        conversation_id=conversation_id,
        reason=reason,
        urgent=urgent,
        emotion=emotion,
        topic=topic,
        brief=brief,
        **scores._asdict(),
        asked_seq=_last_seq(db, conversation_id),
        asked_at=now,
    )
    handoff_id: int = db.execute(row).inserted_primary_key[0]
    _withdraw_turns(db, conversation_id, now)
    record(db, handoff_id, conversation_id, "asked", now)
    return handoff_id


def claim(db: Connection, handoff_id: int, agent_id: int, now: datetime) -> Holder:
    """The first who claims holds the conversation; claiming it again changes nothing. Whom the desk gave it to takes
    it up, under the same fence.

    Raises: NotFound; Conflict "already_claimed" with agent_name and agent_no, or "handoff_ended"."""
    claimed = find(db, handoff_id)
    lock_conversation(db, claimed.conversation_id)
    alive = and_(handoffs.c.id == handoff_id, handoffs.c.claimed_at.is_(None), handoffs.c.ended_at.is_(None))
    free = and_(alive, handoffs.c.agent_id.is_(None))
    change = {"agent_id": agent_id, "claimed_at": now, "fence": handoffs.c.fence + 1}
    taken_up = and_(alive, handoffs.c.agent_id == agent_id)
    if changed(db, free, change) or changed(db, taken_up, {"claimed_at": now}):
        record(db, handoff_id, claimed.conversation_id, "claimed", now, agent_id)
    return _held_by(find(db, handoff_id), agent_id)


def transfer(
    db: Connection, handoff_id: int, agent_id: int, fence: int, to_agent_id: int | None, note: str, now: datetime
) -> Holder:
    """Another agent holds it from now on; `to_agent_id` None: back into the queue, at its old place.

    Raises: NotFound; Conflict "not_holder"."""
    if to_agent_id is not None:
        _must_be_at_work(db, to_agent_id)
    taken_up = func.coalesce(handoffs.c.claimed_at, now) if to_agent_id else None
    change = {"agent_id": to_agent_id, "fence": handoffs.c.fence + 1, "claimed_at": taken_up, "assigned_at": None}
    conversation_id = _change_held(db, handoff_id, agent_id, fence, change)
    record(db, handoff_id, conversation_id, "transferred", now, agent_id, to_agent_id, note)
    return holder(db, conversation_id)


def put_back(db: Connection, one: Handoff, now: datetime) -> bool:
    """Its agent vanished: back to the head of the queue. Returns whether it was still held under that fence."""
    lock_conversation(db, one.conversation_id)
    same = and_(handoffs.c.id == one.handoff_id, handoffs.c.fence == one.fence, handoffs.c.ended_at.is_(None))
    change = {"agent_id": None, "claimed_at": None, "put_back_at": now, "fence": handoffs.c.fence + 1}
    if not changed(db, and_(same, handoffs.c.agent_id == one.agent_id), change):
        return False
    record(db, one.handoff_id, one.conversation_id, "put_back", now, one.agent_id)
    return True


def release(db: Connection, handoff_id: int, agent_id: int, fence: int, now: datetime, note: str = "") -> None:
    """Give the conversation back to the assistant. Raises: NotFound; Conflict "not_holder"."""
    conversation_id = _change_held(db, handoff_id, agent_id, fence, {"ended_at": now, "outcome": "returned"})
    record(db, handoff_id, conversation_id, "returned", now, agent_id, note=note)


def close(db: Connection, handoff_id: int, agent_id: int, fence: int, wrap_up: dict[str, Any], now: datetime) -> None:
    """The matter is settled; what the customer writes next goes to the assistant.

    Raises: NotFound; Conflict "not_holder"."""
    change = {"ended_at": now, "outcome": "closed", "wrap_up": wrap_up}
    conversation_id = _change_held(db, handoff_id, agent_id, fence, change)
    record(db, handoff_id, conversation_id, "closed", now, agent_id)


def withdraw(db: Connection, conversation_id: str, now: datetime, outcome: str = "withdrawn") -> None:
    """The customer no longer waits (`outcome` "unattended": nobody came). Raises: Conflict "not_waiting"."""
    lock_conversation(db, conversation_id)
    open_one = current(db, conversation_id)
    if open_one is None or open_one.claimed_at is not None:
        raise Conflict("not_waiting")
    changed(db, handoffs.c.id == open_one.handoff_id, {"ended_at": now, "outcome": outcome})
    record(db, open_one.handoff_id, conversation_id, outcome, now)


def _must_be_at_work(db: Connection, agent_id: int) -> None:
    at_work = select(agents.c.id).where(agents.c.id == agent_id, agents.c.disabled_at.is_(None))
    if db.execute(at_work).first() is None:
        raise NotFound("no_such_agent")


def _change_held(db: Connection, handoff_id: int, agent_id: int, fence: int, change: dict[str, Any]) -> str:
    held = find(db, handoff_id)
    lock_conversation(db, held.conversation_id)
    mine = and_(
        handoffs.c.id == handoff_id,
        handoffs.c.agent_id == agent_id,
        handoffs.c.fence == fence,
        handoffs.c.ended_at.is_(None),
    )
    if not changed(db, mine, change):
        raise _not_holder(find(db, handoff_id))
    return held.conversation_id


def changed(db: Connection, where: Any, change: dict[str, Any]) -> bool:
    return bool(db.execute(update(handoffs).where(where).values(change)).rowcount == 1)


def _held_by(one: Handoff, agent_id: int) -> Holder:
    if one.ended_at is not None:
        raise Conflict("handoff_ended", "this conversation needs no agent any more", outcome=one.outcome)
    if one.agent_id != agent_id:
        raise Conflict("already_claimed", "another agent was first", agent_name=one.agent_name, agent_no=one.agent_no)
    return Holder("agent", one.handoff_id, one.agent_id, one.fence, one.assigned)


def _not_holder(one: Handoff) -> Conflict:
    return Conflict("not_holder", "you do not hold this conversation", agent_name=one.agent_name, agent_no=one.agent_no)


def _withdraw_turns(db: Connection, conversation_id: str, now: datetime) -> None:
    owed = and_(turns.c.conversation_id == conversation_id, turns.c.done_at.is_(None))
    db.execute(update(turns).where(owed).values(done_at=now, outcome="withdrawn"))


def _last_seq(db: Connection, conversation_id: str) -> int:
    query = select(conversations.c.next_seq).where(conversations.c.id == conversation_id)
    return int(db.execute(query).scalar_one()) - 1


def record(
    db: Connection,
    handoff_id: int,
    conversation_id: str,
    kind: str,
    now: datetime,
    agent_id: int | None = None,
    to_agent_id: int | None = None,
    note: str = "",
) -> None:
    row = {"handoff_id": handoff_id, "kind": kind, "agent_id": agent_id, "to_agent_id": to_agent_id}
    db.execute(insert(handoff_events).values(**row, note=note or None, at=now))
    wake_after_commit(db, Wakeup("queue"))
    wake_after_commit(db, Wakeup("conversation", conversation_id))
