"""Dates, times of day, spans and how long something has lasted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Found, report, taken
from bot.nlu.folding import fold
from bot.nlu.moments import Moment, moments


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TimeExtractor(GraphComponent):
    """time, as ISO with local offset; relative ones count from the message's metadata `now` (ISO), else from now."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"timezone": "Asia/Shanghai"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._zone = ZoneInfo(config["timezone"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TimeExtractor":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            report(message, self._find(message) if message.get(TEXT) else [], type(self).__name__)
        return messages

    def _find(self, message: Message) -> Iterable[Found]:
        folded = fold(message.get(TEXT))
        # Digits of telephone and ticket numbers are no dates.
        for moment in moments(folded.blank(taken(message)), self._now(message)):
            yield Found("time", *folded.span(moment.start, moment.end), self._iso(moment.begin), self._extent(moment))

    def _now(self, message: Message) -> datetime:
        """Local time without an offset, as the recognisers count."""
        given = (message.get(METADATA) or {}).get("now")
        now = datetime.fromisoformat(given) if given else datetime.now(self._zone)
        return now.astimezone(self._zone).replace(tzinfo=None, microsecond=0)

    def _extent(self, moment: Moment) -> dict[str, Any]:
        return {"grain": moment.grain, "end": self._iso(moment.until) if moment.until else None}

    def _iso(self, local: datetime) -> str:
        return local.replace(tzinfo=self._zone).isoformat()
