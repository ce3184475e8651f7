"""Quality (SYS-27): a reproducible sample, the same rule sheet for assistant and agents, findings, appeals."""

from bot.quality.findings import Finding, FoundThing, finding, findings, must_be_theirs, take_step
from bot.quality.parts import STATES, Part, State, Wanted, parts
from bot.quality.reviews import (
    Appeal,
    Item,
    Review,
    appeal,
    assess,
    averages,
    item,
    items,
    review,
    review_of,
    reviews,
    settle,
)
from bot.quality.sampling import Candidate, Sample, chosen, draw, sample, samples
from bot.quality.sheet import Line, Served, Verdict, verdicts

__all__ = [
    "STATES",
    "Appeal",
    "Candidate",
    "Finding",
    "FoundThing",
    "Item",
    "Line",
    "Part",
    "Review",
    "Sample",
    "Served",
    "State",
    "Verdict",
    "Wanted",
    "appeal",
    "assess",
    "averages",
    "chosen",
    "draw",
    "finding",
    "findings",
    "item",
    "items",
    "must_be_theirs",
    "parts",
    "review",
    "review_of",
    "reviews",
    "sample",
    "samples",
    "settle",
    "take_step",
    "verdicts",
]
