"""A callback: the wish and a number to call are kept, when no agent is on duty (G-02) or who asks would rather not
wait."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import case_of, lodge, promised, remembered
from actions.said import Said, earlier
from bot.nlu.folding import fold

# Said on the way to a person; they do not tell what it is about.
WORDLESS = frozenset({"request_human", "greet", "affirm", "deny", "skip", "inform", "not_solved", "thank", "stop"})


_CALLBACK = re.compile(
    r"回个?电话?|回拨|(给|跟|同|帮)(我|本人)(来|打|致|拨)个?电话?|(打|来|致)(个)?电(话)?(给|俾|畀)我|(打|拨)给我|联系我|联络我|"
    r"复电|覆电|留(个|下)?言(?!信箱|服务)|\b(leave|take) a message\b|"
    r"\bcall(ing|ed|s)?[- ]?(me )?back\b|\b(call|ring|phone) me\b|\bgive me a (call|ring)\b",
    re.IGNORECASE,
)
_NO_CALLBACK = re.compile(
    r"(?<!要)(不|别|勿)(要|用|想|想要|需要|必|等)?(你们|您们|再|等|登记|给我)*(回个?电|回拨|打电话|致电|联系我)|"
    r"\b(don'?t|do not|no need to|not|rather than|instead of)( (want|need|wait(ing)?|for|to|be|get|a|any|you|your))*"
    r" (call(ed|ing|s)?[- ]?((me )?back| me)|ring|phone)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"那|请|麻烦|能|可以|不可以|登记|安排|一下|一个|给|我|为|帮|人工|客服|专员|有人|让|叫|你们|稍后|晚点|待会|尽快|吧|吗|就|要|想|"
    r"\b(please|could|can|would|you|somebody|someone|an?|the|agents?|person|to|me|later|now|soon|record|for|have|i|want|"
    r"like|ask|let|just|then|on|at|in|when|free|it|is|my|number|phone)\b",
    re.IGNORECASE,
)


_ABOUT = re.compile(
    r"^\W*(我)?(就)?(是)?(想|要)(问|咨询|諮詢|了解|核实|問)|^\W*(i (want|would like) to (ask|know)|it'?s about)\b",
    re.IGNORECASE,
)


def wants_callback(said: Said) -> bool:
    text = fold(said.text).text
    return bool(_CALLBACK.search(text)) and not _NO_CALLBACK.search(text)


class CallbackForm(DeskForm):
    topic = "callback"
    confirms = False
    fields = {
        "callback_what": Field(lambda said, _: reading.words(said), open=True, volunteered=reading.restated),
        "callback_contact": Field(lambda said, _: reading.contact(said), spotted=True),
    }

    def name(self) -> str:
        return "validate_callback_form"

    def _is_surely_aside(self, said: Said) -> bool:
        """“I want to ask about …” is what the callback is for."""
        return not _ABOUT.search(said.text) and super()._is_surely_aside(said)

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        what = _wish([said, *earlier(tracker)])
        return {"callback_what": what} if what else {}


def _wish(said: list[Said]) -> str | None:
    """The latest message that said what the customer wants: it is not asked again."""
    return next((one.text for one in said if _tells(one)), None)


def _tells(said: Said) -> bool:
    """Whether it says what is wanted; “please call me back” alone does not."""
    if said.intent == "request_human" and (said.found("product") or said.found("service")):
        return True
    if not said.text or said.intent in WORDLESS:
        return False
    if not wants_callback(said):
        return True
    rest = said.text
    for entity in ("phone", "time"):
        rest = rest.replace(said.words(entity) or "", "")
    return reading.weight(_BARE.sub("", _CALLBACK.sub("", fold(rest).text))) > 2


class ActionLodgeCallback(Action):
    def name(self) -> str:
        return "action_lodge_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        what, contact = tracker.slots["callback_what"], tracker.slots["callback_contact"]
        ticket = lodge("callback", what, {"specific_need": what}, contact, tracker, urgency=3)
        told = {"contact": reading.masked(contact), **promised(ticket)}
        dispatcher.utter_message(response="utter_callback_done", json_message=case_of(ticket), **told)
        return [*emptied(CallbackForm), *remembered(contact=contact)]
