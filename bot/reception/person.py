"""The customer's standing way to a person: it works without the assistant, however busy that may be."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import handoff
from bot.brief import brief
from bot.phrases import Phrases
from bot.reception.changes import ask_for_person
from bot.reception.gate import customer_said
from bot.standard import Standard
from bot.transcript import Message

REASON = "asked"


def person_wanted(
    db: Connection,
    conversation_id: str,
    text: str,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Message:
    """`text`: what the button or the command says, so that the transcript shows what the customer did.

    Outside the agents' hours (G-02) the wish is left to the assistant, which takes a ticket for a call back.
    Raises: as customer_said."""
    waiting = handoff.current(db, conversation_id)
    message = customer_said(db, conversation_id, text, client_key, now)
    if waiting or not standard.hours.open_at(now):
        return message
    ask_now(db, conversation_id, now, standard=standard, phrases=phrases)
    return message


def ask_now(db: Connection, conversation_id: str, now: datetime, *, standard: Standard, phrases: Phrases) -> None:
    """ask_for_person, with what is known of the conversation."""
    known = brief(db, conversation_id)
    ask_for_person(
        db,
        conversation_id,
        REASON,
        known,
        now,
        standard=standard,
        phrases=phrases,
        emotion=known["emotion"],
        topic=known["topic"],
    )
