"""Steering the conversation itself: not understood, stop, another language."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.faq import likely_topics, topic_button, wish_button
from actions.form import OTHER_WISHES
from actions.said import Said
from bot.assistant.turn import current_turn

LANGUAGES = ("zh", "zh-Hant", "en")
# Offered when nothing likelier is known.
USUAL = ("book_appointment", "report_fault", "make_complaint", "check_progress")
LIKELY = 3
FORMS = {
    "book_appointment": "booking_form",
    "report_fault": "fault_form",
    "make_complaint": "complaint_form",
    "check_progress": "progress_form",
}
HIDDEN = 0.25


class ActionNotUnderstood(Action):
    """What was meant is guessed, as buttons; the second time in a row a person is offered as well."""

    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        form = _told_at_once(Said.latest(tracker)) if not tracker.active_loop_name else None
        if form:
            return [FollowupAction(form)]
        again = _last_said(tracker).startswith("utter_not_understood")
        buttons = _likely(Said.latest(tracker))
        if again:
            buttons.append(wish_button("request_human"))
        dispatcher.utter_message(response="utter_not_understood" + ("_again" if again else ""), buttons=buttons)
        return []


def _told_at_once(said: Said) -> str | None:
    """The form for a wish that hides behind its details, or for a number that is asked about."""
    if said.found("ticket_number") or said.found("appointment_number"):
        return FORMS["check_progress"]
    wish = next((one for one in said.ranking[1:2] if one.get("name") in FORMS), None)
    enough = said.intent == "inform" and wish is not None and float(wish["confidence"]) >= HIDDEN
    return FORMS[str(wish["name"])] if enough and wish else None


def _likely(said: Said) -> list[dict[str, str]]:
    topics = [topic_button(topic) for topic in likely_topics(said)[:LIKELY]]
    ranked = [str(one.get("name")) for one in said.ranking[:LIKELY]]
    wishes = [wish_button(intent) for intent in ranked if intent in OTHER_WISHES]
    return (topics + wishes) or [wish_button(intent) for intent in USUAL]


def _last_said(tracker: Tracker) -> str:
    for event in reversed(tracker.events):
        if event["event"] == "bot":
            return str((event.get("metadata") or {}).get("utter_action") or "")
    return ""


class ActionStop(Action):
    """Gives up the present form and what was filled in; nothing was stored."""

    def name(self) -> str:
        return "action_stop"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        form = tracker.active_loop_name
        if not form:
            dispatcher.utter_message(response="utter_nothing_to_stop")
            return []
        dispatcher.utter_message(response="utter_stopped")
        topic = form.replace("_form", "_")
        filled = [slot for slot, value in tracker.slots.items() if slot.startswith(topic) and value is not None]
        return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), *(SlotSet(slot, None) for slot in filled)]


class ActionSwitchLanguage(Action):
    """What was asked for stays, whatever is written in later; the next action says so in the new language."""

    def name(self) -> str:
        return "action_switch_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn, wanted = current_turn(), Said.latest(tracker).value("language_name")
        if wanted not in LANGUAGES:
            return []
        turn.fix_language(str(wanted))
        return [SlotSet("language", turn.language)]


class ActionConfirmLanguage(Action):
    def name(self) -> str:
        return "action_confirm_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.latest(tracker)
        if said.intent != "switch_language":
            return await ActionNotUnderstood().run(dispatcher, tracker, domain)
        known = said.value("language_name") in LANGUAGES
        dispatcher.utter_message(response="utter_language_switched" if known else "utter_language_other")
        return []
