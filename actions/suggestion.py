"""A suggestion: what, and a contact if the customer likes to hear what became of it."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import case_of, lodge, promised, remembered
from actions.said import Said

# A message that suggests something says more than that it does (characters or words, without those of any suggestion).
MEANT = 4
_BARE = re.compile(
    r"我|有|个|一|条|点|小|想|要|给|跟|和|向|对|提|反映|反馈|说|建议|意见|想法|主意|一下|你们|您们|可以|能|吗|的|改进|"
    r"\b(i|have|ve|got|would|like|want|to|d|can|could|may|leave|make|give|suggest(ion)?|idea|thought|feedback|something|"
    r"some|an?|one|for|you|guys|your|the|team|company|please|here|is|s|just|small|there)\b",
    re.IGNORECASE,
)


class SuggestionForm(DeskForm):
    topic = "suggestion"
    opened_by = frozenset({"make_suggestion", "make_request", "make_complaint"})
    confirms = False
    fields = {
        "suggestion_what": Field(lambda said, _: reading.words(said), open=True, volunteered=reading.restated),
        "suggestion_contact": Field(lambda said, _: reading.contact(said), spotted=True, optional=True),
    }

    def name(self) -> str:
        return "validate_suggestion_form"

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        said_already = said.intent == "make_suggestion" and reading.weight(_BARE.sub("", said.text)) >= MEANT
        return {"suggestion_what": said.text} if said_already else {}


class ActionLodgeSuggestion(Action):
    def name(self) -> str:
        return "action_lodge_suggestion"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        what, contact = tracker.slots["suggestion_what"], tracker.slots["suggestion_contact"]
        ticket = lodge("suggestion", what, {"what": what}, contact, tracker, urgency=1)
        dispatcher.utter_message(response="utter_suggestion_done", json_message=case_of(ticket), **promised(ticket))
        return [*emptied(SuggestionForm), *remembered(contact=contact)]
