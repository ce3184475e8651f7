"""What the forms have in common: how a message is heard while something is being asked.

A form asks by itself (utter_<topic>_ask_<field>, …_again when the answer was not one), so that the question fits
what was just said. It takes what a message already says, and leaves questions and other wishes to the rules."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction

from actions.said import Said

Slots = dict[str, Any]

# These are never an answer to a form's question.
STEERING = frozenset({"request_human", "stop", "danger", "switch_language", "not_solved", "send_attachment"})
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "who_are_you", "what_can_you_do", "praise"})
OTHER_WISHES = frozenset(
    {
        "book_appointment",
        "change_appointment",
        "cancel_appointment",
        "report_fault",
        "make_complaint",
        "make_suggestion",
        "make_request",
        "check_progress",
    }
)
# An answer sounds like another wish now and then; only a sure one leaves the form.
SURE = 0.6

_CHANGES = re.compile(
    r"改|换|換|不对|不對|(?<![没沒冇不])[错錯]|不是|调整|調整|更正|"
    r"\b(change|wrong|instead|different|another|not right|incorrect|rather|should be|make it|scrap that|i meant?|"
    r"really meant?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Field:
    """How one slot is filled.

    spotted: may be read from a message that answers something else. open: any words answer it.
    volunteered: how it is read from such a message when only clear words count there (“my name is …”).
    named: the pattern by which a customer who corrects it names it."""

    read: Callable[[Said, Slots], Any]
    spotted: bool = False
    open: bool = False
    optional: bool = False
    named: str = ""
    volunteered: Callable[[Said], Any] | None = None


class DeskForm(FormValidationAction, ABC):
    topic: ClassVar[str]
    opened_by: ClassVar[frozenset[str]] = frozenset()
    fields: ClassVar[dict[str, Field]]
    confirms: ClassVar[bool] = True

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """No event at all means: this message is not for the form."""
        said, slots = Said.latest(tracker), dict(tracker.slots)
        asked, new = slots.get(REQUESTED_SLOT), _is_new(tracker, self.form_name())
        heard = self._heard_now(asked, new, said, slots, tracker)
        if heard is None:
            return []
        slots.update(heard)
        heard.update(self.checked(slots, dispatcher))
        slots.update(heard)
        missing = next((slot for slot in self.needed(slots) if slots.get(slot) is None), None)
        if missing is not None:
            self.ask(missing, said, slots, new and missing == asked and set(heard) == {asked}, dispatcher)
        return [*(SlotSet(slot, value) for slot, value in heard.items()), SlotSet(REQUESTED_SLOT, missing)]

    # --- what a form may say differently ---------------------------------------------------------

    def needed(self, slots: Slots) -> Iterable[str]:
        """The slots to fill, in the order in which they are asked."""
        return self._slots()

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        """What the message that opened the form says beyond what its fields spot."""
        return {}

    def checked(self, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
        """Corrections after looking at the store, such as a number that is not known."""
        return {}

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        if slot == self.confirmation:
            part = "correct" if again and said.intent == "deny" else "confirm"
            dispatcher.utter_message(response=f"utter_{self.topic}_{part}", **self.read_back(slots))
            return
        dispatcher.utter_message(response=self.question(slot, slots) + ("_again" if again else ""))

    def question(self, slot: str, slots: Slots) -> str:
        return f"utter_{self.topic}_ask_{slot[len(self.topic) + 1 :]}"

    def read_back(self, slots: Slots) -> dict[str, str]:
        """What utter_<topic>_confirm names."""
        return {}

    # --- hearing ------------------------------------------------------------------------------------

    @property
    def confirmation(self) -> str:
        return f"{self.topic}_confirmed"

    def _slots(self) -> list[str]:
        return [*self.fields, *([self.confirmation] if self.confirms else [])]

    def _heard_now(self, asked: str | None, new: bool, said: Said, slots: Slots, tracker: Tracker) -> Slots | None:
        if asked not in self._slots():
            return self._opened(said, slots, tracker)
        return self._heard(str(asked), said, slots) if new else {}

    def _opened(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        heard: Slots = {self.confirmation: None} if self.confirms else {}
        for known in ("name", "contact"):
            slot, value = f"{self.topic}_{known}", slots.get(f"customer_{known}")
            if slot in self.fields and slots.get(slot) is None and value:
                heard[slot] = value
        heard.update(self._spotted(said, {**slots, **heard}))
        return {**heard, **self.opening(said, {**slots, **heard}, tracker)}

    def _heard(self, asked: str, said: Said, slots: Slots) -> Slots | None:
        corrected = said.choice("corrected_slot")
        if corrected in self.fields:
            return self.cleared(str(corrected))
        if said.intent in STEERING:
            return None
        if asked == self.confirmation:
            return self._confirmed(said, slots)
        put_right = self._put_right(asked, said, slots)
        if put_right:
            return {asked: None, **put_right}
        answer = self._answer(self.fields[asked], asked, said, slots)
        if answer is None:
            return None if self._is_aside(said) else {asked: None, **self._spotted(said, slots)}
        return {asked: answer, **self._spotted(said, {**slots, asked: answer})}

    def _put_right(self, asked: str, said: Said, slots: Slots) -> Slots:
        """A new value for a field that was answered before, while another one is asked for."""
        if not (_CHANGES.search(said.text) or said.denies) or self._is_left(said):
            return {}
        changed = {slot: value for slot, value in self._corrected(said, slots).items() if value is not None}
        return {} if asked in changed else {slot: value for slot, value in changed.items() if slots.get(slot)}

    def _answer(self, field: Field, asked: str, said: Said, slots: Slots) -> Any:
        if field.optional and (said.skips or said.intent == "deny"):
            return ""
        if field.open and self._is_surely_aside(said):
            return None
        return _read(field, asked, said, slots)

    def _spotted(self, said: Said, slots: Slots) -> Slots:
        """What the message says for fields that are still empty."""
        heard: Slots = {}
        for slot, field in self.fields.items():
            if slots.get(slot) is None:
                value = _overheard(field, slot, said, {**slots, **heard})
                if value is not None:
                    heard[slot] = value
        return heard

    def _confirmed(self, said: Said, slots: Slots) -> Slots | None:
        if said.agrees and not _CHANGES.search(said.text):
            return {self.confirmation: True}
        corrected = {} if self._is_left(said) else self._corrected(said, slots)
        if corrected:
            return {**corrected, self.confirmation: None}
        if said.intent == "deny" or not self._is_aside(said):
            return {self.confirmation: None}
        return None

    def _corrected(self, said: Said, slots: Slots) -> Slots:
        """A new value where one was said; an empty slot, to be asked again, where only its name was."""
        changed: Slots = {}
        for slot, field in self.fields.items():
            is_named = bool(field.named and re.search(field.named, said.text, re.IGNORECASE))
            value = _overheard(field, slot, said, slots) if slots.get(slot) is not None or field.spotted else None
            if value is not None and value != slots.get(slot):
                changed[slot] = value
            elif is_named and (said.intent == "deny" or _CHANGES.search(said.text)):
                changed.update(self.cleared(slot))
        return changed

    def cleared(self, slot: str) -> Slots:
        return {slot: None}

    def _is_aside(self, said: Said) -> bool:
        """Something for the rules: a question, small talk, another wish."""
        return said.intent == "faq" or said.intent in SMALL_TALK or self._is_other_wish(said)

    def _is_surely_aside(self, said: Said) -> bool:
        """For a field that any words answer: what only sounds like a question is an answer."""
        return self._is_aside(said) and (said.intent != "faq" or said.asks or said.by_button)

    def _is_left(self, said: Said) -> bool:
        """“No, I want to know how far my ticket is” corrects nothing; a new time said for a booking does."""
        return said.intent != "change_appointment" and self._is_other_wish(said)

    def _is_other_wish(self, said: Said) -> bool:
        return said.intent in OTHER_WISHES - self.opened_by and said.confidence >= SURE


def _read(field: Field, slot: str, said: Said, slots: Slots) -> Any:
    choice = said.choice(slot)
    return choice if choice is not None else field.read(said, slots)


def _overheard(field: Field, slot: str, said: Said, slots: Slots) -> Any:
    if field.spotted:
        return _read(field, slot, said, slots)
    return field.volunteered(said) if field.volunteered else None


def _is_new(tracker: Tracker, form: str) -> bool:
    """Whether the latest message was not dealt with by another action meanwhile: then the form only asks again."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return True
        if event["event"] == "action" and event["name"] not in (form, "action_extract_slots"):
            return False
    return False


def emptied(form: "type[DeskForm]") -> list[EventType]:
    """The slots of a form whose work is done."""
    return [SlotSet(slot, None) for slot in form()._slots()]
