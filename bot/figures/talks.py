"""Handoffs as figures need them: who asked when, on which channel, who took it up, who answered first, how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from bot.figures.case import About
from bot.standard import Standard
from bot.store.tables import agents, conversations, handoff_events, handoffs, messages

# Facts that the desk writes beside the talk, and what the standard calls them.
STEPS = {"claimed": "handoff_claimed", "plan_told": "plan_told"}


@dataclass(frozen=True)
class Talk:
    """`happened`: by the standard's names of events, the first of each."""

    id: int
    conversation_id: str
    customer_id: str
    urgent: bool
    asked_at: datetime
    ended_at: datetime | None
    outcome: str | None
    unsolved: bool
    happened: tuple[tuple[str, datetime], ...]
    about: About


def talks(db: Connection, start: datetime, until: datetime, standard: Standard) -> list[Talk]:
    """Those that were asked for in the time, oldest first."""
    within = and_(handoffs.c.asked_at >= start, handoffs.c.asked_at < until)
    happened = _happened(db, within, standard)
    rows = db.execute(_rows(within)).all()
    topic_of = topics(standard)
    return [_talk(row, happened.get(row.id, ()), topic_of(row.topic)) for row in rows]


def topics(standard: Standard) -> Callable[[str], str]:
    """From a topic as the assistant named it to one that agents have skills for; each is looked for once."""
    return cache(lambda topic: standard.routing.skill(topic) or "other")


def _rows(within: Any) -> Any:
    own = ("id", "conversation_id", "urgent", "topic", "agent_id", "asked_at", "ended_at", "outcome", "wrap_up")
    return (
        select(
            *(handoffs.c[name] for name in own),
            conversations.c.channel,
            conversations.c.customer_id,
            agents.c.department,
        )
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .outerjoin(agents, agents.c.id == handoffs.c.agent_id)
        .where(within)
        .order_by(handoffs.c.asked_at)
    )


def _talk(row: Any, happened: Any, topic: str) -> Talk:
    unsolved = row.outcome == "unattended" or (row.wrap_up or {}).get("outcome") == "unresolved"
    return Talk(
        row.id,
        row.conversation_id,
        row.customer_id,
        row.urgent,
        row.asked_at,
        row.ended_at,
        row.outcome,
        unsolved,
        (("handoff_asked", row.asked_at), *happened),
        About(row.channel, topic, row.agent_id, row.department),
    )


def _happened(db: Connection, within: Any, standard: Standard) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = {}
    steps = (
        select(handoff_events.c.handoff_id, handoff_events.c.kind, func.min(handoff_events.c.at).label("at"))
        .join(handoffs, handoffs.c.id == handoff_events.c.handoff_id)
        .where(within, handoff_events.c.kind.in_(tuple(STEPS)))
        .group_by(handoff_events.c.handoff_id, handoff_events.c.kind)
    )
    for row in db.execute(steps).all():
        found.setdefault(row.handoff_id, []).append((STEPS[row.kind], row.at))
    answered: set[int] = set()
    has_substance = cache(standard.first_reply.has_substance)
    for talk, text, at in db.execute(_answers(within)).all():
        if talk not in answered and has_substance(text):
            answered.add(talk)
            found.setdefault(talk, []).append(("agent_said", at))
    return found


def _answers(within: Any) -> Any:
    """What agents said while it was open: the first that is more than a greeting counts."""
    meant = and_(
        messages.c.conversation_id == handoffs.c.conversation_id,
        messages.c.seq > handoffs.c.asked_seq,
        messages.c.author == "agent",
        messages.c.created_at <= func.coalesce(handoffs.c.ended_at, messages.c.created_at),
    )
    columns = (handoffs.c.id, messages.c.text, messages.c.created_at)
    return select(*columns).join(messages, meant).where(within).order_by(handoffs.c.id, messages.c.seq)
