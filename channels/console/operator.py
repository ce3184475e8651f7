"""The operator's services and districts, as the page offers them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from sanic import Sanic

from bot.operator import Operator
from bot.phrases import Phrases


def operator_of(app: Sanic) -> Operator:
    settings = app.ctx.settings
    return _read(settings.path(settings.operator))


@lru_cache(maxsize=1)
def _read(path: Path) -> Operator:
    return Operator.load(path)


def services(operator: Operator) -> list[dict[str, Any]]:
    """In the page's order; at the hall no address is asked."""
    return [{"key": key, "at_hall": service.at_hall} for key, service in operator.services.items()]


def hall(operator: Operator, phrases: Phrases, service: str, district: str, language: str) -> str | None:
    """Where the customer goes for this service; None when it is done at the customer's."""
    if not operator.services[service].at_hall:
        return None
    able = (one for one in operator.resource_entries.values() if service in one.services and district in one.districts)
    found = next((one for one in able if one.place), None)
    if found is None or found.place is None:
        return None
    return phrases.say("utter_name_hall", language, name=found.name(language), place=found.place.name(language))
