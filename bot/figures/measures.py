"""What each KPI of the standard counts, and how its value follows from that (SYS-22, C-07, C-08).

A KPI without a measure has no data source in the desk: its value is unknown, never a guess."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.figures import ratings, reached, serving, solved
from bot.figures.case import Case, Tally, count, share, weighted
from bot.figures.facts import Facts
from bot.standard.kpis import Kpi

Cases = list[Case]


@dataclass(frozen=True)
class Measure:
    """`cases`: the rows behind it; `value`: of their sums, and of what they are divided by, where that is something
    else than themselves (`base`)."""

    cases: Callable[[Facts, Kpi], Cases]
    value: Callable[[Tally, Tally, Kpi], float | None]
    base: Callable[[Facts], Cases] | None = None


def _percent(sums: Tally, base: Tally, kpi: Kpi) -> float | None:
    mean = share(sums)
    return None if mean is None else mean * 100


def _mean(sums: Tally, base: Tally, kpi: Kpi) -> float | None:
    return share(sums)


def _per_base(sums: Tally, base: Tally, kpi: Kpi) -> float | None:
    number = count(base)
    return sum(total for total, _ in sums.values()) / number * 100 if number else None


def _of_five(sums: Tally, base: Tally, kpi: Kpi) -> float | None:
    mean = weighted(sums, kpi.weights)
    return None if mean is None else mean * 20


def _of_hundred(sums: Tally, base: Tally, kpi: Kpi) -> float | None:
    mean = weighted(sums, kpi.weights)
    return None if mean is None else mean * 100


def _deadlines(facts: Facts, kpi: Kpi) -> Cases:
    return [one for one in facts.deadlines if one.group in kpi.clocks]


def _first_contact(facts: Facts, kpi: Kpi) -> Cases:
    assert kpi.within is not None
    return reached.first_contact_solved(facts.contacts, kpi.within.length, facts.now)


def _contained(facts: Facts, kpi: Kpi) -> Cases:
    after = facts.standard.kpis.contact_after.length
    return reached.contained(facts.contacts, facts.works, after, facts.now)


def _came_back(facts: Facts, kpi: Kpi) -> Cases:
    assert kpi.within is not None
    complaints = [one for one in facts.works if one.kind == "complaint"]
    return solved.came_back(complaints, complaints, facts.period, kpi.within.length)


MEASURES: dict[str, Measure] = {
    "KPI-CSAT-MEAN": Measure(lambda facts, kpi: ratings.scores(facts.ratings), _mean),
    "KPI-CSAT-SHARE": Measure(lambda facts, kpi: ratings.satisfied(facts.ratings, facts.standard), _percent),
    "KPI-COMPLAINT-CSAT": Measure(
        lambda facts, kpi: ratings.complaints_satisfied(facts.ratings, facts.standard), _percent
    ),
    "KPI-RESOLUTION": Measure(lambda facts, kpi: solved.resolved(facts.works, facts.period), _percent),
    "KPI-FAULT-REPAIR": Measure(lambda facts, kpi: solved.repaired(facts.works, facts.period), _percent),
    "KPI-FIRST-RESPONSE": Measure(_deadlines, _percent),
    "KPI-FCR": Measure(_first_contact, _percent),
    "KPI-COMPLAINT-RATE": Measure(
        lambda facts, kpi: solved.complaints(facts.works, facts.period),
        _per_base,
        lambda facts: reached.begun(facts.contacts),
    ),
    "KPI-CONTAINMENT": Measure(_contained, _percent),
    "KPI-CSI": Measure(lambda facts, kpi: ratings.dimensions(facts.ratings, facts.standard), _of_five),
    "KPI-SEI": Measure(lambda facts, kpi: [*facts.deadlines, *facts.answers], _of_hundred),
    "KPI-CALLBACK": Measure(_deadlines, _percent),
    "KPI-REOPEN": Measure(_came_back, _percent),
    "KPI-PROMISES": Measure(lambda facts, kpi: facts.promises, _percent),
    "KPI-CHANNELS": Measure(lambda facts, kpi: serving.channels(facts.talks, facts.period), _mean),
}
