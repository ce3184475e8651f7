"""What an agent does for a customer, told to the customer in the same transaction and only once."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import appointments, customers, tickets
from bot.appointments import Appointment
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception.gate import desk_said, must_hold
from bot.reception.promises import ticket_promised
from bot.standard import Standard
from bot.standard.schema import Kind
from bot.store.locks import lock_conversation
from bot.tickets import Ticket


def ticket_opened(
    db: Connection,
    conversation_id: str,
    agent_id: int,
    fence: int,
    kind: Kind,
    title: str,
    description: str,
    contact: str,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Ticket:
    """Goes to the department that the standard names for its kind; of a complaint, type and level are proposed.
    The customer hears number, department and due time (S0-6.1-m). The same `client_key` again: the same ticket.

    Raises: NotFound; Conflict "not_holder"."""
    lock_conversation(db, conversation_id)
    must_hold(db, conversation_id, agent_id, fence)
    thread = customers.conversation(db, conversation_id)
    proposed = proposed_for(f"{title} {description}", thread.language, standard) if kind == "complaint" else {}
    ticket = tickets.open_ticket(
        db,
        kind=kind,
        conversation_id=conversation_id,
        customer_id=thread.customer_id,
        title=title,
        fields={"what": description} if kind == "complaint" else {"description": description},
        contact=contact,
        language=thread.language,
        department=standard.tickets[kind].department,
        now=now,
        effect_key=_effect(conversation_id, client_key),
        owner_id=agent_id,
        **proposed,
    )
    _tell_ticket(db, ticket, now, standard, phrases)
    return ticket


def proposed_for(text: str, language: str, standard: Standard) -> dict[str, Any]:
    proposal = standard.complaint.propose(text, "en" if language == "en" else "zh")
    return {"type": proposal.type, "level": proposal.level, **standard.complaint.scores(proposal)._asdict()}


def _tell_ticket(db: Connection, ticket: Ticket, now: datetime, standard: Standard, phrases: Phrases) -> None:
    assert ticket.conversation_id is not None
    ticket_promised(db, ticket, standard)
    desk_said(
        db,
        ticket.conversation_id,
        f"utter_desk_ticket_{ticket.kind}",
        now,
        {"notice": "ticket_opened", "file": {"kind": "ticket", "number": ticket.number}},
        phrases=phrases,
        client_key=f"ticket:{ticket.number}",
        ticket_no=ticket.number,
        department=standard.departments[ticket.department].name(ticket.language),
        due_time=standard.say(tickets.due(ticket, standard), ticket.language, ticket.created_at),
    )


def appointment_booked(
    db: Connection,
    conversation_id: str,
    agent_id: int,
    fence: int,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    operator: Operator,
    phrases: Phrases,
    wanted: dict[str, Any],
) -> Appointment:
    """`wanted`: service, district, starts_at, place, name, contact and need. The customer hears number, time and place.
    The same `client_key` again: the same appointment.

    Raises: NotFound; Conflict "not_holder" or "time_taken"."""
    lock_conversation(db, conversation_id)
    must_hold(db, conversation_id, agent_id, fence)
    thread = customers.conversation(db, conversation_id)
    booked = appointments.book(
        db,
        conversation_id=conversation_id,
        customer_id=thread.customer_id,
        language=thread.language,
        now=now,
        effect_key=_effect(conversation_id, client_key),
        **wanted,
    )
    _tell_appointment(db, booked, "booked", booked.created_at, now, standard, operator, phrases)
    return booked


def appointment_moved(
    db: Connection,
    number: str,
    starts_at: datetime,
    agent_id: int,
    now: datetime,
    *,
    standard: Standard,
    operator: Operator,
    phrases: Phrases,
) -> Appointment:
    """To another free time. Raises: NotFound; Conflict "time_taken" (the old time stays) or "appointment_over"."""
    before = appointments.find(db, number)
    moved = appointments.change(db, number, starts_at, now, agent_id)
    if before and before.starts_at != moved.starts_at:
        _tell_appointment(db, moved, "moved", now, now, standard, operator, phrases)
    return moved


def appointment_cancelled(
    db: Connection,
    number: str,
    agent_id: int,
    now: datetime,
    note: str,
    *,
    standard: Standard,
    operator: Operator,
    phrases: Phrases,
) -> Appointment:
    """The place is free again. Raises: NotFound; Conflict "appointment_over" with its state."""
    cancelled = appointments.cancel(db, number, now, agent_id, note)
    _tell_appointment(db, cancelled, "cancelled", now, now, standard, operator, phrases)
    return cancelled


def _tell_appointment(
    db: Connection,
    one: Appointment,
    what: str,
    said_at: datetime,
    now: datetime,
    standard: Standard,
    operator: Operator,
    phrases: Phrases,
) -> None:
    """`said_at`: the words for a time, such as “tomorrow”, depend on it; a repetition has to use the same ones."""
    if one.conversation_id is None:
        return
    desk_said(
        db,
        one.conversation_id,
        f"utter_desk_appointment_{what}",
        now,
        {"notice": f"appointment_{what}", "file": {"kind": "appointment", "number": one.number}},
        phrases=phrases,
        client_key=f"booked:{one.number}" if what == "booked" else None,
        number=one.number,
        service=operator.services[one.service].name(one.language),
        time=standard.say(one.starts_at, one.language, said_at),
        place=one.place,
    )


def _effect(conversation_id: str, client_key: str) -> str:
    return f"{conversation_id}:agent:{client_key}"
