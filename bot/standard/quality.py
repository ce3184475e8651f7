"""The rule sheet of quality reviews: the same for assistant and agents (SYS-27, S2-7.2-b)."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, validator

from bot.standard.entry import Clauses, Entry, Limit, NamedEntry

Rule = Literal["greeting", "empathy", "named_time", "closing", "wording", "in_time", "not_twice"]
NOT_APPLICABLE = "not_applicable"


class Weighed(NamedEntry):
    weight: int = Field(ge=1)


class QualityRules(Entry):
    """`rules` are found in the words; `checks` a person answers with a key of `answers`, in percent of the weight.
    `longest`: the longest time that one sample is drawn from."""

    clauses: Clauses = ()
    longest: Limit
    rules: dict[Rule, Weighed]
    checks: dict[str, Weighed]
    answers: dict[str, int]

    @validator("longest")
    def _has_a_length(cls, limit: Limit) -> Limit:
        if limit.unit == "working_days":
            raise ValueError("state it in days")
        return limit

    def score(self, met: Mapping[str, bool | None], answered: Mapping[str, str]) -> int:
        """Of 100. `met` None and the answer `not_applicable` leave a weight out; 100 where nothing applies."""
        reached = [(self.rules[rule].weight, 100 if one else 0) for rule, one in met.items() if one is not None]  # type: ignore[index]
        given = ((self.checks[check].weight, answer) for check, answer in answered.items())
        reached += [(weight, self.answers[answer]) for weight, answer in given if answer != NOT_APPLICABLE]
        whole = sum(weight for weight, _ in reached)
        return round(sum(weight * share for weight, share in reached) / whole) if whole else 100
