"""A fault: which service, what is seen, since when; first steps together; then a visit, or remote repair."""

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions import names, offers, reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import due, lodge, remembered, told
from actions.said import Said, moment
from bot import appointments, tickets
from bot.appointments import Appointment
from bot.assistant.turn import current_turn
from bot.errors import Conflict
from bot.tickets import Ticket

# Repaired at the customer's place; the others from afar.
VISITED = ("broadband", "tv", "landline")
SOONEST = "soonest"

_SOONEST = re.compile(r"尽快|越快越好|马上|最快|随时|as soon as|asap|any ?time|earliest|soonest|4 hours", re.IGNORECASE)
_WORKS = re.compile(
    r"好了|恢复|正常了|可以了|能用了|\b(works|working now|fixed|solved|it helped|back)\b", re.IGNORECASE
)
_FAILS = re.compile(
    r"不行|没用|没有|没好|还是|仍然|不亮|连不上|\b(still|not|no|doesn'?t|didn'?t|won'?t|nothing)\b", re.IGNORECASE
)
_BARE = re.compile(
    r"我|想|要|需要|请|帮|一下|报修|故障|维修|家|的|"
    r"\b(i|would|like|want|need|to|report|a|an|fault|my|there|is|please|problem|with|repair)\b",
    re.IGNORECASE,
)


def _helped(said: Said, _: Slots) -> bool | None:
    """Did the first steps help?"""
    if said.intent in ("deny", "not_solved") or _FAILS.search(said.text):
        return False
    return True if said.agrees or _WORKS.search(said.text) else None


def _time(said: Said, slots: Slots) -> str | None:
    if _SOONEST.search(said.text):
        return SOONEST
    district = slots.get("fault_district")
    return offers.chosen(said.time, "repair", district) if district and slots.get("fault_solved") is False else None


def _since(said: Said, _: Slots) -> str | None:
    return said.words("time") or reading.words(said)


class FaultForm(DeskForm):
    topic = "fault"
    opened_by = frozenset({"report_fault", "make_complaint", "book_appointment"})
    fields = {
        "fault_product": Field(lambda said, _: reading.product(said), spotted=True),
        "fault_symptom": Field(lambda said, _: reading.words(said), open=True, named="情况|故障|现象|symptom|fault"),
        "fault_since": Field(_since, open=True, optional=True),
        "fault_solved": Field(_helped),
        "fault_district": Field(lambda said, _: reading.district(said), spotted=True, named="区|district"),
        "fault_time": Field(_time, named="时间|几点|日期|time|date|day|when"),
        "fault_address": Field(lambda said, _: reading.address(said), open=True, named="地址|地点|address|place"),
        "fault_name": Field(lambda said, _: reading.name(said), open=True, named="姓名|名字|称呼|name"),
        "fault_contact": Field(
            lambda said, _: reading.contact(said), spotted=True, named="电话|手机号|号码|联系方式|phone|number|contact"
        ),
    }

    def name(self) -> str:
        return "validate_fault_form"

    def needed(self, slots: Slots) -> Iterable[str]:
        first = ["fault_product", "fault_symptom", "fault_since", "fault_solved"]
        if slots.get("fault_solved"):
            return first
        visit = ["fault_district", "fault_time", "fault_address"] if slots.get("fault_product") in VISITED else []
        return [*first, *visit, "fault_name", "fault_contact", self.confirmation]

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        heard: Slots = {"fault_solved": None, "fault_time": None}
        if said.intent != "report_fault" or not said.text:
            return heard
        rest = _BARE.sub("", said.text.replace(said.words("product") or "", ""))
        if reading.weight(rest) >= 2:
            heard["fault_symptom"] = said.text
        if said.words("time"):
            heard["fault_since"] = said.words("time")
        return heard

    def _heard(self, asked: str, said: Said, slots: Slots) -> Slots | None:
        if asked == "fault_solved" and said.intent == "not_solved":
            return {asked: False}
        return super()._heard(asked, said, slots)

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        product = slots["fault_product"] if slot != "fault_product" else ""
        if slot == "fault_solved" and not again:
            dispatcher.utter_message(response=f"utter_fault_steps_{product}")
        if slots.get(REQUESTED_SLOT) == "fault_solved" and slot != "fault_solved":
            dispatcher.utter_message(response="utter_fault_visit" if product in VISITED else "utter_fault_remote")
        if slot == "fault_time":
            soonest = {"title": names.title(SOONEST), "payload": f'/inform{{"fault_time": "{SOONEST}"}}'}
            offers.offer(dispatcher, slot, said.time, "repair", slots["fault_district"], again=again, first=soonest)
            return
        super().ask(slot, said, slots, again, dispatcher)

    def read_back(self, slots: Slots) -> dict[str, str]:
        fields = {
            "product": names.name("product", slots["fault_product"]),
            "symptom": slots["fault_symptom"],
            "since": slots["fault_since"],
            "visit": _visit_time(slots),
            "address": slots.get("fault_address"),
            "name": slots["fault_name"],
        }
        lines = [f"{names.name('field', field)}：{value}" for field, value in fields.items() if value]
        return {"summary": "\n".join(lines), "contact": reading.masked(slots["fault_contact"])}


def _visit_time(slots: Slots) -> str:
    chosen = slots.get("fault_time")
    if slots["fault_product"] not in VISITED or not chosen:
        return ""
    return names.name("visit", SOONEST) if chosen == SOONEST else names.when(moment(chosen))


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
            dispatcher.utter_message(response="utter_fault_taken", time=_visit_time(slots))
            again = [SlotSet("fault_time", None), SlotSet("fault_confirmed", None)]
            return [*again, FollowupAction("fault_form")]
        _tell(dispatcher, slots, ticket, visit)
        return [*emptied(FaultForm), *remembered(name=slots["fault_name"], contact=slots["fault_contact"])]


def _take_on(slots: Slots, tracker: Tracker) -> tuple[Ticket, Appointment | None]:
    """Raises: Conflict when the chosen time was taken meanwhile; then there is no ticket either."""
    said = {one: slots.get(f"fault_{one}") or "" for one in ("product", "symptom", "since", "address", "name")}
    ticket = lodge("fault", said["symptom"], said, slots["fault_contact"], tracker, urgency=3)
    if slots["fault_product"] not in VISITED or slots["fault_time"] == SOONEST:
        return ticket, None
    visit = _visit(slots, ticket)
    turn = current_turn()
    return tickets.move(turn.db, ticket.number, "visit_booked", None, turn.now, standard=turn.standard), visit


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
    promise = told(ticket)
    if visit is not None:
        # Who chose a later time is promised the repair from then on.
        promise["due_time"] = names.when(current_turn().standard.promise("fault").due(visit.starts_at))
        dispatcher.utter_message(
            response="utter_fault_done_visit",
            json_message={"file": {"kind": "appointment", "number": visit.number}},
            visit_time=names.when(visit.starts_at),
            appointment_no=visit.number,
            **promise,
        )
    elif slots["fault_product"] in VISITED:
        onsite = names.when(due("SLA-FAULT-ONSITE", ticket.created_at))
        dispatcher.utter_message(response="utter_fault_done", onsite_time=onsite, **promise)
    else:
        dispatcher.utter_message(response="utter_fault_done_remote", **promise)
