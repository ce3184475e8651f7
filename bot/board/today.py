"""The day so far: how many asked for a person, how many were answered, how many gave up, how long they waited."""

from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.standard import Standard
from bot.store.tables import handoff_events, handoffs

CAME = ("claimed", "taken_over")
GAVE_UP = ("withdrawn", "unattended")


@dataclass(frozen=True)
class Today:
    """Of those who asked for a person today: `answered` by one, `abandoned` before one came, by them or by the end of
    the day. `median_wait`: in seconds until the first agent came; None while none has."""

    arrived: int
    answered: int
    abandoned: int
    median_wait: int | None


def today(db: Connection, standard: Standard, now: datetime) -> Today:
    """The day is that of the standard's time zone."""
    begin = datetime.combine(now.astimezone(standard.zone).date(), time(), standard.zone)
    came = (
        select(func.min(handoff_events.c.at))
        .where(handoff_events.c.handoff_id == handoffs.c.id, handoff_events.c.kind.in_(CAME))
        .scalar_subquery()
    )
    query = select(handoffs.c.asked_at, handoffs.c.outcome, came.label("came")).where(handoffs.c.asked_at >= begin)
    rows = db.execute(query).all()
    waits = [(row.came - row.asked_at).total_seconds() for row in rows if row.came]
    abandoned = sum(row.outcome in GAVE_UP for row in rows if not row.came)
    return Today(len(rows), len(waits), abandoned, round(median(waits)) if waits else None)
