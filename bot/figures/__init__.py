"""Figures of the service (SYS-22): KPIs, clocks, complaints, the way of tickets; derived from facts of a period."""

from bot.figures.case import Case, Wanted
from bot.figures.facts import Facts
from bot.figures.period import LONGEST, UNITS, Period, Unit, around, between
from bot.figures.report import Complained, Figure, Kept, Point, clocks, complained, figure, figures
from bot.figures.rows import STATE, Row, cases_behind, rows
from bot.figures.states import Spent, spent

__all__ = [
    "LONGEST",
    "STATE",
    "UNITS",
    "Case",
    "Complained",
    "Facts",
    "Figure",
    "Kept",
    "Period",
    "Point",
    "Row",
    "Spent",
    "Unit",
    "Wanted",
    "around",
    "between",
    "cases_behind",
    "clocks",
    "complained",
    "figure",
    "figures",
    "rows",
    "spent",
]
