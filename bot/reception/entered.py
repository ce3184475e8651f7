"""What somebody asked for by telephone, at the counter or by letter: entered by an agent, without a conversation
(S0-6.1-b, S2-3.1-a, S3-2.1-a, S4-2.1-a, S4-2.2-a)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, appointments, audit, customers, links, tickets
from bot.appointments import Appointment
from bot.errors import Invalid
from bot.phrases import Phrases
from bot.reception.work import proposed_for
from bot.standard import Standard
from bot.standard.schema import Kind
from bot.tickets import Ticket

CHANNELS = ("phone", "counter", "mail")
# A letter may lie for a while; what is older belongs into a period that was reported already.
EARLIEST = timedelta(days=7)


@dataclass(frozen=True)
class Caller:
    """Who asked, and how. `channel`: phone | counter | mail; `contact`: where they can be reached; `language`: zh | en;
    `arrived_at`: when it reached us, from which deadlines count (S2-5.2-a)."""

    channel: str
    name: str
    contact: str
    language: str
    arrived_at: datetime


def ticket_entered(
    db: Connection,
    caller: Caller,
    kind: Kind,
    title: str,
    description: str,
    agent_id: int,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
) -> Ticket:
    """As one that is opened in a conversation: department of its kind, number and due time at once, owned by who
    entered it; of a complaint, type and level are proposed. The same `client_key` of an agent again: the same ticket.

    Raises: Invalid "arrived" for a time that is not yet, or longer ago than EARLIEST."""
    _must_have_arrived(caller, now)
    key = _effect(agent_id, client_key)
    before = tickets.of_effect(db, key)
    if before is not None:
        return tickets.must_find(db, before)
    proposed = proposed_for(f"{title} {description}", caller.language, standard) if kind == "complaint" else {}
    ticket = tickets.open_ticket(
        db,
        kind=kind,
        conversation_id=None,
        customer_id=_customer(db, caller, now),
        title=title,
        fields={"what" if kind == "complaint" else "description": description, "name": caller.name},
        contact=caller.contact,
        language=caller.language,
        department=standard.tickets[kind].department,
        now=caller.arrived_at,
        effect_key=key,
        owner_id=agent_id,
        channel=caller.channel,
        **proposed,
    )
    _keep(db, agent_id, f"ticket:{ticket.number}", now, caller)
    return ticket


def words_for(ticket: Ticket, standard: Standard, phrases: Phrases, now: datetime) -> str:
    """What the agent tells them: number, department and due time, as is told in a conversation (S0-6.1-m)."""
    return phrases.say(
        f"utter_desk_ticket_{ticket.kind}",
        ticket.language,
        ticket_no=ticket.number,
        department=standard.departments[ticket.department].name(ticket.language),
        due_time=standard.say(tickets.due(ticket, standard), ticket.language, now),
    )


def appointment_entered(
    db: Connection, caller: Caller, wanted: dict[str, Any], agent_id: int, client_key: str, now: datetime
) -> Appointment:
    """`wanted`: service, district, starts_at, place and need. The same `client_key` of an agent again: the same.

    Raises: Conflict "time_taken"."""
    key = _effect(agent_id, client_key)
    before = appointments.of_effect(db, key)
    if before is not None:
        return appointments.must_find(db, before)
    who: dict[str, Any] = {
        "name": caller.name,
        "contact": caller.contact,
        "language": caller.language,
        "channel": caller.channel,
    }
    whose: dict[str, Any] = {"conversation_id": None, "customer_id": _customer(db, caller, now)}
    booked = appointments.book(db, **wanted, **who, **whose, now=now, effect_key=key)
    _keep(db, agent_id, f"appointment:{booked.number}", now, caller)
    return booked


def _must_have_arrived(caller: Caller, now: datetime) -> None:
    if not now - EARLIEST <= caller.arrived_at <= now:
        raise Invalid("arrived", f"no later than now, and not more than {EARLIEST.days} days ago", days=EARLIEST.days)


def _customer(db: Connection, caller: Caller, now: datetime) -> str:
    """Who proved this telephone number lately, or for whom something with the same contact was entered before;
    otherwise somebody new. No identity is made of what somebody merely says."""
    number = links.number_in(caller.contact)
    known = customers.proved(db, "phone", number, now - links.PHONE_TRUSTED) if number else None
    return known or tickets.whose_contact(db, caller.contact) or customers.arrive(db, caller.name, now)


def _effect(agent_id: int, client_key: str) -> str:
    return f"entered:{agent_id}:{client_key}"


def _keep(db: Connection, agent_id: int, subject: str, now: datetime, caller: Caller) -> None:
    audit.record(db, agents.get(db, agent_id).login, "entered", subject, now, channel=caller.channel)
