"""Customers leave something to be worked on: the assistant opens a ticket, or books a time."""

from datetime import datetime
from typing import Any

from bot import appointments, customers, reception, tickets
from bot.appointments import Appointment
from bot.customers import Visit
from bot.demo_month.month import Month, Script
from bot.demo_month.talking import heard
from bot.demo_month.working import works_on
from bot.errors import Conflict
from bot.standard.schema import Kind
from bot.tickets import Ticket

COMPLAINT_CLOCK, ONSITE_CLOCK = "SLA-COMPLAINT-WRITTEN", "SLA-FAULT-ONSITE"
# How an appointment ends.
ENDS = {"done": 86, "missed": 6, "cancelled": 8}


def complains(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    what, kind = month.some("complaint", language)
    proposed = month.standard.complaint.propose(what, language)
    about = {"type": kind, "level": proposed.level, **month.standard.complaint.scores(proposed)._asdict()}
    mood = month.random.choice(("dissatisfied", "dissatisfied", "angry"))
    yield from _lodges(month, at, visit, language, "complaint", what, mood, about)


def reports_a_fault(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    what, visit_needed = month.some("fault", language)
    yield from _lodges(month, at, visit, language, "fault", what, "worried", {"urgency": 3}, visit_needed)


def requests(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    yield from _lodges(month, at, visit, language, "request", month.some("request", language), "neutral", {})


def suggests(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    yield from _lodges(month, at, visit, language, "suggestion", month.some("suggestion", language), "neutral", {})


def wants_a_call(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    yield from _lodges(month, at, visit, language, "callback", month.some("callback", language), "neutral", {})


def books(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    """A visit or a hall; it takes place, is missed or cancelled."""
    service = month.random.choice(list(month.operator.services))
    say = month.phrases.say
    at = heard(month, visit, month.operator.services[service].name(language), at, say("utter_anything_else", language))
    yield (at := month.after(at, 0.5, 3))
    booked = take_time(month, visit, service, "", at, language)
    if booked is None:
        return
    reception.desk_said(
        month.db,
        visit.conversation_id,
        "utter_desk_appointment_booked",
        at,
        {"notice": "appointment_booked", "file": {"kind": "appointment", "number": booked.number}},
        phrases=month.phrases,
        number=booked.number,
        service=month.operator.services[service].name(language),
        time=month.standard.say(booked.starts_at, language, at),
        place=booked.place,
    )
    end = month.random.choices(list(ENDS), list(ENDS.values()))[0]
    yield month.after(at, 5, 60) if end == "cancelled" else booked.ends_at
    if end == "cancelled":
        appointments.cancel(month.db, booked.number, month.after(at, 60, 61))
    else:
        appointments.set_state(month.db, booked.number, end, month.agents["wang"].id, booked.ends_at)


def take_time(
    month: Month, visit: Visit, service: str, need: str, at: datetime, language: str, ticket_id: int | None = None
) -> Appointment | None:
    """None when all are taken."""
    district = month.random.choice(list(month.operator.districts))
    free = appointments.free_times(month.db, service, district, at)
    about = {"service": service, "district": district, "need": need, "language": language, "contact": month.contact()}
    name, street = month.random.choice(month.texts["customers"][language]), month.random.randrange(1, 200)
    place = f"{street} Hubin Road" if language == "en" else f"湖滨路{street}号"
    who = {"conversation_id": visit.conversation_id, "customer_id": visit.customer_id, "name": name, "place": place}
    for one in free:
        try:
            return appointments.book(month.db, starts_at=one.starts_at, now=at, ticket_id=ticket_id, **about, **who)
        except Conflict:
            continue
    return None


def _lodges(
    month: Month,
    at: datetime,
    visit: Visit,
    language: str,
    kind: Kind,
    what: str,
    mood: str,
    about: dict[str, Any],
    visit_needed: bool = False,
) -> Script:
    """Told in two messages, as people do; the number comes with the second answer."""
    at = heard(month, visit, what, at, month.phrases.say(_question(kind), language), emotion=mood)
    yield (at := month.after(at, 0.5, 2))
    contact = month.contact()
    ticket = tickets.open_ticket(
        month.db,
        kind=kind,
        conversation_id=visit.conversation_id,
        customer_id=customers.conversation(month.db, visit.conversation_id).customer_id,
        title=what,
        fields={"what": what} if kind == "complaint" else {"description": what},
        contact=contact,
        language=language,
        department=month.standard.tickets[kind].department,
        now=at,
        emotion=mood,
        **about,
    )
    reception.ticket_promised(month.db, ticket, month.standard)
    heard(month, visit, contact, at, _done(month, ticket, language, at))
    month.begin(at, works_on, ticket.number)
    if visit_needed:
        take_time(month, visit, "repair", what, at, language, ticket.id)


def _question(kind: Kind) -> str:
    return f"utter_{kind}_ask_contact"


def _done(month: Month, ticket: Ticket, language: str, at: datetime) -> str:
    def when(clock: str) -> str:
        return month.standard.say(month.standard.clock(clock).due(ticket.created_at), language, at)

    return month.phrases.say(
        f"utter_{ticket.kind}_done",
        language,
        ticket_no=ticket.number,
        department=month.standard.departments[ticket.department].name(language),
        due_time=month.standard.say(tickets.due(ticket, month.standard), language, at),
        written_time=when(COMPLAINT_CLOCK),
        onsite_time=when(ONSITE_CLOCK),
        contact=ticket.contact,
        contact_time="",
    )
