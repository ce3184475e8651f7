"""What a person must know to go on where the assistant stopped, so that nothing is asked twice (S0-1.2-b)."""

from typing import Any

from rasa.shared.core.events import ActiveLoop, UserUttered
from sqlalchemy.engine import Connection

from bot import appointments, tickets
from bot.assistant.turn import Turn

SAID = 6
# Slots that steer the assistant and say nothing about the customer's wish.
INTERNAL = ("requested_slot", "language", "emotion", "session_started_metadata")


def brief(turn: Turn, db: Connection) -> dict[str, Any]:
    """{"intent", "topic", "form", "slots", "heard", "tickets", "appointments"}; plain data for the console.

    `heard` lists the latest customer messages: text, what was understood, how sure, and the emotion."""
    heard = [event for event in turn.events if isinstance(event, UserUttered)]
    forms = [event.name for event in turn.events if isinstance(event, ActiveLoop) and event.name]
    return {
        "intent": heard[-1].intent_name if heard else None,
        "topic": _topic(heard),
        "form": forms[-1] if forms else None,
        "slots": {name: value for name, value in turn.slots.items() if value is not None and name not in INTERNAL},
        "heard": [_heard(event) for event in heard[-SAID:]],
        "tickets": [ticket.number for ticket in tickets.of_conversation(db, turn.conversation_id)],
        "appointments": [booked.number for booked in appointments.of_conversation(db, turn.conversation_id)],
    }


def _heard(event: UserUttered) -> dict[str, Any]:
    parse = event.parse_data
    emotion = parse.get("emotion") or {}
    return {
        "text": event.text,
        "intent": event.intent_name,
        "confidence": round(float(event.intent.get("confidence") or 0), 3),
        "topic": (parse.get("faq") or {}).get("topic") if event.intent_name == "faq" else None,
        "emotion": emotion.get("name") or "neutral",
        "entities": [{"entity": found["entity"], "value": found["value"]} for found in event.entities],
    }


def _topic(heard: list[UserUttered]) -> str:
    """What it is about: the latest message that was understood as more than a bare answer."""
    for event in reversed(heard):
        if event.intent_name == "faq":
            return str((event.parse_data.get("faq") or {}).get("topic") or "faq")
        if event.intent_name not in ("inform", "affirm", "deny", "skip", "request_human", "nlu_fallback", None):
            return str(event.intent_name)
    return ""
