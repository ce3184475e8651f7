"""One thing that a figure counts, with where it can be looked at, and whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class About:
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

    def takes(self, about: About) -> bool:
        return (
            self.channel in (None, about.channel)
            and self.topic in (None, about.topic)
            and self.agent_id in (None, about.agent_id)
            and self.department in (None, about.department)
        )


@dataclass(frozen=True)
class Case:
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


def taken(cases: Iterable[Case], wanted: Wanted) -> list[Case]:
    return [one for one in cases if wanted.takes(one.about)]


def share(cases: Iterable[Case]) -> tuple[float | None, int]:
    """The mean value, and of how many."""
    total, number = 0.0, 0
    for one in cases:
        total += one.value * one.counts
        number += one.counts
    return (total / number if number else None), number


def by_group(cases: Iterable[Case]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for one in cases:
        groups.setdefault(one.group, []).append(one)
    return groups


def weighted(cases: Iterable[Case], weights: dict[str, float]) -> float | None:
    """The mean of the groups' means; a group that has no weight counts 1."""
    means = {group: share(of_group)[0] for group, of_group in by_group(cases).items()}
    told: list[tuple[float, Any]] = [(weights.get(group, 1.0), mean) for group, mean in means.items()]
    total = sum(weight for weight, _ in told)
    return sum(weight * mean for weight, mean in told) / total if total else None
