"""What the assistant already knows, for the person who was asked for by the button (S0-1.2-b)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import appointments, tickets
from bot.store.tables import trackers

SAID = 6
# Slots that steer the assistant and say nothing about the customer's wish.
INTERNAL = ("requested_slot", "language", "emotion", "session_started_metadata")


def brief(db: Connection, conversation_id: str) -> dict[str, Any]:
    """The same shape as the assistant's own brief, from the events it has stored."""
    stored = select(trackers.c.events).where(trackers.c.conversation_id == conversation_id)
    events: list[dict[str, Any]] = db.execute(stored).scalar() or []
    heard = [event for event in events if event.get("event") == "user"]
    forms = [event["name"] for event in events if event.get("event") == "active_loop"]
    return {
        "intent": "request_human",
        "topic": "",
        "form": forms[-1] if forms else None,
        "slots": _slots(events),
        "heard": [_heard(event) for event in heard[-SAID:]],
        "tickets": [ticket.number for ticket in tickets.of_conversation(db, conversation_id)],
        "appointments": [booked.number for booked in appointments.of_conversation(db, conversation_id)],
    }


def _slots(events: list[dict[str, Any]]) -> dict[str, Any]:
    slots = {event["name"]: event["value"] for event in events if event.get("event") == "slot"}
    return {name: value for name, value in slots.items() if value is not None and name not in INTERNAL}


def _heard(event: dict[str, Any]) -> dict[str, Any]:
    parse = event.get("parse_data") or {}
    intent = parse.get("intent") or {}
    return {
        "text": event.get("text"),
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0), 3),
        "topic": (parse.get("faq") or {}).get("topic"),
        "emotion": (parse.get("emotion") or {}).get("name") or "neutral",
        "entities": [{"entity": found["entity"], "value": found["value"]} for found in parse.get("entities") or []],
    }
