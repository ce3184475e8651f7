"""Means and shares of ratings (C-07), in this one place; always beside how many there were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.standard import Standard
from bot.store.tables import ratings, tickets


@dataclass(frozen=True)
class Rated:
    """`kind`: of the ticket that was rated, None for a talk and in a campaign."""

    score: int
    dimensions: dict[str, int]
    kind: str | None


@dataclass(frozen=True)
class Mean:
    """`value` is None when nobody answered; it is not rounded."""

    n: int
    value: float | None


@dataclass(frozen=True)
class Figures:
    """KPI-CSAT-MEAN, KPI-CSAT-SHARE, KPI-COMPLAINT-CSAT. Shares are between 0 and 1."""

    mean: Mean
    satisfied: Mean
    complaints_satisfied: Mean
    dimensions: dict[str, Mean]


def figures(rated: Iterable[Rated], standard: Standard) -> Figures:
    all_of_them = list(rated)
    happy = standard.survey.satisfied_from
    scores = [one.score for one in all_of_them]
    complaints = [one.score for one in all_of_them if one.kind == "complaint"]
    return Figures(
        _mean(scores),
        _mean([float(score >= happy) for score in scores]),
        _mean([float(score >= happy) for score in complaints]),
        {
            name: _mean([one.dimensions[name] for one in all_of_them if name in one.dimensions])
            for name in standard.survey.dimensions
        },
    )


def rated_between(db: Connection, start: datetime, end: datetime) -> list[Rated]:
    """Given from `start` until before `end`."""
    query = (
        select(ratings.c.score, ratings.c.dimensions, tickets.c.kind)
        .outerjoin(tickets, tickets.c.id == ratings.c.ticket_id)
        .where(ratings.c.at >= start, ratings.c.at < end)
        .order_by(ratings.c.id)
    )
    return [Rated(row.score, row.dimensions or {}, row.kind) for row in db.execute(query)]


def _mean(values: list[float] | list[int]) -> Mean:
    return Mean(len(values), sum(values) / len(values) if values else None)
