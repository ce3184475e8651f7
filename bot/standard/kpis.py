"""The figures that the service is judged by (SYS-22): what each counts, and what it should reach."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Literal

from pydantic import validator

from bot.standard.entry import Clauses, Entry, Limit, Named, NamedEntry

KPI_ID = re.compile(r"KPI(-[A-Z]+)+")


class Kpi(NamedEntry):
    """`target`: at least so much, in the figure's own unit, or `report` where none is set. `clocks`: those whose
    deadlines it counts; `weights`: of a clock or a dimension that counts more, or less, than the others."""

    unit: Literal["points", "percent", "index", "skills", "channels"]
    target: float | Literal["report"]
    formula: Named
    clocks: tuple[str, ...] = ()
    weights: dict[str, float] = {}
    within: Limit | None = None
    active: bool = True

    @validator("target", pre=True)
    def _number_or_report(cls, target: Any) -> Any:
        if target != "report" and (isinstance(target, bool) or not isinstance(target, (int, float)) or target <= 0):
            raise ValueError("a number above 0, or `report`")
        return target

    @validator("weights", each_item=True)
    def _positive(cls, weight: float) -> float:
        if weight < 0:
            raise ValueError("a weight is 0 or more")
        return weight

    @validator("within")
    def _has_a_length(cls, limit: Limit | None) -> Limit | None:
        if limit and limit.unit == "working_days":
            raise ValueError("state it in seconds, minutes, hours or days")
        return limit

    def counts(self, language: str) -> str:
        """Its formula in words, with the time that it speaks of."""
        return self.formula.name(language).replace("{within}", self.within.say(language) if self.within else "")

    @property
    def aim(self) -> float | None:
        return None if self.target == "report" else float(self.target)

    def kept(self, value: float | None) -> bool | None:
        """Not rounded; None where there is no target, or no data."""
        return None if self.aim is None or value is None else value >= self.aim


class Kpis(Entry):
    """`contact_after`: a message to the assistant after so long without one begins another contact."""

    clauses: Clauses = ()
    contact_after: Limit
    figures: dict[str, Kpi]

    @validator("contact_after")
    def _has_a_length(cls, limit: Limit) -> Limit:
        if limit.unit == "working_days":
            raise ValueError("state it in seconds, minutes, hours or days")
        return limit

    @validator("figures")
    def _named(cls, figures: dict[str, Kpi]) -> dict[str, Kpi]:
        wrong = [kpi for kpi in figures if not KPI_ID.fullmatch(kpi)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no id of a KPI, such as KPI-CSAT-MEAN")
        return figures

    @property
    def active(self) -> dict[str, Kpi]:
        return {kpi: rule for kpi, rule in self.figures.items() if rule.active}


def dangling_in_kpis(
    kpis: Kpis, clocks: Collection[str], dimensions: Collection[str]
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Clocks and dimensions that the standard does not have, with where they stand."""
    for name, kpi in kpis.figures.items():
        for clock in set(kpi.clocks) - set(clocks):
            yield ("kpis", "figures", name, "clocks"), f"there is no clock {clock!r}"
        for weighed in set(kpi.weights) - set(clocks) - set(dimensions):
            yield ("kpis", "figures", name, "weights"), f"there is neither a clock nor a dimension {weighed!r}"
