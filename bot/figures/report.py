"""The page of figures: every active KPI with value, number of cases, target and course; clocks and complaints."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.figures.case import Case, Wanted, by_group, share, taken
from bot.figures.facts import Facts
from bot.figures.measures import MEASURES, Measure
from bot.figures.period import Period
from bot.figures.solved import complaints
from bot.standard.kpis import Kpi

# Of a share, a distance and an index no more is said than can be meant.
DIGITS = 4


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
    cases = taken(measure.cases(facts, kpi), wanted)
    base = taken(measure.base(facts), wanted) if measure.base else cases
    value = measure.value(cases, base, kpi)
    points = _points(measure, cases, base, facts.period, kpi)
    return Figure(name, _said(value), _count(base), kpi.aim, kpi.kept(value), True, points)


def clocks(facts: Facts, wanted: Wanted) -> list[Kept]:
    """The worst first."""
    found = []
    for clock, cases in by_group(taken([*facts.deadlines, *facts.answers], wanted)).items():
        mean, number = share(cases)
        kept = round((mean or 0) * number)
        found.append(Kept(clock, number, kept, kept / number, facts.standard.clocks[clock].critical))
    return sorted(found, key=lambda one: (one.share, -one.n, one.clock))


def complained(facts: Facts, wanted: Wanted) -> list[Complained]:
    """Complaints received in the period, the most frequent type first."""
    received = {one.subject for one in taken(complaints(facts.works, facts.period), wanted)}
    types: dict[str, dict[str, int]] = {}
    for work in facts.works:
        one = work.ticket
        if f"ticket:{one.number}" in received:
            levels = types.setdefault(one.type or "unknown", {})
            level = one.level or "unknown"
            levels[level] = levels.get(level, 0) + 1
    found = [Complained(name, sum(levels.values()), levels) for name, levels in types.items()]
    return sorted(found, key=lambda one: (-one.n, one.type))


def _points(measure: Measure, cases: Sequence[Case], base: Sequence[Case], period: Period, kpi: Kpi) -> list[Point]:
    parts = _parted(cases, period)
    based = parts if base is cases else _parted(base, period)
    return [
        Point(start, _said(measure.value(mine, theirs, kpi)), _count(theirs))
        for (start, _), mine, theirs in zip(period.parts, parts, based, strict=True)
    ]


def _parted(cases: Sequence[Case], period: Period) -> list[list[Case]]:
    """Into the parts of the period, by when they count."""
    starts = [start for start, _ in period.parts]
    parts: list[list[Case]] = [[] for _ in starts]
    for one in cases:
        parts[bisect_right(starts, one.at) - 1].append(one)
    return parts


def _count(cases: Sequence[Case]) -> int:
    return sum(one.counts for one in cases)


def _said(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
