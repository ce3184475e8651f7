"""A file without words: what can be done with it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.said import Said

KINDS = ("image", "document", "audio", "video", "location", "refused")


class ActionThankForAttachment(Action):
    """The assistant cannot look at it: it is kept for a colleague, and words are asked for."""

    def name(self) -> str:
        return "action_thank_for_attachment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        kind = Said.latest(tracker).choice("attachment_kind")
        dispatcher.utter_message(response=f"utter_attachment_{kind if kind in KINDS else 'document'}")
        return []
