"""The Sender of a connector: what was said, through Rasa's output channel."""

import json

from bot import customers
from bot.phrases import Phrases
from bot.store import Store
from bot.transcript import Message
from channels.connectors.connector import Connector, short
from channels.connectors.parts import Part, Showing
from channels.connectors.threads import SENDING, aside


class Sending:
    def __init__(self, connector: Connector, store: Store, phrases: Phrases) -> None:
        self._connector, self._store, self._phrases = connector, store, phrases

    def parts(self, message: Message) -> list[Part]:
        with self._store.reading() as db:
            language = customers.conversation(db, message.conversation_id).language
        return Showing(self._connector, self._phrases, language).parts(message)

    async def send(self, address: str, message: Message, part: Part) -> str:
        told = json.loads(address)
        return short(await aside(SENDING, lambda: self._connector.send(told, part.text, part.buttons)))
