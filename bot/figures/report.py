"""The page of figures: every active KPI with value, number of cases, target and course; clocks and complaints."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.figures.case import Case, Tally, Wanted, added, count, taken, tally
from bot.figures.facts import Facts
from bot.figures.measures import MEASURES
from bot.figures.period import Period
from bot.figures.solved import complaints
from bot.standard.kpis import Kpi

# Of a share, a distance and an index no more is said than can be meant.
DIGITS = 4
NOTHING = (0.0, 0)


@dataclass(frozen=True)
class Point:
    """A part of the period."""

    at: datetime
    value: float | None
    n: int


@dataclass(frozen=True)
class Figure:
    """`value` is None without data; `kept` is None without a target, or without data. `source`: the desk has one."""

    kpi: str
    value: float | None
    n: int
    target: float | None
    kept: bool | None
    source: bool
    points: list[Point]


@dataclass(frozen=True)
class Kept:
    """One clock: how many of its deadlines were decided, and how many of them were kept; `share`: 0 to 1."""

    clock: str
    n: int
    kept: int
    share: float
    critical: bool


@dataclass(frozen=True)
class Complained:
    """How many complaints of a type; `levels`: of each level; those nobody has classified are "unknown"."""

    type: str
    n: int
    levels: dict[str, int]


def figures(facts: Facts, wanted: Wanted) -> list[Figure]:
    return [figure(facts, wanted, name, kpi) for name, kpi in facts.standard.kpis.active.items()]


def figure(facts: Facts, wanted: Wanted, name: str, kpi: Kpi) -> Figure:
    measure = MEASURES.get(name)
    if measure is None:
        return Figure(name, None, 0, kpi.aim, None, False, [])
    parts = _parted(taken(measure.cases(facts, kpi), wanted), facts.period)
    based = _parted(taken(measure.base(facts), wanted), facts.period) if measure.base else parts
    whole = added(based)
    value = measure.value(added(parts), whole, kpi)
    points = [
        Point(start, _said(measure.value(mine, theirs, kpi)), count(theirs))
        for (start, _), mine, theirs in zip(facts.period.parts, parts, based, strict=True)
    ]
    return Figure(name, _said(value), count(whole), kpi.aim, kpi.kept(value), True, points)


def clocks(facts: Facts, wanted: Wanted) -> list[Kept]:
    """The worst first."""
    found = []
    for clock, (total, number) in tally(taken([*facts.deadlines, *facts.answers], wanted)).items():
        kept = round(total)
        found.append(Kept(clock, number, kept, kept / number, facts.standard.clocks[clock].critical))
    return sorted(found, key=lambda one: (one.share, -one.n, one.clock))


def complained(facts: Facts, wanted: Wanted) -> list[Complained]:
    """Complaints received in the period, the most frequent type first."""
    received = {one.subject for one in taken(complaints(facts.works, facts.period), wanted)}
    types: dict[str, dict[str, int]] = {}
    for work in facts.works:
        if f"ticket:{work.number}" in received:
            levels = types.setdefault(work.type or "unknown", {})
            level = work.level or "unknown"
            levels[level] = levels.get(level, 0) + 1
    found = [Complained(name, sum(levels.values()), levels) for name, levels in types.items()]
    return sorted(found, key=lambda one: (-one.n, one.type))


def _parted(cases: Iterable[Case], period: Period) -> list[Tally]:
    """The sums of each part of the period, by when cases count."""
    starts = [start for start, _ in period.parts]
    parts: list[dict[str, tuple[float, int]]] = [{} for _ in starts]
    for one in cases:
        part, group = parts[bisect_right(starts, one.at) - 1], one.group
        total, number = part.get(group, NOTHING)
        part[group] = (total + one.value * one.counts, number + one.counts)
    return list(parts)


def _said(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
