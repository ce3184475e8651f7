"""What the page of figures is answered."""

from dataclasses import dataclass
from datetime import datetime

from bot.figures import Complained, Figure, Kept, Row, Spent


@dataclass(frozen=True)
class PeriodShown:
    """`first`, `last`: its local days; `before_first`, `before_last`: those of the period before it."""

    unit: str
    first: str
    last: str
    start: datetime
    end: datetime
    before_first: str
    before_last: str


@dataclass(frozen=True)
class KpiShown:
    """The standard's own words for a figure: [zh, en]. `clocks`: those whose deadlines it counts."""

    name: list[str]
    formula: list[str]
    unit: str
    clocks: list[str]
    clauses: list[str]


@dataclass(frozen=True)
class ClockShown:
    name: list[str]
    limit: list[str]
    clauses: list[str]


@dataclass(frozen=True)
class FiguresShown:
    """`kpis`, `clocks_named`, `dimensions`: by id."""

    period: PeriodShown
    now: datetime
    figures: list[Figure]
    clocks: list[Kept]
    complaints: list[Complained]
    kpis: dict[str, KpiShown]
    clocks_named: dict[str, ClockShown]
    dimensions: dict[str, list[str]]


@dataclass(frozen=True)
class StatesShown:
    period: PeriodShown
    states: list[Spent]


@dataclass(frozen=True)
class RowsShown:
    """`total`: of them all; `rows`: a page of them, latest first."""

    total: int
    rows: list[Row]


@dataclass(frozen=True)
class AgentNamed:
    id: int
    name: str


@dataclass(frozen=True)
class Choices:
    """What figures can be narrowed to. Topics are the skills of agents, and "other"."""

    channels: list[str]
    topics: list[str]
    agents: list[AgentNamed]
    departments: list[str]
