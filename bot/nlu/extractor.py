"""An extractor that learns nothing: its class says what it finds."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Found, report


class Extractor(GraphComponent, ABC):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Extractor":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            report(message, self.find(message) if message.get(TEXT) else [], type(self).__name__)
        return messages

    @abstractmethod
    def find(self, message: Message) -> Iterable[Found]:
        """The entities of a message with text."""
