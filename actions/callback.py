"""A callback: when a person is needed and no agent is on duty, the wish and a number to call are kept (G-02)."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import lodge, remembered, told
from actions.said import Said, earlier

# Said on the way to a person; they do not tell what it is about.
WORDLESS = frozenset({"request_human", "greet", "affirm", "deny", "skip", "inform", "not_solved", "thank", "stop"})


class CallbackForm(DeskForm):
    topic = "callback"
    confirms = False
    fields = {
        "callback_what": Field(lambda said, _: reading.words(said), open=True),
        "callback_contact": Field(lambda said, _: reading.contact(said), spotted=True),
    }

    def name(self) -> str:
        return "validate_callback_form"

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        what = _wish([said, *earlier(tracker)])
        return {"callback_what": what} if what else {}


def _wish(said: list[Said]) -> str | None:
    """The latest message that said what the customer wants: it is not asked again."""
    return next((one.text for one in said if one.text and one.intent not in WORDLESS), None)


class ActionLodgeCallback(Action):
    def name(self) -> str:
        return "action_lodge_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        what, contact = tracker.slots["callback_what"], tracker.slots["callback_contact"]
        ticket = lodge("callback", what, {"specific_need": what}, contact, tracker, urgency=3)
        dispatcher.utter_message(response="utter_callback_done", contact=reading.masked(contact), **told(ticket))
        return [*emptied(CallbackForm), *remembered(contact=contact)]
