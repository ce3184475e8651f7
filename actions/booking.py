"""Booking an appointment: service, district or hall, a free time, address, name, contact, read back, stored."""

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import names, offers, reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.lodging import remembered
from actions.said import Said, Time, moment
from bot import appointments
from bot.appointments import Appointment
from bot.assistant.turn import current_turn
from bot.errors import Conflict


def _time(said: Said, slots: Slots) -> Any:
    if not slots.get("booking_service") or not slots.get("booking_district"):
        return None
    return offers.chosen(said.time, slots["booking_service"], slots["booking_district"])


class BookingForm(DeskForm):
    topic = "booking"
    opened_by = frozenset({"book_appointment"})
    fields = {
        "booking_service": Field(lambda said, _: reading.service(said), spotted=True, named="服务|项目|service"),
        "booking_district": Field(
            lambda said, _: reading.district(said), spotted=True, named="区|营业厅|district|hall|area"
        ),
        "booking_time": Field(_time, spotted=True, named="时间|几点|日期|改天|time|date|day|when"),
        "booking_address": Field(
            lambda said, _: reading.address(said),
            open=True,
            named="地址|地点|address|place",
            volunteered=reading.told_address,
        ),
        "booking_name": Field(
            lambda said, _: reading.name(said),
            open=True,
            named="姓名|名字|称呼|name",
            volunteered=reading.told_name,
        ),
        "booking_contact": Field(
            lambda said, _: reading.contact(said), spotted=True, named="电话|手机号|号码|联系方式|phone|number|contact"
        ),
    }

    def name(self) -> str:
        return "validate_booking_form"

    def needed(self, slots: Slots) -> Iterable[str]:
        service = slots.get("booking_service")
        at_hall = service and current_turn().operator.services[service].at_hall
        return [slot for slot in self._slots() if not (at_hall and slot == "booking_address")]

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        # A time that was chosen in a form given up half-way may be gone by now.
        heard: Slots = {} if said.time else {"booking_time": None}
        return {**heard, "booking_need": said.text} if said.text else heard

    def _spotted(self, said: Said, slots: Slots) -> Slots:
        """A time said before it can be looked for is kept until then."""
        heard = super()._spotted(said, slots)
        if said.time and slots.get("booking_time") is None and "booking_time" not in heard:
            heard["booking_wanted"] = said.time.kept()
        return heard

    def checked(self, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
        service, district, wanted = (slots.get(f"booking_{one}") for one in ("service", "district", "wanted"))
        if not service or not district or not wanted or slots.get("booking_time"):
            return {}
        time = offers.chosen(Time.of(wanted), service, district)
        return {"booking_time": time, "booking_wanted": None} if time else {}

    def cleared(self, slot: str) -> Slots:
        """Times belong to a service and a district: those offered before do not fit another one."""
        if slot in ("booking_service", "booking_district"):
            return {slot: None, "booking_time": None}
        return {slot: None, "booking_wanted": None} if slot == "booking_time" else {slot: None}

    def question(self, slot: str, slots: Slots) -> str:
        if slot == "booking_district" and slots.get("booking_service") == "hall":
            return "utter_booking_ask_hall"
        return super().question(slot, slots)

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        if slot == "booking_time":
            wanted = slots.get("booking_wanted")
            time = said.time or (Time.of(wanted) if wanted else None)
            offers.offer(dispatcher, slot, time, slots["booking_service"], slots["booking_district"], again=again)
            return
        super().ask(slot, said, slots, again, dispatcher)

    def read_back(self, slots: Slots) -> dict[str, str]:
        return {
            "service": names.service(slots["booking_service"]),
            "time": names.when(moment(slots["booking_time"])),
            "place": place(slots),
            "name": slots["booking_name"],
            "contact": reading.masked(slots["booking_contact"]),
        }


class ActionBook(Action):
    """Books what was confirmed; a time that was taken meanwhile leads back to the form with other times."""

    def name(self) -> str:
        return "action_book"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        slots = tracker.slots
        try:
            booked = _book(slots)
        except Conflict:
            time = names.when(moment(slots["booking_time"]))
            dispatcher.utter_message(response="utter_booking_taken", time=time)
            again = [SlotSet(slot, None) for slot in ("booking_time", "booking_wanted", "booking_confirmed")]
            return [*again, FollowupAction("booking_form")]
        tell_booked(dispatcher, "utter_booking_done", booked)
        dispatcher.utter_message(response=f"utter_booking_prepare_{booked.service}")
        dispatcher.utter_message(response="utter_booking_file", json_message=file_of(booked))
        known = remembered(name=slots["booking_name"], contact=slots["booking_contact"])
        done = [SlotSet("booking_need", None), SlotSet("booking_wanted", None)]
        return [*emptied(BookingForm), *done, *known]


def _book(slots: Slots) -> Appointment:
    turn = current_turn()
    return appointments.book(
        turn.db,
        service=slots["booking_service"],
        district=slots["booking_district"],
        starts_at=moment(slots["booking_time"]),
        place=place(slots),
        name=slots["booking_name"],
        contact=slots["booking_contact"],
        need=slots.get("booking_need") or "",
        conversation_id=turn.conversation_id,
        customer_id=turn.customer_id,
        language=turn.script,
        now=turn.now,
        effect_key=turn.effect_key(),
    )


def place(slots: Slots) -> str:
    """Where it takes place: at the customer's, or at the hall for the district."""
    at_hall = current_turn().operator.services[slots["booking_service"]].at_hall
    return names.hall(slots["booking_district"]) if at_hall else str(slots["booking_address"])


def tell_booked(dispatcher: CollectingDispatcher, key: str, booked: Appointment, **more: str) -> None:
    dispatcher.utter_message(
        response=key,
        number=booked.number,
        service=names.service(booked.service),
        time=names.when(booked.starts_at),
        place=booked.place,
        **more,
    )


def file_of(booked: Appointment) -> dict[str, Any]:
    """The extra that lets the customer's page offer the calendar file."""
    return {"file": {"kind": "appointment", "number": booked.number}}
