"""Ratings that were given in a period, and the figures of satisfaction (C-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.figures.case import About, Case
from bot.figures.talks import topics
from bot.standard import Standard
from bot.store.tables import agents, conversations, handoffs, ratings, tickets


@dataclass(frozen=True)
class Rated:
    """`kind`: of the ticket that was rated, None for a talk and in a campaign."""

    score: int
    dimensions: dict[str, int]
    kind: str | None
    case: Case


def rated(db: Connection, start: datetime, until: datetime, standard: Standard) -> list[Rated]:
    query = _rows().where(ratings.c.at >= start, ratings.c.at < until).order_by(ratings.c.at, ratings.c.id)
    topic_of = topics(standard)
    return [_rated(row, topic_of) for row in db.execute(query).all()]


def scores(given: list[Rated]) -> list[Case]:
    return [one.case for one in given]


def satisfied(given: list[Rated], standard: Standard) -> list[Case]:
    happy = standard.survey.satisfied_from
    return [_valued(one, int(one.score >= happy)) for one in given]


def complaints_satisfied(given: list[Rated], standard: Standard) -> list[Case]:
    return satisfied([one for one in given if one.kind == "complaint"], standard)


def dimensions(given: list[Rated], standard: Standard) -> list[Case]:
    """One for each dimension that was rated."""
    return [
        _valued(one, one.dimensions[name], name)
        for one in given
        for name in standard.survey.dimensions
        if name in one.dimensions
    ]


def _valued(one: Rated, value: float, group: str = "") -> Case:
    at, _, about, subject, label, *_ = one.case
    return Case(at, value, about, subject, label, group, note=one.case.note)


def _rows() -> Any:
    """A rating is about its ticket or its talk; otherwise about the conversation that it was given in."""
    where = func.coalesce(ratings.c.conversation_id, tickets.c.conversation_id)
    who = func.coalesce(handoffs.c.agent_id, tickets.c.assignee_id, tickets.c.owner_id)
    around = (
        ratings.outerjoin(tickets, tickets.c.id == ratings.c.ticket_id)
        .outerjoin(handoffs, handoffs.c.id == ratings.c.handoff_id)
        .outerjoin(conversations, conversations.c.id == where)
        .outerjoin(agents, agents.c.id == who)
    )
    own = (ratings.c.id, ratings.c.score, ratings.c.dimensions, ratings.c.comment, ratings.c.at)
    return select(
        *own,
        tickets.c.kind,
        tickets.c.number,
        tickets.c.department,
        handoffs.c.topic,
        agents.c.department.label("agents_department"),
        conversations.c.id.label("conversation_id"),
        func.coalesce(conversations.c.channel, tickets.c.channel).label("channel"),
        who.label("agent_id"),
    ).select_from(around)


def _rated(row: Any, topic_of: Callable[[str], str]) -> Rated:
    about = About(
        row.channel,
        topic_of(row.kind or row.topic) if row.kind or row.topic is not None else None,
        row.agent_id,
        row.department or row.agents_department,
    )
    subject = f"ticket:{row.number}" if row.number else f"conversation:{row.conversation_id or ''}"
    case = Case(row.at, row.score, about, subject, row.number or "", note=row.comment)
    return Rated(row.score, row.dimensions or {}, row.kind, case)
