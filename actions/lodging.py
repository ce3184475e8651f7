"""Opening a ticket for what a form has gathered, and the times that the standard promises for it."""

from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import names
from bot import reception, tickets
from bot.assistant.turn import current_turn
from bot.standard.schema import Kind
from bot.tickets import Ticket

MOST_TITLE = 60  # characters

# The worst mood of the conversation counts: who confirms a complaint is calm again.
_WORSE = ("neutral", "worried", "dissatisfied", "angry")


def lodge(kind: Kind, title: str, fields: dict[str, str], contact: str, tracker: Tracker, **more: Any) -> Ticket:
    """`fields` by their names in the standard; empty ones are left out. `more`: type, level, urgency, importance …"""
    turn = current_turn()
    return tickets.open_ticket(
        turn.db,
        kind=kind,
        conversation_id=turn.conversation_id,
        customer_id=turn.customer_id,
        title=title[:MOST_TITLE],
        fields={name: value for name, value in fields.items() if value},
        contact=contact,
        language=turn.script,
        department=turn.standard.tickets[kind].department,
        now=turn.now,
        effect_key=turn.effect_key(),
        emotion=mood(tracker),
        **more,
    )


def told(ticket: Ticket) -> dict[str, str]:
    """What every acknowledgement says: number, department and the promised time (S0-6.1-m)."""
    return {
        "ticket_no": ticket.number,
        "department": names.department(ticket.department),
        "due_time": names.when(tickets.due(ticket, current_turn().standard)),
    }


def case_of(ticket: Ticket) -> dict[str, Any]:
    """Beside the acknowledgement: where the customer can follow it."""
    return {"file": {"kind": "ticket", "number": ticket.number}}


def promised(ticket: Ticket, due_at: datetime | None = None) -> dict[str, str]:
    """What is told when it has just been opened: the time is kept as a promise from now on. `due_at`: where it is
    another one than the standard's for this kind."""
    turn = current_turn()
    due_at = due_at or tickets.due(ticket, turn.standard)
    reception.ticket_promised(turn.db, ticket, turn.standard, due_at=due_at)
    return {**told(ticket), "due_time": names.when(due_at)}


def also_promised(ticket: Ticket, clock: str) -> str:
    """A further time that is told of it, which is a promise as well."""
    turn = current_turn()
    due_at = due(clock, ticket.created_at)
    reception.ticket_promised(turn.db, ticket, turn.standard, clock=clock, due_at=due_at)
    return names.when(due_at)


def due(clock: str, start: datetime) -> datetime:
    return current_turn().standard.clock(clock).due(start)


def mood(tracker: Tracker) -> str:
    said = [event.get("parse_data") or {} for event in tracker.events if event["event"] == "user"]
    moods = [str((parsed.get("emotion") or {}).get("name") or "neutral") for parsed in said]
    return max(moods, key=lambda one: _WORSE.index(one) if one in _WORSE else 0, default="neutral")


def remembered(**known: str) -> list[EventType]:
    """remembered(name=…, contact=…): what no later form need ask again."""
    return [SlotSet(f"customer_{what}", value) for what, value in known.items() if value]
