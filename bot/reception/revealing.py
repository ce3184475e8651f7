"""One masked value as it is, for somebody who says why: who, what, of whom and the reason are in the audit, the value
never (S4-6.1-b, S1-1.5-b)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import appointments, conversations, customers, handoff, tickets, transcript
from bot.agents import Agent
from bot.errors import NotFound
from bot.reception import guard
from bot.reception.insight import must_see
from bot.standard.guard import GuardRules
from bot.transcript import Message

MESSAGE = "message."  # before its number
KNOWN = "known."  # before what the assistant had heard, as it stands in the brief


@dataclass(frozen=True)
class Shown:
    """`subject`: as the audit has it; `of`: the customer's id."""

    subject: str
    of: str
    value: str


def revealed(
    db: Connection, who: Agent, subject: str, field: str, reason: str, now: datetime, rules: GuardRules
) -> Shown:
    """`subject`: "ticket:<number>", "appointment:<number>" or "conversation:<id>"; `field`: its name there,
    "fields.<key>" of a ticket's form, "message.<seq>", "known.<slot>" or "name" of a conversation.

    Raises: NotFound; Forbidden "not_concerned"; TooMany "reveals_much"."""
    noun, _, key = subject.partition(":")
    found = _FOUND[noun](db, who, key, field) if noun in _FOUND else None
    if found is None or not found.value:
        raise NotFound("nothing_to_show", "nothing of that name is kept there")
    guard.revealed(db, who, found.subject, field, found.of, reason, now, rules)
    return found


def _of_ticket(db: Connection, who: Agent, number: str, field: str) -> Shown | None:
    one = tickets.find(db, number)
    if one is None:
        return None
    told = {f"fields.{key}": value for key, value in one.fields.items()} | {"contact": one.contact, "title": one.title}
    return Shown(f"ticket:{one.number}", one.customer_id, _words(told.get(field)))


def _of_appointment(db: Connection, who: Agent, number: str, field: str) -> Shown | None:
    one = appointments.find(db, number)
    if one is None:
        return None
    told = {"contact": one.contact, "place": one.place, "name": one.name, "need": one.need}
    return Shown(f"appointment:{one.number}", one.customer_id, _words(told.get(field)))


def _of_conversation(db: Connection, who: Agent, conversation_id: str, field: str) -> Shown | None:
    must_see(db, who, conversation_id)
    of = customers.conversation(db, conversation_id).customer_id
    return Shown(f"conversation:{conversation_id}", of, _told_in(db, conversation_id, field))


def _told_in(db: Connection, conversation_id: str, field: str) -> str:
    if field == "name":
        return _words(conversations.customer(db, conversation_id).name)
    if field.startswith(KNOWN):
        asked = handoff.current(db, conversation_id)
        return _words(asked.brief.get("slots", {}).get(field[len(KNOWN) :])) if asked else ""
    said = _message(db, conversation_id, field)
    return said.text if said else ""


def _message(db: Connection, conversation_id: str, field: str) -> Message | None:
    number = field[len(MESSAGE) :] if field.startswith(MESSAGE) else ""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return transcript.at(db, conversation_id, int(number))


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


_FOUND: dict[str, Callable[[Connection, Agent, str, str], Shown | None]] = {
    "ticket": _of_ticket,
    "appointment": _of_appointment,
    "conversation": _of_conversation,
}
