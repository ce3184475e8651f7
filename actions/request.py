"""A request: something to apply for or to change, that a person of the customer service carries out."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions import reading
from actions.callback import wants_callback
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import case_of, lodge, promised, remembered
from actions.said import Said

# A message that applies for something names it (characters or words, without those of any request).
MEANT = 2
_BARE = re.compile(
    r"我|想|要|需要|请|帮|给|一下|一个|个|申请|申請|办理|辦理|办|业务|業務|登记|需求|服务|的|有|麻烦|你们|"
    r"\b(i|would|like|want|need|to|make|put|in|a|an|my|the|request|apply|application|for|something|please|have|there|is|"
    r"can|could|you|service|services|change|d)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(r"(畅享|暢享|enjoy)\s*\d+|\b\d{3,4}\s?M\b", re.IGNORECASE)


class RequestForm(DeskForm):
    topic = "request"
    opened_by = frozenset({"make_request", "make_suggestion"})
    fields = {
        "request_what": Field(
            lambda said, _: reading.words(said),
            open=True,
            named="内容|业务|request|what",
            volunteered=lambda said: said.text if _PLAN.search(said.text) else None,
        ),
        "request_name": Field(
            lambda said, _: reading.name(said),
            open=True,
            named="姓名|名字|称呼|name",
            volunteered=reading.told_name,
        ),
        "request_contact": Field(
            lambda said, _: reading.contact(said), spotted=True, named="电话|手机号|号码|联系方式|phone|number|contact"
        ),
    }

    def name(self) -> str:
        return "validate_request_form"

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        told = reading.weight(_BARE.sub("", said.text)) >= MEANT or bool(_PLAN.search(said.text))
        said_already = said.intent == "make_request" and told
        return {"request_what": said.text} if said_already else {}

    def read_back(self, slots: Slots) -> dict[str, str]:
        return {
            "what": slots["request_what"],
            "name": slots["request_name"],
            "contact": reading.masked(slots["request_contact"]),
        }


class ActionOpenRequest(Action):
    """To be called back is a request of its own kind, with less to ask."""

    def name(self) -> str:
        return "action_open_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        form = "callback_form" if wants_callback(Said.latest(tracker)) else "request_form"
        left = [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)] if tracker.active_loop_name else []
        return [*left, FollowupAction(form)]


class ActionLodgeRequest(Action):
    def name(self) -> str:
        return "action_lodge_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        slots = tracker.slots
        name, contact = slots["request_name"], slots["request_contact"]
        fields = {"specific_need": slots["request_what"], "name": name}
        ticket = lodge("request", slots["request_what"], fields, contact, tracker)
        dispatcher.utter_message(response="utter_request_done", json_message=case_of(ticket), **promised(ticket))
        return [*emptied(RequestForm), *remembered(name=name, contact=contact)]
