"""Whether the assistant answered in time: counted in the store, since there is one for nearly every message."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.engine import Connection

from bot.figures.case import About, Case
from bot.figures.elapsed import elapsed
from bot.figures.period import Period
from bot.standard import Clock
from bot.store.tables import conversations, turns

# So many late ones are told one by one.
LATE_SHOWN = 500


def counted(db: Connection, clock: Clock, period: Period, now: datetime) -> Iterator[Case]:
    """For each part of the period and channel: those answered in time, and those that were not, by when they were
    asked. What was withdrawn was not owed any more."""
    for start, end in period.parts:
        if start >= now:
            return
        for row in db.execute(_counts(clock, start, min(end, now - clock.limit.length))):
            made = Case(start, 1, About(row.channel), "", "", clock.id)
            if row.kept:
                yield made._replace(counts=row.kept)
            if row.asked - row.kept:
                yield made._replace(value=0, counts=row.asked - row.kept)


def late(db: Connection, clock: Clock, period: Period, now: datetime) -> list[Case]:
    """The latest first."""
    query = (
        select(turns.c.conversation_id, turns.c.created_at, conversations.c.channel)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(_asked(period.start, min(period.end, now - clock.limit.length)), ~_in_time(clock))
        .order_by(turns.c.created_at.desc())
        .limit(LATE_SHOWN)
    )
    return [
        Case(row.created_at + clock.limit.length, 0, About(row.channel), f"conversation:{row.conversation_id}", "",
             clock.id, since=row.created_at)
        for row in db.execute(query)
    ]  # fmt: skip


def _counts(clock: Clock, start: datetime, end: datetime) -> Any:
    kept = func.sum(case((_in_time(clock), 1), else_=0)).label("kept")
    return (
        select(conversations.c.channel, func.count().label("asked"), kept)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(_asked(start, end))
        .group_by(conversations.c.channel)
    )


def _asked(start: datetime, end: datetime) -> Any:
    owed = or_(turns.c.outcome.is_(None), turns.c.outcome != "withdrawn")
    return and_(turns.c.created_at >= start, turns.c.created_at < end, owed)


def _in_time(clock: Clock) -> Any:
    """False, and never unknown, also of what has no answer yet."""
    limit: timedelta = clock.limit.length
    seconds = func.coalesce(elapsed(turns.c.created_at, turns.c.done_at), limit.total_seconds() + 1)
    return and_(func.coalesce(turns.c.outcome, "") == "answered", seconds <= limit.total_seconds())
