"""Incidents as the standard has them: severities, the stages with their due times, the emergency plan, the services.

S0-7.3-a..f, S1-4.2-a, S1-4.2-c, S1-4.2-e, S4-3.1-e, FLOW-INCIDENT."""

from typing import Any, Literal

from pydantic import root_validator

from bot.standard.entry import Clauses, Entry, Limit, Named, NamedEntry

Stage = Literal["reported", "graded", "notified", "planned", "informed", "handled", "reviewed"]
ORDER: tuple[Stage, ...] = ("reported", "graded", "notified", "planned", "informed", "handled", "reviewed")


class Severity(NamedEntry):
    """`plan`: it starts the emergency plan."""

    plan: bool = False


class Due(NamedEntry):
    """So long after the report: a limit of its own, or that of a clock of the standard; or without any."""

    clock: str | None = None
    limit: Limit | None = None

    @root_validator(skip_on_failure=True)
    def _one_of_them(cls, values: dict[str, Any]) -> dict[str, Any]:
        limit = values["limit"]
        if values["clock"] and limit:
            raise ValueError("either a clock or a limit")
        if limit and limit.unit == "working_days":
            raise ValueError("an incident runs on wall time: no working days")
        return values


class ServiceHit(NamedEntry):
    """`products` of the fault form and `topics` of the FAQ that it concerns."""

    products: tuple[str, ...]
    topics: tuple[str, ...]


class IncidentRules(Entry):
    clauses: Clauses = ()
    severities: dict[str, Severity]
    stages: dict[Stage, Due]
    plan: dict[str, Due]
    services: dict[str, ServiceHit]
    notices: dict[str, Named]

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        if tuple(values["stages"]) != ORDER:
            raise ValueError(f"the stages are {', '.join(ORDER)}, in this order")
        return values

    def stages_of(self, severity: str) -> list[Stage]:
        """Only what has a plan starts it."""
        return [stage for stage in ORDER if stage != "planned" or self.severities[severity].plan]

    def about_topic(self, topic: str) -> set[str]:
        """The services that a question of this topic is about."""
        return {key for key, service in self.services.items() if topic in service.topics}

    def about_product(self, product: str) -> set[str]:
        return {key for key, service in self.services.items() if product in service.products}
