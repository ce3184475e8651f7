"""The entry `following`: what customers may do with a case of theirs that they follow (SYS-18, C-23)."""

from pydantic import Field, validator

from bot.standard.entry import Clauses, Entry, Limit


class Hurry(Entry):
    """`every`: not sooner again; `most`: on one ticket, until it is reopened."""

    clauses: Clauses = ()
    every: Limit
    most: int = Field(ge=1)

    @validator("every")
    def _of_real_length(cls, limit: Limit) -> Limit:
        return _real(limit)


class Following(Entry):
    """`not_solved_within`: so long after a case was closed its customer may say that it is not solved; `tries`: so many
    wrong pairs of number and contact within that time, then nobody may try that number for a while."""

    clauses: Clauses = ()
    hurry: Hurry
    not_solved_within: Limit
    tries: int = Field(ge=1)
    tries_within: Limit

    @validator("not_solved_within", "tries_within")
    def _of_real_length(cls, limit: Limit) -> Limit:
        return _real(limit)


def _real(limit: Limit) -> Limit:
    if limit.unit == "working_days":
        raise ValueError("state it in minutes, hours or days")
    return limit
