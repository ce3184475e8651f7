"""Changing and cancelling an appointment, by its number and the last four digits of the contact."""

from abc import ABC
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import names, offers, reading
from actions.booking import file_of, tell_booked
from actions.form import DeskForm, Field, Slots, emptied
from actions.said import Said, moment
from bot import appointments
from bot.appointments import Appointment
from bot.assistant.turn import current_turn
from bot.errors import Conflict, NotFound

# What can still be changed.
AHEAD = ("booked", "confirmed")


def _appointment(said: Said, _: Slots) -> str | None:
    return reading.number(said, "A")


class PairForm(DeskForm, ABC):
    """A form that begins with the pair. The pair is looked up anew each time: no slot says that it was right."""

    def appointment(self, slots: Slots) -> Appointment | None:
        number, last4 = slots.get(f"{self.topic}_number"), slots.get(f"{self.topic}_last4")
        return looked_up(number, last4) if number and last4 else None

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        """Who books and changes in one conversation need not say the pair: the conversation is theirs."""
        if slots.get(f"{self.topic}_number"):
            return {}
        turn = current_turn()
        with turn.reading() as db:
            own = [one for one in appointments.of_conversation(db, turn.conversation_id) if one.state in AHEAD]
        if len(own) != 1:
            return {}
        return {f"{self.topic}_number": own[0].number, f"{self.topic}_last4": own[0].contact[-4:]}

    def checked(self, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
        if not slots.get(f"{self.topic}_number") or not slots.get(f"{self.topic}_last4"):
            return {}
        found = self.appointment(slots)
        if found is not None and found.state in AHEAD:
            return {}
        if found is None:
            dispatcher.utter_message(response="utter_appointment_unknown")
        else:
            dispatcher.utter_message(response="utter_appointment_over", number=found.number)
        return {f"{self.topic}_number": None, f"{self.topic}_last4": None}

    def question(self, slot: str, slots: Slots) -> str:
        return f"utter_change_ask_{slot[len(self.topic) + 1 :]}"


def _new_time(said: Said, slots: Slots) -> str | None:
    number, last4 = slots.get("change_number"), slots.get("change_last4")
    found = looked_up(number, last4) if said.time and number and last4 else None
    return offers.chosen(said.time, found.service, found.district) if found else None


class ChangeForm(PairForm):
    topic = "change"
    opened_by = frozenset({"change_appointment", "book_appointment"})
    fields = {
        "change_number": Field(_appointment, spotted=True),
        "change_last4": Field(lambda said, _: reading.last4(said)),
        "change_time": Field(_new_time, spotted=True, named="时间|几点|日期|time|date|day|when"),
    }

    def name(self) -> str:
        return "validate_change_form"

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        pair = super().opening(said, slots, tracker)
        return {**pair, "change_time": _new_time(said, {**slots, **pair})}

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        found = self.appointment(slots)
        if slot == "change_time" and found is not None:
            offers.offer(dispatcher, slot, said.time, found.service, found.district, again=again)
            return
        if slot == self.confirmation:
            dispatcher.utter_message(response="utter_change_confirm", **self.read_back(slots))
            return
        super().ask(slot, said, slots, again, dispatcher)

    def _confirmed(self, said: Said, slots: Slots) -> Slots | None:
        heard = super()._confirmed(said, slots)
        # There is one thing to correct: a plain no means another time.
        return {"change_time": None} if heard == {self.confirmation: None} and said.intent == "deny" else heard

    def read_back(self, slots: Slots) -> dict[str, str]:
        found = self.appointment(slots)
        assert found is not None
        return {
            "number": found.number,
            "service": names.service(found.service),
            "old_time": names.when(found.starts_at),
            "time": names.when(moment(slots["change_time"])),
        }


class CancelForm(PairForm):
    topic = "cancel"
    opened_by = frozenset({"cancel_appointment"})
    fields = {
        "cancel_number": Field(_appointment, spotted=True),
        "cancel_last4": Field(lambda said, _: reading.last4(said)),
    }

    def name(self) -> str:
        return "validate_cancel_form"

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        if slot == self.confirmation:
            dispatcher.utter_message(response="utter_cancel_confirm", **self.read_back(slots))
            return
        super().ask(slot, said, slots, again, dispatcher)

    def _confirmed(self, said: Said, slots: Slots) -> Slots | None:
        """Here a no is an answer: the appointment is kept. “Cancel it” said once more is a yes."""
        if said.intent == "deny":
            return {self.confirmation: False}
        if said.intent == "cancel_appointment":
            return {self.confirmation: True}
        return super()._confirmed(said, slots)

    def read_back(self, slots: Slots) -> dict[str, str]:
        found = self.appointment(slots)
        assert found is not None
        return {
            "number": found.number,
            "service": names.service(found.service),
            "time": names.when(found.starts_at),
        }


class ActionChangeAppointment(Action):
    def name(self) -> str:
        return "action_change_appointment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn, slots = current_turn(), tracker.slots
        starts_at = moment(slots["change_time"])
        try:
            changed = appointments.change(turn.db, slots["change_number"], starts_at, turn.now)
        except Conflict:
            dispatcher.utter_message(response="utter_change_taken", time=names.when(starts_at))
            again = [SlotSet("change_time", None), SlotSet("change_confirmed", None)]
            return [*again, FollowupAction("change_form")]
        tell_booked(dispatcher, "utter_change_done", changed)
        dispatcher.utter_message(response="utter_booking_file", json_message=file_of(changed))
        return emptied(ChangeForm)


class ActionCancelAppointment(Action):
    def name(self) -> str:
        return "action_cancel_appointment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn, slots = current_turn(), tracker.slots
        found = looked_up(slots["cancel_number"], slots["cancel_last4"])
        if found is not None:
            key = "utter_cancel_kept"
            if slots["cancel_confirmed"]:
                appointments.cancel(turn.db, found.number, turn.now)
                key = "utter_cancel_done"
            dispatcher.utter_message(response=key, number=found.number, time=names.when(found.starts_at))
        return emptied(CancelForm)


def looked_up(number: str, last4: str) -> Appointment | None:
    """None for an unknown number and for a wrong pair: the two are told alike."""
    turn = current_turn()
    with turn.reading() as db:
        try:
            return appointments.look_up(db, number, last4)
        except NotFound:
            return None
