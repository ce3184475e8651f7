"""The entry `remedies`: what may be given to a customer to make good, and how much by whom (G-05, SYS-35)."""

from typing import Any

from pydantic import root_validator, validator

from bot.access import ROLES
from bot.standard.entry import Clauses, Entry, Named, NamedEntry


class RemedyKind(NamedEntry):
    """`limits`: by role, how much of the unit one person may give on a ticket without asking; none: always ask."""

    unit: str | None = None
    limits: dict[str, int] = {}

    @root_validator(skip_on_failure=True)
    def _limits_of_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        if bool(values["unit"]) != bool(values["limits"]):
            raise ValueError("`unit` and `limits` go together: what has an amount has a limit")
        return values

    @validator("limits")
    def _of_people(cls, limits: dict[str, int]) -> dict[str, int]:
        for role, most in limits.items():
            if role not in ROLES:
                raise ValueError(f"there is no role {role!r}")
            if most < 0:
                raise ValueError("a limit is no less than 0")
        return limits

    def within(self, role: str, amount: int | None) -> bool:
        """Whether who has this role may give so much in all; what has no amount needs no approval."""
        return self.unit is None or (amount is not None and amount <= self.limits.get(role, 0))


class RemedyRules(Entry):
    clauses: Clauses = ()
    units: dict[str, Named]
    kinds: dict[str, RemedyKind]

    @root_validator(skip_on_failure=True)
    def _known_units(cls, values: dict[str, Any]) -> dict[str, Any]:
        for name, kind in values["kinds"].items():
            if kind.unit is not None and kind.unit not in values["units"]:
                raise ValueError(f"{name}: there is no unit {kind.unit!r}")
        return values
