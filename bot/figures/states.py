"""Where tickets spend their time (SYS-08, S1-3.3-b): how long they stay in each state, and where they pile up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.figures.case import Wanted
from bot.figures.period import Period
from bot.figures.worked import Stay, Work


@dataclass(frozen=True)
class Spent:
    """In seconds, of stays that ended in the period: how many, their mean, the one in the middle, the one that nine of
    ten do not exceed, the longest and their sum. `share`: of the kind's whole time. `there`: how many stand there now,
    and `oldest` since when; `slowest`: the bottleneck of its kind."""

    kind: str
    state: str
    n: int
    mean: float | None
    median: float | None
    p90: float | None
    longest: float | None
    total: float
    share: float | None
    there: int
    oldest: datetime | None
    slowest: bool


def spent(works: Iterable[Work], period: Period, wanted: Wanted) -> list[Spent]:
    """By kind and state, in the order in which states were first met."""
    left: dict[tuple[str, str], list[float]] = {}
    there: dict[tuple[str, str], list[datetime]] = {}
    for work in works:
        if wanted.takes(work.about):
            for stay in work.stays:
                _count(left, there, (work.kind, stay.state), stay, period)
    found = [_spent(place, left.get(place, []), there.get(place, []), left) for place in {**left, **there}]
    return sorted(found, key=lambda one: one.kind)


def _count(
    left: dict[tuple[str, str], list[float]],
    there: dict[tuple[str, str], list[datetime]],
    place: tuple[str, str],
    stay: Stay,
    period: Period,
) -> None:
    if stay.left is None:
        there.setdefault(place, []).append(stay.came)
    elif period.holds(stay.left):
        left.setdefault(place, []).append((stay.left - stay.came).total_seconds())


def _spent(
    place: tuple[str, str], times: list[float], waiting: list[datetime], left: dict[tuple[str, str], list[float]]
) -> Spent:
    kind, state = place
    of_kind = {name: sum(stays) for (its_kind, name), stays in left.items() if its_kind == kind}
    whole, total = sum(of_kind.values()), sum(times)
    slowest = bool(times) and total == max(of_kind.values())
    return Spent(
        kind,
        state,
        len(times),
        total / len(times) if times else None,
        percentile(times, 50),
        percentile(times, 90),
        max(times, default=None),
        total,
        total / whole if whole else None,
        len(waiting),
        min(waiting, default=None),
        slowest,
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else None
