"""Answering a question, and going on from an answer that did not help."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import names, reading
from actions.said import Said

# What can be done about a topic when its answer is not enough: the button that begins it. The others go to a person.
NEXT_STEP = {
    "broadband_apply": "book_appointment",
    "broadband_coverage": "make_request",
    "broadband_move": "book_appointment",
    "broadband_upgrade": "make_request",
    "broadband_modem": "report_fault",
    "broadband_wifi": "report_fault",
    "broadband_renew": "make_request",
    "plan_change": "make_request",
    "plan_extras": "make_request",
    "plan_contract": "make_request",
    "plan_roaming": "make_request",
    "fault_broadband": "report_fault",
    "fault_slow": "report_fault",
    "fault_signal": "report_fault",
    "fault_calls": "report_fault",
    "fault_codes": "report_fault",
    "fault_outage": "report_fault",
    "fault_times": "check_progress",
    "bill_dispute": "make_complaint",
    "bill_details": "make_request",
    "bill_invoice": "make_request",
    "bill_restore": "report_fault",
    "bill_refund": "make_request",
    "number_sim": "book_appointment",
    "number_transfer": "book_appointment",
    "number_realname": "book_appointment",
    "booking_how": "book_appointment",
    "booking_change": "change_appointment",
    "booking_hall": "book_appointment",
    "complaint_how": "make_complaint",
    "progress_how": "check_progress",
}


class ActionAnswerFaq(Action):
    """Inside a form nothing is asked afterwards: the form goes on with its own question."""

    def name(self) -> str:
        return "action_answer_faq"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.latest(tracker)
        topic = said.topic
        if topic == "progress_how" and not tracker.active_loop_name and reading.number(said, "TA"):
            return [FollowupAction("progress_form")]  # how it is done need not be told to who does it
        if topic == answered_before(tracker):
            dispatcher.utter_message(response="utter_faq_same")
            return []
        dispatcher.utter_message(response=f"utter_faq_{topic}")
        if not tracker.active_loop_name:
            dispatcher.utter_message(response="utter_helped")
        return []


class ActionHelped(Action):
    def name(self) -> str:
        return "action_helped"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        key = "utter_helped_yes" if answered_before(tracker) else "utter_anything_else"
        dispatcher.utter_message(response=key)
        return []


class ActionNotHelped(Action):
    """The second likeliest topic, the form that can do something about it, or a person."""

    def name(self) -> str:
        return "action_not_helped"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        topic = answered_before(tracker)
        if topic is None:
            dispatcher.utter_message(response="utter_anything_else")
            return []
        buttons = [wish_button("request_human")]
        if topic in NEXT_STEP:
            buttons.insert(0, wish_button(NEXT_STEP[topic]))
        others = [other for other in likely_topics(_before(tracker)) if other != topic]
        buttons[:0] = [topic_button(other) for other in others[:1]]
        dispatcher.utter_message(response="utter_faq_other", buttons=buttons)
        return []


def likely_topics(said: Said | None) -> list[str]:
    """The likeliest first."""
    return [str(one["topic"]) for one in (said.faq.get("ranking") or [])] if said else []


def topic_button(topic: str) -> dict[str, str]:
    return {"title": names.title(f"faq_{topic}"), "payload": f'/faq{{"faq_topic": "{topic}"}}'}


def wish_button(intent: str) -> dict[str, str]:
    return {"title": names.title(intent), "payload": f"/{intent}"}


def answered_before(tracker: Tracker) -> str | None:
    """The topic that the message before the latest one asked about, if it was a question."""
    before = _before(tracker)
    return before.topic if before and before.intent == "faq" else None


def _before(tracker: Tracker) -> Said | None:
    said = [event.get("parse_data") or {} for event in tracker.events if event["event"] == "user"]
    return Said.of(said[-2]) if len(said) > 1 else None
