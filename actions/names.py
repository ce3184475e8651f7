"""Names that stand inside other sentences, in the language of the turn: of data/responses/names.yml, the operator
and the standard."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from bot.assistant.turn import current_turn
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard.schema import Kind, Standard


@lru_cache(maxsize=1)
def _phrases_of(standard: Standard) -> Phrases:
    return Phrases.load(ROOT / "data" / "responses", standard)


def _phrases() -> Phrases:
    return _phrases_of(current_turn().standard)


def name(group: str, key: str) -> str:
    """Such as name("product", "broadband")."""
    return _phrases().say(f"utter_name_{group}_{key}", current_turn().language)


def service(key: str) -> str:
    turn = current_turn()
    return turn.operator.services[key].name(turn.language)


def hall(district: str) -> str:
    """The service hall for a district, with its address."""
    turn = current_turn()
    halls = (one for one in turn.operator.resource_entries.values() if one.place and district in one.districts)
    found = next(halls)
    place = found.place.name(turn.language) if found.place else ""
    return _phrases().say("utter_name_hall", turn.language, name=found.name(turn.language), place=place)


def title(key: str) -> str:
    """A button's title, such as title("report_fault") or title("faq_bill_invoice")."""
    return _phrases().say(f"utter_title_{key}", current_turn().language)


def department(key: str) -> str:
    turn = current_turn()
    return turn.standard.departments[key].name(turn.language)


def kind(key: Kind) -> str:
    """Of a ticket, such as “complaint”."""
    turn = current_turn()
    return turn.standard.tickets[key].name(turn.language)


def step(kind: Kind, key: str) -> str:
    """Of a ticket of that kind, such as “being investigated”."""
    turn = current_turn()
    return turn.standard.tickets[kind].step(key).name(turn.language)


def when(moment: datetime) -> str:
    turn = current_turn()
    return turn.standard.say(moment, turn.language, turn.now)


def listed(fields: Mapping[str, str | None]) -> str:
    """A line for each field that has a value, for reading back."""
    colon = ": " if current_turn().language == "en" else "："
    return "\n".join(f"{name('field', field)}{colon}{value}" for field, value in fields.items() if value)
