"""What was given in a period, derived from the remedies themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.store.tables import remedies, remedy_decisions


@dataclass(frozen=True)
class Figure:
    """Of one kind: how many were granted, and how much in all; `unit` None where there is no amount."""

    kind: str
    unit: str | None
    granted: int
    amount: int


def figures(db: Connection, since: datetime, until: datetime) -> list[Figure]:
    """Granted in [since, until), by kind in the order of the alphabet."""
    query = (
        select(
            remedies.c.kind, remedies.c.unit, func.count().label("times"), func.sum(remedies.c.amount).label("whole")
        )
        .join(remedy_decisions, remedy_decisions.c.remedy_id == remedies.c.id)
        .where(remedy_decisions.c.granted, remedy_decisions.c.at >= since, remedy_decisions.c.at < until)
        .group_by(remedies.c.kind, remedies.c.unit)
        .order_by(remedies.c.kind)
    )
    return [Figure(row.kind, row.unit, int(row.times), int(row.whole or 0)) for row in db.execute(query)]
