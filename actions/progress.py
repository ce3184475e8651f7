"""How far a ticket or an appointment is, told to who knows its number and the last four digits of its contact."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import names, reading
from actions.appointment import AHEAD, looked_up
from actions.booking import tell_booked
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import told
from actions.said import Said
from bot import tickets
from bot.appointments import Appointment
from bot.assistant.turn import current_turn
from bot.errors import NotFound
from bot.tickets import Ticket

ENDED = ("resolved", "repaired", "confirmed", "customer_confirmed", "improvement_recorded", "tracked", "closed")


def _number(said: Said, _: Slots) -> str | None:
    return reading.number(said, "TA")


class ProgressForm(DeskForm):
    topic = "progress"
    opened_by = frozenset({"check_progress"})
    confirms = False
    fields = {
        "progress_number": Field(_number, spotted=True),
        "progress_last4": Field(lambda said, _: reading.last4(said)),
    }

    def name(self) -> str:
        return "validate_progress_form"

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        """The one ticket of this conversation need not be named: the conversation is the customer's."""
        if slots.get("progress_number"):
            return {}
        turn = current_turn()
        with turn.reading() as db:
            own = tickets.of_conversation(db, turn.conversation_id)
        if len(own) != 1 or not own[0].contact:
            return {}
        return {"progress_number": own[0].number, "progress_last4": own[0].contact[-4:]}


class ActionTellProgress(Action):
    """A wrong pair gets the same answer as a number that does not exist."""

    def name(self) -> str:
        return "action_tell_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        number, last4 = tracker.slots["progress_number"], tracker.slots["progress_last4"]
        booked = looked_up(number, last4) if number.startswith("A") else None
        ticket = _ticket(number, last4) if number.startswith("T") else None
        if booked is not None:
            _tell_appointment(dispatcher, booked)
        elif ticket is not None:
            _tell_ticket(dispatcher, ticket)
        else:
            dispatcher.utter_message(response="utter_progress_unknown")
        return emptied(ProgressForm)


def _ticket(number: str, last4: str) -> Ticket | None:
    with current_turn().reading() as db:
        try:
            return tickets.going_on(db, tickets.look_up(db, number, last4))
        except NotFound:
            return None


def _tell_ticket(dispatcher: CollectingDispatcher, ticket: Ticket) -> None:
    turn = current_turn()
    late = "_late" if tickets.due(ticket, turn.standard) < turn.now else ""
    dispatcher.utter_message(
        response="utter_progress_ticket" + ("_done" if ticket.state in ENDED else late),
        kind=names.kind(ticket.kind),
        state=names.step(ticket.kind, ticket.state),
        **told(ticket),
    )


def _tell_appointment(dispatcher: CollectingDispatcher, booked: Appointment) -> None:
    ahead = booked.state in AHEAD and booked.starts_at > current_turn().now
    key = "utter_progress_appointment" if ahead else "utter_progress_appointment_over"
    tell_booked(dispatcher, key, booked, state=names.name("appointment", booked.state))
