"""Who waits, in which order, for how long, and who has to be told so."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.record import Handoff, open_handoffs
from bot.store.tables import agents, handoffs, messages

UPSET = ("angry", "dissatisfied")

# Who waits is told anew after this (G-03).
NOTICE_EVERY = timedelta(minutes=2)

# The expected wait is reckoned from this many of the latest conversations, and from a guess before there are any.
SAMPLE = 20
FIRST_GUESS_MINUTES = 5.0

# Nobody is told less (minutes): who is served early forgives it.
LEAST_WAIT = 2

# An agent who has not been seen for this long is away, whatever the switch says.
SEEN_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Place:
    """`position` from 1; `minutes` is the expected wait, None while no agent is there: then nobody can know."""

    position: int
    minutes: int | None


def waiting(db: Connection, now: datetime) -> list[Handoff]:
    """The queue in the order in which it is to be served (C-11): urgent, then upset, then whose agent vanished, then
    who waits longest."""
    rows = db.execute(open_handoffs().where(handoffs.c.agent_id.is_(None)))
    return sorted((Handoff(**row._mapping) for row in rows), key=_rank)


def _rank(one: Handoff) -> tuple[bool, bool, bool, datetime, int]:
    return (not one.urgent, one.emotion not in UPSET, one.put_back_at is None, one.asked_at, one.handoff_id)


def held_by(db: Connection, agent_id: int) -> list[Handoff]:
    """What an agent holds, longest first."""
    rows = db.execute(
        open_handoffs().where(handoffs.c.agent_id == agent_id).order_by(handoffs.c.claimed_at, handoffs.c.id)
    )
    return [Handoff(**row._mapping) for row in rows]


def vanished(db: Connection, seen_before: datetime) -> list[Handoff]:
    """What is held by agents who gave no sign of life since then."""
    gone = or_(agents.c.seen_at.is_(None), agents.c.seen_at < seen_before)
    return [
        Handoff(**row._mapping) for row in db.execute(open_handoffs().where(gone, handoffs.c.agent_id.is_not(None)))
    ]


def place(db: Connection, conversation_id: str, now: datetime) -> Place | None:
    """Where the customer stands in the queue and how long it will take; None when not waiting."""
    queue = [one.conversation_id for one in waiting(db, now)]
    if conversation_id not in queue:
        return None
    position = queue.index(conversation_id) + 1
    there = _agents_there(db, now)
    if not there:
        return Place(position, None)
    return Place(position, max(LEAST_WAIT, math.ceil(position * _handling_minutes(db) / there)))


def waiting_due(db: Connection, now: datetime, conversation_id: str | None = None) -> list[Handoff]:
    """Who waits and has heard nothing from us for two minutes (G-03); told from the last notice in the transcript."""
    heard = (
        select(func.max(messages.c.created_at))
        .where(
            messages.c.conversation_id == handoffs.c.conversation_id,
            messages.c.seq > handoffs.c.asked_seq,
            messages.c.author == "desk",
        )
        .scalar_subquery()
    )
    query = select(handoffs.c.id).where(func.coalesce(heard, handoffs.c.asked_at) <= now - NOTICE_EVERY)
    due = {row.id for row in db.execute(query.where(handoffs.c.ended_at.is_(None)))}
    return [one for one in waiting(db, now) if one.handoff_id in due and conversation_id in (None, one.conversation_id)]


def _agents_there(db: Connection, now: datetime) -> int:
    there = and_(agents.c.available.is_(True), agents.c.disabled_at.is_(None), agents.c.seen_at > now - SEEN_WITHIN)
    return int(db.execute(select(func.count()).select_from(agents).where(there)).scalar_one())


def _handling_minutes(db: Connection) -> float:
    query = select(handoffs.c.claimed_at, handoffs.c.ended_at).where(
        handoffs.c.claimed_at.is_not(None), handoffs.c.ended_at.is_not(None)
    )
    rows = db.execute(query.order_by(handoffs.c.ended_at.desc()).limit(SAMPLE)).all()
    if not rows:
        return FIRST_GUESS_MINUTES
    lengths = [(row.ended_at - row.claimed_at).total_seconds() for row in rows]
    return float(sum(lengths)) / len(lengths) / 60
