"""The operator whose desk this is: names, districts, services and resources, read from data/operator.yml."""

from datetime import time
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, root_validator

from bot.appointments import Resource
from bot.standard.entry import Entry, Named


class Service(Named):
    """`at_hall`: the customer comes to us."""

    slot_minutes: int = Field(ge=5, le=480)
    at_hall: bool


class ResourceEntry(Named):
    services: tuple[str, ...]
    districts: tuple[str, ...]
    hours: tuple[tuple[time, time], ...]
    weekdays: tuple[int, ...]
    capacity: int = Field(ge=1, le=100)
    place: Named | None = None


class Operator(Entry):
    """`districts`, `services` and `resource_entries` by key; each has .name(language)."""

    name: Named
    app: Named
    city: Named
    sms_number: str
    districts: dict[str, Named]
    services: dict[str, Service]
    resource_entries: dict[str, ResourceEntry] = Field(alias="resources")

    @classmethod
    def load(cls, path: Path) -> "Operator":
        """Raises: ValueError that names the entry."""
        return cls.parse_obj(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))

    @property
    def resources(self) -> list[Resource]:
        """As the store takes them: appointments.put_resources."""
        return [self._resource(key, entry) for key, entry in self.resource_entries.items()]

    def _resource(self, key: str, entry: ResourceEntry) -> Resource:
        return Resource(
            key=key,
            name_zh=entry.zh,
            name_en=entry.en,
            services=list(entry.services),
            districts=list(entry.districts),
            hours=[[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in entry.hours],
            weekdays=list(entry.weekdays),
            slot_minutes=self.services[entry.services[0]].slot_minutes,
            capacity=entry.capacity,
            place_zh=entry.place.zh if entry.place else "",
            place_en=entry.place.en if entry.place else "",
        )

    @root_validator(skip_on_failure=True)
    def _resources_are_known(cls, values: dict[str, Any]) -> dict[str, Any]:
        for key, entry in values["resource_entries"].items():
            unknown = set(entry.services) - set(values["services"]) or set(entry.districts) - set(values["districts"])
            if unknown:
                raise ValueError(f"resource {key}: there is no {', '.join(sorted(unknown))}")
            # One calendar of slots each: with two lengths, one appointment could overlap another.
            if len({values["services"][service].slot_minutes for service in entry.services}) != 1:
                raise ValueError(f"resource {key}: its services must take the same time")
            if not set(entry.weekdays) <= set(range(1, 8)):
                raise ValueError(f"resource {key}: weekdays count from 1, Monday, to 7, Sunday")
        return values
