"""How many promises were kept: derived from the promises themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from bot.store.tables import promises


@dataclass(frozen=True)
class Figures:
    """Of promises that fell due. `share`: kept of those, 0 to 1; None where nothing fell due."""

    kept: int
    broken: int

    @property
    def share(self) -> float | None:
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None


def figures(db: Connection, since: datetime, until: datetime) -> Figures:
    """Of what was due from `since` up to `until`, which is no later than now; what was withdrawn counts as neither."""
    in_time: Any = case((promises.c.kept_at <= promises.c.due_at, 1), else_=0)
    within = and_(promises.c.due_at >= since, promises.c.due_at < until, promises.c.withdrawn_at.is_(None))
    due, kept = db.execute(select(func.count(), func.sum(in_time)).where(within)).one()
    return Figures(kept or 0, due - (kept or 0))
