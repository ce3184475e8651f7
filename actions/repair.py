"""A fault that the first steps did not solve is taken on: a ticket, and a visit when a time was chosen."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import names
from actions.fault import SOONEST, VISITED, FaultForm, visit_time
from actions.form import Slots, emptied
from actions.lodging import also_promised, case_of, lodge, promised, remembered
from actions.said import moment
from bot import appointments, tickets
from bot.appointments import Appointment
from bot.assistant.turn import current_turn
from bot.errors import Conflict
from bot.tickets import Ticket


class ActionReportFault(Action):
    """Closes what the first steps solved; else a ticket, with an appointment when a time was chosen."""

    def name(self) -> str:
        return "action_report_fault"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        slots, turn = tracker.slots, current_turn()
        if slots["fault_solved"]:
            dispatcher.utter_message(response="utter_fault_solved")
            return emptied(FaultForm)
        try:
            with turn.db.begin_nested():
                ticket, visit = _take_on(slots, tracker)
        except Conflict:
            dispatcher.utter_message(response="utter_fault_taken", time=visit_time(slots))
            again = [SlotSet(slot, None) for slot in ("fault_time", "fault_wanted", "fault_confirmed")]
            return [*again, FollowupAction("fault_form")]
        _tell(dispatcher, slots, ticket, visit)
        done = [*emptied(FaultForm), SlotSet("fault_wanted", None)]
        return [*done, *remembered(name=slots["fault_name"], contact=slots["fault_contact"])]


def _take_on(slots: Slots, tracker: Tracker) -> tuple[Ticket, Appointment | None]:
    """Raises: Conflict when the chosen time was taken meanwhile; then there is no ticket either."""
    asked = ("product", "symptom", "since", "district", "address", "name")
    said = {one: slots.get(f"fault_{one}") or "" for one in asked}
    ticket = _checked(slots, lodge("fault", said["symptom"], said, slots["fault_contact"], tracker, urgency=3))
    if slots["fault_product"] not in VISITED or slots["fault_time"] == SOONEST:
        return ticket, None
    visit = _visit(slots, ticket)
    turn = current_turn()
    return tickets.move(turn.db, ticket.number, "visit_booked", None, turn.now, standard=turn.standard), visit


def _checked(slots: Slots, ticket: Ticket) -> Ticket:
    """What was tried with the customer is the remote check of the fault (FLOW-FAULT)."""
    if slots.get("fault_solved") is not False:
        return ticket
    turn, tried = current_turn(), {"steps": f"first_steps_{slots['fault_product']}", "result": "not_solved"}
    return tickets.record(turn.db, ticket.number, "remote_checked", None, turn.now, tried, standard=turn.standard)


def _visit(slots: Slots, ticket: Ticket) -> Appointment:
    turn = current_turn()
    return appointments.book(
        turn.db,
        service="repair",
        district=slots["fault_district"],
        starts_at=moment(slots["fault_time"]),
        place=slots["fault_address"],
        name=slots["fault_name"],
        contact=slots["fault_contact"],
        need=slots["fault_symptom"],
        conversation_id=turn.conversation_id,
        customer_id=turn.customer_id,
        language=turn.script,
        now=turn.now,
        effect_key=turn.effect_key(),
        ticket_id=ticket.id,
    )


def _tell(dispatcher: CollectingDispatcher, slots: Slots, ticket: Ticket, visit: Appointment | None) -> None:
    # Who chose a later time is promised the repair from then on.
    promise = promised(ticket, current_turn().standard.promise("fault").due(visit.starts_at) if visit else None)
    if visit is not None:
        dispatcher.utter_message(
            response="utter_fault_done_visit",
            json_message={"file": {"kind": "appointment", "number": visit.number}},
            visit_time=names.when(visit.starts_at),
            appointment_no=visit.number,
            **promise,
        )
    elif slots["fault_product"] in VISITED:
        onsite = also_promised(ticket, "SLA-FAULT-ONSITE")
        told = {"response": "utter_fault_done", "json_message": case_of(ticket), "onsite_time": onsite}
        dispatcher.utter_message(**told, **promise)
    else:
        dispatcher.utter_message(response="utter_fault_done_remote", json_message=case_of(ticket), **promise)
