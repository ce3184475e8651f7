"""A conversation as its customer may see it: messages, and how things stand."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import customers, handoff, reception, surveys, transcript, turns
from bot.phrases import Phrases
from bot.standard import Standard
from bot.transcript import Message

PAGE = 100  # messages


def of_message(message: Message) -> dict[str, Any]:
    agent = {"name": message.agent_name, "no": message.agent_no} if message.agent_id else None
    return {
        "seq": message.seq,
        "author": message.author,
        "agent": agent,
        "text": message.text,
        "extras": message.extras,
        # Whose key it is: the page knows its own message by it, and an agent's key is nobody else's business.
        "client_key": message.client_key if message.author == "customer" else None,
        "at": message.created_at.isoformat(),
    }


def latest(db: Connection, conversation_id: str, before: int | None) -> list[dict[str, Any]]:
    """The last messages, or the last ones before `before`, oldest first."""
    end = transcript.last_seq(db, conversation_id) + 1 if before is None else before
    page = transcript.after(db, conversation_id, max(0, end - 1 - PAGE), limit=min(PAGE, max(0, end - 1)))
    return [of_message(message) for message in page if message.seq < end]


def status(db: Connection, conversation_id: str, standard: Standard, now: datetime, phrases: Phrases) -> dict[str, Any]:
    """Who answers, who is typing, the place in the queue, and what the customer thought of the last talk; and the
    incidents that everybody has to know of."""
    open_one = handoff.current(db, conversation_id)
    language = customers.conversation(db, conversation_id).language
    rating = surveys.given(db, conversation_id)
    waits = open_one is not None and (open_one.agent_id is None or open_one.assigned)
    place = handoff.place(db, conversation_id, now, standard) if waits else None
    served = open_one is not None and not waits
    return {
        "holder": "queue" if waits else "agent" if served else "assistant",
        "agent": {"name": open_one.agent_name, "no": open_one.agent_no} if open_one and served else None,
        "queue": {"place": place.position, "minutes": place.minutes} if place else None,
        "typing": "assistant" if not open_one and turns.owed(db, conversation_id) else None,
        "rating": rating.score if rating else None,
        "open": standard.hours.open_at(now),
        "language": language,
        "notices": reception.incident_notices(db, language, now, standard, phrases),
        "promises": reception.promise_lines(db, conversation_id, language, now, standard, phrases),
    }
