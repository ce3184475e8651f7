"""The agents who are there, as the rules of bot.standard.routing look at them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from bot.errors import Conflict
from bot.standard.routing import Candidate
from bot.store.tables import agents, conversations, handoff_events, handoffs


def candidates(db: Connection, roles: Collection[str], seen_after: datetime) -> list[Candidate]:
    """Those of these roles who are available and gave a sign of life since then, each with what they hold."""
    there = and_(agents.c.available.is_(True), agents.c.disabled_at.is_(None), agents.c.seen_at > seen_after)
    found = db.execute(select(agents).where(there, agents.c.role.in_(list(roles))).order_by(agents.c.id)).all()
    ids = [row.id for row in found]
    holding, latest = _holding(db, ids), _latest(db, ids)
    return [
        Candidate(
            row.id, row.role, row.grade, row.skills, row.languages, row.capacity, holding.get(row.id, 0), latest[row.id]
        )
        for row in found
    ]


def must_have_room(db: Connection, agent_id: int) -> None:
    """Until this transaction ends nobody else gives this agent a conversation. Ask before the conversation is locked:
    everybody locks in this order.

    Raises: Conflict "at_capacity" with `capacity` and `holding`."""
    one = select(agents.c.capacity).where(agents.c.id == agent_id)
    capacity = db.execute(one.with_for_update(key_share=True)).scalar_one()
    holding = _holding(db, [agent_id]).get(agent_id, 0)
    if holding >= capacity:
        raise Conflict("at_capacity", "no more conversations at a time", capacity=capacity, holding=holding)


def last_agent(db: Connection, customer_id: str, since: datetime) -> int | None:
    """Who served this customer last, in any of their conversations, if that ended after `since`."""
    query = (
        select(handoffs.c.agent_id)
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .where(conversations.c.customer_id == customer_id, handoffs.c.agent_id.is_not(None))
        .where(handoffs.c.claimed_at.is_not(None), handoffs.c.ended_at > since)
        .order_by(handoffs.c.ended_at.desc(), handoffs.c.id.desc())
    )
    found: int | None = db.execute(query.limit(1)).scalar()
    return found


def passed_by(db: Connection, handoff_id: int) -> frozenset[int]:
    """Who had it and did not answer, or vanished with it."""
    events = select(handoff_events.c.agent_id).where(
        handoff_events.c.handoff_id == handoff_id, handoff_events.c.kind == "moved_on"
    )
    return frozenset(db.execute(events).scalars())


def _holding(db: Connection, ids: Collection[int]) -> dict[int, int]:
    open_ones = and_(handoffs.c.ended_at.is_(None), handoffs.c.agent_id.in_(list(ids)))
    query = select(handoffs.c.agent_id, func.count()).where(open_ones).group_by(handoffs.c.agent_id)
    return {row[0]: row[1] for row in db.execute(query)}


def _latest(db: Connection, ids: Collection[int]) -> dict[int, int]:
    """The latest handoff of each, held or ended; 0 for none."""
    mine = select(func.max(handoffs.c.id)).where(handoffs.c.agent_id == agents.c.id).scalar_subquery()
    query = select(agents.c.id, func.coalesce(mine, 0)).where(agents.c.id.in_(list(ids)))
    return {row[0]: row[1] for row in db.execute(query)}
