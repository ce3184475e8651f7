"""The shape in which all extractors report what they found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message


@dataclass(frozen=True)
class Found:
    """`start` and `end` point into the customer's own text."""

    entity: str
    start: int
    end: int
    value: str
    additional: dict[str, Any] = field(default_factory=dict)


def taken(message: Message) -> list[tuple[int, int]]:
    """The places that earlier extractors claimed."""
    return [(entity["start"], entity["end"]) for entity in message.get(ENTITIES) or []]


def report(message: Message, found: Iterable[Found], extractor: str) -> None:
    """Adds what was found where nobody was earlier: the order of the pipeline decides between two readings."""
    for one in found:
        if all(one.end <= start or one.start >= end for start, end in taken(message)):
            entity = {
                "entity": one.entity,
                "start": one.start,
                "end": one.end,
                "text": message.get(TEXT)[one.start : one.end],
                "value": one.value,
                "extractor": extractor,
            }
            if one.additional:
                entity["additional"] = one.additional
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), entity], add_to_output=True)
    if message.get(ENTITIES) is None:
        message.set(ENTITIES, [], add_to_output=True)
