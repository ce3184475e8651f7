"""Which work comes first: C-11 exactly, with the levels of C-09 and the classes of C-10."""

from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from bot.standard.entry import Clauses, Entry, Named

HIGH = 3  # scores run from 1 to 4
TOP = 4


def urgency_with(urgency: int, scope: int) -> int:
    """A matter that touches everybody (scope 4) is at least of high urgency."""
    return max(urgency, HIGH) if scope == TOP else urgency


def is_urgent(urgency: int, scope: int = 1) -> bool:
    return urgency_with(urgency, scope) >= HIGH


def quadrant(urgency: int, importance: int, scope: int = 1) -> str:
    """Q1 urgent and important · Q2 urgent · Q3 important · Q4 neither."""
    if is_urgent(urgency, scope):
        return "Q1" if importance >= HIGH else "Q2"
    return "Q3" if importance >= HIGH else "Q4"


def grade(urgency: int, importance: int, scope: int = 1) -> str:
    """P1 (first) to P4."""
    if urgency == TOP or scope == TOP:
        return "P1"
    return {"Q1": "P2", "Q2": "P3", "Q3": "P3", "Q4": "P4"}[quadrant(urgency, importance, scope)]


def aged(urgency: int, importance: int, scope: int = 1) -> str:
    """The grade one higher, but never across the border between urgent and not urgent."""
    best = 1 if is_urgent(urgency, scope) else 3
    return f"P{max(best, int(grade(urgency, importance, scope)[1]) - 1)}"


class Scores(NamedTuple):
    urgency: int = 2
    importance: int = 2
    scope: int = 1
    difficulty: int = 1

    def at_least(self, least: "Least") -> "Scores":
        return Scores(*(max(score, getattr(least, name)) for name, score in zip(self._fields, self, strict=False)))


class Least(Entry):
    """The least scores that a complaint's level or a signal sets."""

    urgency: int = Field(1, ge=1, le=4)
    importance: int = Field(1, ge=1, le=4)
    scope: int = Field(1, ge=1, le=4)
    difficulty: int = Field(1, ge=1, le=4)


class CustomerClass(Named):
    """S1-3.1-b; `group`: to which of the two groups of S0-6.1-f it belongs."""

    group: Literal["vip", "ordinary"] = "ordinary"


class Priority(Entry):
    clauses: Clauses = ()
    grades: dict[str, Named]
    quadrants: dict[str, Named]
    levels: dict[str, Least]
    ages_at: int = Field(gt=0, le=100)
    senior_from: int = Field(ge=1, le=4)
    classes: dict[str, CustomerClass]

    def group(self, customer_class: str) -> str:
        """vip | ordinary, also for a class that the standard no longer has."""
        return self.classes[customer_class].group if customer_class in self.classes else "ordinary"

    def grade(self, urgency: int, importance: int, scope: int = 1) -> str:
        return grade(urgency, importance, scope)

    def quadrant(self, urgency: int, importance: int, scope: int = 1) -> str:
        return quadrant(urgency, importance, scope)

    def scores_for(self, level: str | None, scores: Scores = Scores()) -> Scores:  # noqa: B008 (immutable)
        """C-09: a complaint's level raises its scores."""
        return scores.at_least(self.levels[level]) if level in self.levels else scores

    def needs_senior(self, difficulty: int) -> bool:
        return difficulty >= self.senior_from

    def queue_key(
        self, scores: Scores, waiting_since: datetime, customer_class: str = "ordinary", used: float = 0.0
    ) -> tuple[str, str, int, datetime]:
        """Sorts the queue, first in line smallest. `used`: the share of the limit that has passed, 1.0 = all of it."""
        urgency, importance, scope, _ = scores
        classes = list(self.classes)
        place = classes.index(customer_class) if customer_class in classes else len(classes)
        if used * 100 > self.ages_at:
            # In the grade that it rises to it stands with the first of its side: else it would pass nobody there.
            first = "Q1" if is_urgent(urgency, scope) else "Q3"
            return aged(urgency, importance, scope), first, place, waiting_since
        return grade(urgency, importance, scope), quadrant(urgency, importance, scope), place, waiting_since
