"""Promises to customers that fell due in a period."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.figures.case import About, Case
from bot.figures.talks import topics
from bot.standard import Standard
from bot.store.tables import agents, conversations, handoffs, promises, tickets


def promised(db: Connection, start: datetime, until: datetime, standard: Standard) -> list[Case]:
    """Kept when that was done in time; those that were withdrawn count as neither. `until`: no later than now."""
    around = (
        promises.join(conversations, conversations.c.id == promises.c.conversation_id)
        .outerjoin(tickets, tickets.c.id == promises.c.ticket_id)
        .outerjoin(handoffs, handoffs.c.id == promises.c.handoff_id)
        .outerjoin(agents, agents.c.id == promises.c.agent_id)
    )
    query = (
        select(
            promises.c.due_at,
            promises.c.made_at,
            promises.c.kept_at,
            promises.c.conversation_id,
            promises.c.agent_id,
            conversations.c.channel,
            tickets.c.number,
            tickets.c.kind,
            tickets.c.department,
            handoffs.c.topic,
            agents.c.department.label("agents_department"),
        )
        .select_from(around)
        .where(promises.c.due_at >= start, promises.c.due_at < until, promises.c.withdrawn_at.is_(None))
        .order_by(promises.c.due_at, promises.c.id)
    )
    topic_of = topics(standard)
    return [_case(row, topic_of) for row in db.execute(query).all()]


def _case(row: Row, topic_of: Callable[[str], str]) -> Case:
    topic = row.kind or row.topic
    about = About(
        row.channel,
        topic_of(topic) if topic is not None else None,
        row.agent_id,
        row.department or row.agents_department,
    )
    subject = f"ticket:{row.number}" if row.number else f"conversation:{row.conversation_id}"
    kept = row.kept_at is not None and row.kept_at <= row.due_at
    return Case(row.due_at, int(kept), about, subject, row.number or "", since=row.made_at)
