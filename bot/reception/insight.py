"""Whose conversations somebody at the desk may look into: those that concern their work (S1-1.5-c, S2-4.4-c)."""

from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from bot.access import may
from bot.agents import Agent
from bot.errors import Forbidden, NotFound
from bot.store.tables import conversations, dead_letters, handoff_events, handoffs, tickets


def must_see(db: Connection, who: Agent, conversation_id: str) -> None:
    """Raises: NotFound; Forbidden "not_concerned"."""
    theirs = select(conversations.c.id, visible_to(who).label("visible")).where(conversations.c.id == conversation_id)
    found = db.execute(theirs).first()
    if found is None:
        raise NotFound("no_such_conversation")
    if not found.visible:
        raise Forbidden("not_concerned", "neither waiting nor of a customer whom this agent serves")


def visible_to(who: Agent) -> Any:
    """A condition on `conversations`: all for those who may browse; for others those that they hold or have held, of a
    ticket that is theirs or nobody's yet, where something was not delivered, and whatever their present and waiting
    customers said before."""
    if may(who.role, "browse"):
        return conversations.c.id.is_not(None)
    return or_(
        conversations.c.customer_id.in_(_served(who.id)),
        conversations.c.id.in_(_held(who.id)),
        conversations.c.id.in_(_worked(who.id)),
        conversations.c.id.in_(select(dead_letters.c.conversation_id).where(dead_letters.c.resolved_at.is_(None))),
    )


def serves(db: Connection, agent_id: int, conversation_id: str) -> bool:
    """Whether this agent talks with the conversation's customer now, or may be the next to."""
    whose = select(conversations.c.customer_id).where(conversations.c.id == conversation_id).scalar_subquery()
    served = _served(agent_id).subquery()
    return db.execute(select(served.c.customer_id).where(served.c.customer_id == whose)).first() is not None


def _served(agent_id: int) -> Any:
    asked = conversations.join(handoffs, handoffs.c.conversation_id == conversations.c.id)
    now_or_next = or_(handoffs.c.agent_id == agent_id, handoffs.c.agent_id.is_(None))
    return select(conversations.c.customer_id).select_from(asked).where(handoffs.c.ended_at.is_(None), now_or_next)


def _held(agent_id: int) -> Any:
    happened = handoffs.join(handoff_events, handoff_events.c.handoff_id == handoffs.c.id)
    took_part = or_(handoff_events.c.agent_id == agent_id, handoff_events.c.to_agent_id == agent_id)
    return select(handoffs.c.conversation_id).select_from(happened).where(took_part)


def _worked(agent_id: int) -> Any:
    nobodys = and_(tickets.c.assignee_id.is_(None), tickets.c.owner_id.is_(None))
    theirs = or_(tickets.c.assignee_id == agent_id, tickets.c.owner_id == agent_id, nobodys)
    return select(tickets.c.conversation_id).where(tickets.c.conversation_id.is_not(None), theirs)
