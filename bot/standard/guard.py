"""The entry `guard`: how much of sensitive data one person may look at, show and take out before somebody is told."""

from pydantic import Field, validator

from bot.standard.entry import Clauses, Entry, Limit


class GuardRules(Entry):
    """Each count is within the time `within`: at it, those in charge are told. `failed_sign_ins`: for one login, or
    from one address; `looks`: at different things; `reveals`: of masked values, and beyond it no more are shown.

    `one_look`: the same person looking at the same thing again within that time is one look."""

    clauses: Clauses = ()
    within: Limit
    one_look: Limit
    failed_sign_ins: int = Field(ge=1, le=1000)
    looks: int = Field(ge=1, le=10_000)
    exports: int = Field(ge=1, le=1000)
    reveals: int = Field(ge=1, le=1000)

    @validator("within", "one_look")
    def _of_real_length(cls, limit: Limit) -> Limit:
        if limit.unit == "working_days":
            raise ValueError("state it in minutes, hours or days")
        return limit
