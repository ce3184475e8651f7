"""Calling a person: what is said first, and what is done when no agent is on duty."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions import names
from actions.callback import wants_callback
from actions.conversation import ActionNotUnderstood
from actions.said import Said
from bot.assistant.turn import current_turn
from bot.nlu.escalation import reason

# Said before the desk announces the transfer; a plain wish for a person needs no more than that.
EXPLAINED = frozenset(
    {
        "angry",
        "negative_twice",
        "not_understood",
        "not_solved",
        "major_complaint",
        "same_question",
        "form_refused",
    }
)

_DANGERS = {
    "fire": re.compile(r"火|烟|烧|爆炸|煤气|燃气|\b(fire|smok\w+|burn\w*|spark\w*|explod\w+|gas)\b", re.IGNORECASE),
    "shock": re.compile(r"电击|触电|漏电|被电|电线|电缆|\b(electr\w+|shock|wires?|cables?)\b", re.IGNORECASE),
    "self_harm": re.compile(
        r"自杀|不想活|活不下去|想死|轻生|寻死|跳楼|割腕|"
        r"\b(suicid\w+|kill myself|end my life|want to die|hurt myself|self.harm)\b",
        re.IGNORECASE,
    ),
    "fraud": re.compile(
        r"骗|转账|汇款|打款|验证码|盗刷|共享屏幕|"
        r"\b(scam\w*|fraud\w*|defraud\w*|transfer|wire|code|password|money)\b",
        re.IGNORECASE,
    ),
}


class ActionHandoff(Action):
    """Why is not remembered but seen again in the conversation, by the rules that the policy used (G-01)."""

    def name(self) -> str:
        return "action_handoff"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.latest(tracker)
        why = _reason(tracker, said)
        if why is None:
            return await ActionNotUnderstood().run(dispatcher, tracker, domain)
        if why == "danger":
            dispatcher.utter_message(response=f"utter_danger_{danger(said.text)}")
        elif why in EXPLAINED and is_open():
            dispatcher.utter_message(response=f"utter_handoff_{why}")
        left = [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
        if why == "asked" and wants_callback(said):
            return [*left, FollowupAction("callback_form")]
        if is_open():
            current_turn().hand_over(why, urgent=why == "danger", topic=said.topic if said.intent == "faq" else "")
            return left
        taking_callback = (tracker.active_loop or {}).get("name") == "callback_form"
        _say_closed(dispatcher, "utter_handoff_closed_still" if taking_callback else "utter_handoff_closed")
        return [*([] if taking_callback else left), FollowupAction("callback_form")]


def hand_over(dispatcher: CollectingDispatcher, why: str, *, urgent: bool = False, topic: str = "") -> None:
    """After a form's work is done: a person goes on, now or when the agents are back."""
    if is_open():
        dispatcher.utter_message(response=f"utter_handoff_{why}")
        current_turn().hand_over(why, urgent=urgent, topic=topic)
    else:
        _say_closed(dispatcher, "utter_handoff_closed_still")


def is_open() -> bool:
    turn = current_turn()
    return turn.standard.hours.open_at(turn.now)


def danger(text: str) -> str:
    """Which advice comes first: a life before money."""
    return next((kind for kind, words in _DANGERS.items() if words.search(text)), "other")


def _say_closed(dispatcher: CollectingDispatcher, key: str) -> None:
    turn = current_turn()
    dispatcher.utter_message(response=key, due_time=names.when(turn.standard.hours.next_opening(turn.now)))


def _reason(tracker: Tracker, said: Said) -> str | None:
    """The rules alone also lead here (data/stories/handoff.yml); then the message says it, if it is sure."""
    by_message = {"danger": "danger", "not_solved": "not_solved", "request_human": "asked"}
    return reason(tracker.events, current_turn().standard) or by_message.get(said.intent)
