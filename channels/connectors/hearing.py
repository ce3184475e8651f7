"""What a customer's message through a connector means for the desk. Text is only text, also when it starts with “/”."""

import hashlib
import json
import re
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import customers, deliveries, reception, transcript
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.phrases import Phrases
from bot.reception import Choice
from bot.standard import Standard
from bot.updates import Update
from channels.connectors.buttons import asked_last, choice_of, number_of, rating_of
from channels.connectors.connector import Connector
from channels.connectors.parts import shown_as_buttons

LONGEST = 40_000  # characters: Slack's limit, the greatest
RECENT = 20  # messages: more than the desk ever says at once
_HAN = re.compile("[\u3400-\u9fff]")


class Hearing:
    """Of one connector."""

    def __init__(self, connector: Connector, standard: Standard, phrases: Phrases) -> None:
        self._connector, self._standard, self._phrases = connector, standard, phrases

    def __call__(self, db: Connection, update: Update, now: datetime) -> str:
        """said | ignored. Raises: Refused."""
        text, address = str(update.body["text"]).strip(), json.dumps(update.body["address"], sort_keys=True)
        visit = self._visit(db, update.sender, text, now)
        deliveries.begin(db, visit.conversation_id, self._connector.name, address)
        key = client_key(update.update_id)
        if not text:
            return self._tell(db, visit, "utter_connector_not_taken", key, now)
        choice, score = choice_of(text), rating_of(text)
        if choice or score:
            return self._press(db, visit, choice, score, key, now)
        return self._words(db, visit, text, key, now)

    def _visit(self, db: Connection, sender: str, text: str, now: datetime) -> Visit:
        """No connector tells the customer's language; the assistant goes on in the one that they write."""
        name = self._connector.name
        language = "zh" if _HAN.search(text) else "en"
        known = customers.find_by_identity(db, name, sender)
        return known or customers.welcome(db, name, name, sender, language, now)

    def _press(
        self, db: Connection, visit: Visit, choice: Choice | None, score: int | None, key: str, now: datetime
    ) -> str:
        try:
            if choice:
                self._choose(db, visit, choice, key, now)
                return "said"
            return self._rate(db, visit, score or 0, now)
        except Conflict:
            return self._tell(db, visit, "utter_connector_button_used", key, now)
        except (NotFound, Invalid):
            return self._tell(db, visit, "utter_connector_button_unknown", key, now)

    def _words(self, db: Connection, visit: Visit, text: str, key: str, now: datetime) -> str:
        number = number_of(text)
        if number and self._answered_by(db, visit, number, key, now):
            return "said"
        reception.customer_wrote(
            db,
            visit.conversation_id,
            text,
            key,
            now,
            standard=self._standard,
            phrases=self._phrases,
            longest=LONGEST,
        )
        return "said"

    def _answered_by(self, db: Connection, visit: Visit, number: int, key: str, now: datetime) -> bool:
        """Whether it chooses from what was last asked in numbers; if not, it is a number like any other."""
        here = visit.conversation_id
        last = transcript.last_seq(db, here)
        asked = asked_last(transcript.after(db, here, max(0, last - RECENT)))
        if asked is None or shown_as_buttons(self._connector, asked):
            return False
        options = len(asked.extras.get("buttons") or [])
        try:
            if number <= options:
                choice = Choice(asked.seq, number - 1)
                self._choose(db, visit, choice, key, now)
            elif asked.extras.get("rating") and not options:
                self._rate(db, visit, number, now)
            else:
                return False
        except (Conflict, NotFound, Invalid):
            return False
        return True

    def _choose(self, db: Connection, visit: Visit, choice: Choice, key: str, now: datetime) -> None:
        here = visit.conversation_id
        reception.customer_chose(db, here, choice, key, now, standard=self._standard, phrases=self._phrases)

    def _rate(self, db: Connection, visit: Visit, score: int, now: datetime) -> str:
        told = {"standard": self._standard, "phrases": self._phrases}
        reception.rated_in_app(db, visit.conversation_id, score, now, **told)  # type: ignore[arg-type]
        return "said"

    def _tell(self, db: Connection, visit: Visit, phrase: str, key: str, now: datetime) -> str:
        told = {"notice": "told"}
        reception.desk_said(db, visit.conversation_id, phrase, now, told, phrases=self._phrases, client_key=key)
        return "said"


def client_key(update_id: str) -> str:
    return f"app:{hashlib.sha256(update_id.encode()).hexdigest()[:48]}"
