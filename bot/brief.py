"""What a person must know to go on where the assistant stopped, so that nothing is asked twice (S0-1.2-b)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import appointments, tickets
from bot.store.tables import trackers

SAID = 6
# Slots that steer the assistant and say nothing about the customer's wish.
INTERNAL = ("requested_slot", "language", "emotion", "session_started_metadata")
# Messages that carry a topic on and are none themselves.
BARE = (
    "inform",
    "affirm",
    "deny",
    "skip",
    "request_human",
    "not_solved",
    "nlu_fallback",
    "out_of_scope",
    "send_attachment",
    None,
)

Event = dict[str, Any]


def brief(db: Connection, conversation_id: str) -> dict[str, Any]:
    """{"intent", "topic", "form", "emotion", "slots", "heard", "tickets", "appointments"}: plain data for the console.

    `heard` lists the latest customer messages that the assistant answered: text, what was understood, how sure, and
    the emotion. It is read from what the assistant remembers of the conversation."""
    stored = select(trackers.c.events).where(trackers.c.conversation_id == conversation_id)
    events: list[Event] = db.execute(stored).scalar() or []
    heard = [_heard(event) for event in events if event.get("event") == "user"]
    forms = [event["name"] for event in events if event.get("event") == "active_loop" and event["name"]]
    return {
        "intent": heard[-1]["intent"] if heard else None,
        "topic": _topic(heard),
        "form": forms[-1] if forms else None,
        "emotion": heard[-1]["emotion"] if heard else "neutral",
        "slots": _slots(events),
        "heard": heard[-SAID:],
        "tickets": [ticket.number for ticket in tickets.of_conversation(db, conversation_id)],
        "appointments": [booked.number for booked in appointments.of_conversation(db, conversation_id)],
    }


def _heard(event: Event) -> dict[str, Any]:
    parse = event.get("parse_data") or {}
    intent = parse.get("intent") or {}
    return {
        # For a button Rasa has its meaning; what the customer saw and chose is its title.
        "text": (event.get("metadata") or {}).get("said") or event.get("text"),
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0), 3),
        "topic": (parse.get("faq") or {}).get("topic") if intent.get("name") == "faq" else None,
        "emotion": (parse.get("emotion") or {}).get("name") or "neutral",
        "entities": [{"entity": found["entity"], "value": found["value"]} for found in parse.get("entities") or []],
    }


def _topic(heard: list[dict[str, Any]]) -> str:
    """What it is about: the latest message that was understood as more than a bare answer."""
    for message in reversed(heard):
        if message["topic"]:
            return str(message["topic"])
        if message["intent"] not in BARE:
            return str(message["intent"])
    return ""


def _slots(events: list[Event]) -> dict[str, Any]:
    slots = {event["name"]: event["value"] for event in events if event.get("event") == "slot"}
    return {name: value for name, value in slots.items() if value is not None and name not in INTERNAL}
