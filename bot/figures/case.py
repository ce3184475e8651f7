"""One thing that a figure counts, with where it can be looked at, and whom it concerns.

There are tens of thousands in a month: hence tuples, which are made several times as fast as other objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class About(NamedTuple):
    """What a figure can be narrowed to; None where a case has no such thing."""

    channel: str | None = None
    topic: str | None = None
    agent_id: int | None = None
    department: str | None = None


@dataclass(frozen=True)
class Wanted:
    """None: whatever it is."""

    channel: str | None = None
    topic: str | None = None
    agent_id: int | None = None
    department: str | None = None

    @property
    def everything(self) -> bool:
        return self == Wanted()

    def takes(self, about: About) -> bool:
        return (
            self.channel in (None, about.channel)
            and self.topic in (None, about.topic)
            and self.agent_id in (None, about.agent_id)
            and self.department in (None, about.department)
        )


class Case(NamedTuple):
    """`at`: when it counts; `value`: 1 or 0 of a share, else a number; `group`: the clock or the dimension it belongs
    to; `counts`: how many like it are told as one. `subject`: "<noun>:<id>"; `label`: what a person calls it.
    `since`: when its clock began to run; `note`: a customer's own words."""

    at: datetime
    value: float
    about: About
    subject: str
    label: str = ""
    group: str = ""
    counts: int = 1
    since: datetime | None = None
    note: str = ""


# Of each group (a clock, a dimension, or "") the sum of the values and of how many it is.
Tally = Mapping[str, tuple[float, int]]


def taken(cases: Iterable[Case], wanted: Wanted) -> list[Case]:
    if wanted.everything:
        return list(cases)
    takes = wanted.takes
    return [one for one in cases if takes(one.about)]


def tally(cases: Iterable[Case]) -> Tally:
    sums: dict[str, tuple[float, int]] = {}
    for one in cases:
        total, number = sums.get(one.group, (0.0, 0))
        sums[one.group] = (total + one.value * one.counts, number + one.counts)
    return sums


def added(tallies: Iterable[Tally]) -> Tally:
    sums: dict[str, tuple[float, int]] = {}
    for one in tallies:
        for group, (more, others) in one.items():
            total, number = sums.get(group, (0.0, 0))
            sums[group] = (total + more, number + others)
    return sums


def count(sums: Tally) -> int:
    return sum(number for _, number in sums.values())


def share(sums: Tally) -> float | None:
    """The mean value."""
    number = count(sums)
    return sum(total for total, _ in sums.values()) / number if number else None


def weighted(sums: Tally, weights: Mapping[str, float]) -> float | None:
    """The mean of the groups' means; a group that has no weight counts 1."""
    told = [(weights.get(group, 1.0), total / number) for group, (total, number) in sums.items()]
    whole = sum(weight for weight, _ in told)
    return sum(weight * mean for weight, mean in told) / whole if whole else None
