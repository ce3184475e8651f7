"""Who waits, in which order, for how long, and who has to be told so."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.record import Handoff, open_handoffs
from bot.standard import Clock, Standard
from bot.store.tables import agents, handoffs, messages

# The limit that ageing (C-11) is reckoned from, for the ordinary and for the urgent.
FIRST_REPLY = {False: "SLA-FIRST-ORDINARY", True: "SLA-FIRST-URGENT"}

FAR = datetime.max.replace(tzinfo=timezone.utc)

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


def waiting(db: Connection, now: datetime, standard: Standard) -> list[Handoff]:
    """The queue in the order in which it is to be served (C-11): by grade and quadrant, so that nobody is served before
    an urgent customer, and upset ones before calm ones, until these have waited for half of the limit; then whose agent
    vanished, the customer's class, and who waits longest."""
    return _in_order(db, handoffs.c.agent_id.is_(None), now, standard)


def unserved(db: Connection, now: datetime, standard: Standard) -> list[Handoff]:
    """As the customers see it: also who was given to an agent that has not answered yet."""
    return _in_order(db, handoffs.c.claimed_at.is_(None), now, standard)


def _in_order(db: Connection, which: Any, now: datetime, standard: Standard) -> list[Handoff]:
    found = [Handoff(**row._mapping) for row in db.execute(open_handoffs().where(which))]
    return in_order(found, now, standard)


def in_order(asked: Iterable[Handoff], now: datetime, standard: Standard) -> list[Handoff]:
    found = list(asked)
    fresh_from = {
        urgent: _fresh_from([one.asked_at for one in found], standard.clock(clock), now, standard.priority.ages_at)
        for urgent, clock in FIRST_REPLY.items()
    }

    def place(one: Handoff) -> tuple[str, str, bool, int, datetime, int]:
        # Whose agent vanished has waited enough.
        aged = one.put_back_at is not None or one.asked_at < fresh_from[one.urgent]
        key = standard.priority.queue_key(one.scores, one.asked_at, one.customer_class, used=1.0 if aged else 0.0)
        grade, quadrant, customer_class, since = key
        return grade, quadrant, one.put_back_at is None, customer_class, since, one.handoff_id

    return sorted(found, key=place)


def _fresh_from(starts: list[datetime], clock: Clock, now: datetime, percent: int) -> datetime:
    """Who asked before has used up that share of the limit: found in a few steps, since calendars are slow to ask."""
    starts = sorted(starts)

    def is_fresh(start: datetime) -> bool:
        return clock.calendar.after(start, clock.limit, percent / 100) >= now

    first = bisect_left(starts, True, key=is_fresh)
    return starts[first] if first < len(starts) else FAR


def held_by(db: Connection, agent_id: int) -> list[Handoff]:
    """What an agent holds: first what the desk gave them and they have not taken up, then the longest held."""
    rows = db.execute(
        open_handoffs()
        .where(handoffs.c.agent_id == agent_id)
        .order_by(handoffs.c.claimed_at.is_not(None), handoffs.c.claimed_at, handoffs.c.id)
    )
    return [Handoff(**row._mapping) for row in rows]


def held_counts(db: Connection) -> dict[int, int]:
    """How many each agent holds; who holds none is left out."""
    open_ones = and_(handoffs.c.ended_at.is_(None), handoffs.c.agent_id.is_not(None))
    query = select(handoffs.c.agent_id, func.count()).where(open_ones).group_by(handoffs.c.agent_id)
    return {row[0]: row[1] for row in db.execute(query)}


def vanished(db: Connection, seen_before: datetime) -> list[Handoff]:
    """What is held by agents who gave no sign of life since then."""
    gone = or_(agents.c.seen_at.is_(None), agents.c.seen_at < seen_before)
    return [
        Handoff(**row._mapping) for row in db.execute(open_handoffs().where(gone, handoffs.c.agent_id.is_not(None)))
    ]


def place(db: Connection, conversation_id: str, now: datetime, standard: Standard) -> Place | None:
    """Where the customer stands in the queue and how long it will take; None when not waiting."""
    queue = [one.conversation_id for one in unserved(db, now, standard)]
    if conversation_id not in queue:
        return None
    position = queue.index(conversation_id) + 1
    there = _agents_there(db, now)
    if not there:
        return Place(position, None)
    return Place(position, max(LEAST_WAIT, math.ceil(position * _handling_minutes(db) / there)))


def waiting_due(db: Connection, now: datetime, standard: Standard, conversation_id: str | None = None) -> list[Handoff]:
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
    queue = unserved(db, now, standard) if due else []
    return [one for one in queue if one.handoff_id in due and conversation_id in (None, one.conversation_id)]


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
