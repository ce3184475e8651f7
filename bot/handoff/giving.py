"""Given to an agent who did not ask for it: by the desk, which moves it on when nobody answers, or by a supervisor."""

from datetime import datetime

from sqlalchemy import and_, func
from sqlalchemy.engine import Connection

from bot.errors import Conflict
from bot.handoff.holding import Holder, changed, holder, record
from bot.handoff.record import Handoff, find, open_handoffs
from bot.store.locks import lock_conversation
from bot.store.tables import handoffs


def assign(db: Connection, handoff_id: int, agent_id: int, now: datetime) -> bool:
    """The agent holds it from now on, and takes it up with the first word. Returns whether it still waited."""
    conversation_id = find(db, handoff_id).conversation_id
    lock_conversation(db, conversation_id)
    free = and_(handoffs.c.id == handoff_id, handoffs.c.agent_id.is_(None), handoffs.c.ended_at.is_(None))
    change = {"agent_id": agent_id, "assigned_at": now, "claimed_at": None, "fence": handoffs.c.fence + 1}
    if not changed(db, free, change):
        return False
    record(db, handoff_id, conversation_id, "assigned", now, to_agent_id=agent_id)
    return True


def unanswered(db: Connection, assigned_before: datetime) -> list[Handoff]:
    """What its agent has not taken up since then, longest first."""
    given = and_(handoffs.c.agent_id.is_not(None), handoffs.c.claimed_at.is_(None))
    late = open_handoffs().where(given, handoffs.c.assigned_at <= assigned_before)
    rows = db.execute(late.order_by(handoffs.c.assigned_at, handoffs.c.id))
    return [Handoff(**row._mapping) for row in rows]


def move_on(db: Connection, one: Handoff, now: datetime) -> bool:
    """Back to its old place in the queue; the customer never knew of that agent. Returns whether it still was theirs
    and not taken up."""
    lock_conversation(db, one.conversation_id)
    same = and_(handoffs.c.id == one.handoff_id, handoffs.c.fence == one.fence, handoffs.c.ended_at.is_(None))
    not_taken = and_(handoffs.c.agent_id == one.agent_id, handoffs.c.claimed_at.is_(None))
    change = {"agent_id": None, "assigned_at": None, "fence": handoffs.c.fence + 1}
    if not changed(db, and_(same, not_taken), change):
        return False
    record(db, one.handoff_id, one.conversation_id, "moved_on", now, one.agent_id)
    return True


def take_over(db: Connection, handoff_id: int, agent_id: int, now: datetime) -> Holder:
    """From whoever holds it: an old fence opens nothing any more.

    Raises: NotFound; Conflict "handoff_ended", or "yours_already"."""
    before = find(db, handoff_id)
    lock_conversation(db, before.conversation_id)
    before = find(db, handoff_id)
    if before.agent_id == agent_id:
        raise Conflict("yours_already", "you hold this conversation")
    taken_up = {"assigned_at": None, "claimed_at": func.coalesce(handoffs.c.claimed_at, now)}
    change = {"agent_id": agent_id, "fence": handoffs.c.fence + 1, **taken_up}
    if not changed(db, and_(handoffs.c.id == handoff_id, handoffs.c.ended_at.is_(None)), change):
        raise Conflict("handoff_ended", "this conversation needs no agent any more", outcome=before.outcome)
    record(db, handoff_id, before.conversation_id, "taken_over", now, agent_id)
    return holder(db, before.conversation_id)
