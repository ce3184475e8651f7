"""Every change of holder is told to the customer in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, handoff, routing, surveys
from bot.access import may
from bot.agents import Agent
from bot.handoff import Holder, Place
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.reception.rated import asking
from bot.reception.routing import scores
from bot.reception.waiting import FIRST_REPLY, moment, say_place
from bot.standard import Standard
from bot.store.locks import lock_conversation


def ask_for_person(
    db: Connection,
    conversation_id: str,
    reason: str,
    brief: dict[str, Any],
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    urgent: bool = False,
    emotion: str = "neutral",
    topic: str = "",
) -> Place | None:
    """Into the queue, and told the place and the wait (G-03). None outside the agents' hours (G-02): told when they
    are back, and the assistant still holds the conversation. Close the running turn before: asking withdraws turns.

    Asked again, nothing is said again. Raises: NotFound."""
    lock_conversation(db, conversation_id)
    if handoff.current(db, conversation_id):
        return handoff.place(db, conversation_id, now, standard)
    if not standard.hours.open_at(now):
        back = moment(db, conversation_id, standard, standard.hours.next_opening(now), now)
        desk_said(
            db, conversation_id, "utter_desk_off_duty", now, {"notice": "off_duty"}, phrases=phrases, due_time=back
        )
        return None
    mood: dict[str, Any] = {
        "urgent": urgent,
        "emotion": emotion,
        "topic": topic,
        "scores": scores(db, conversation_id, standard),
    }
    handoff.ask(db, conversation_id, reason, brief, now, **mood)
    return say_place(db, conversation_id, "utter_desk_queued", now, standard, phrases, "handoff_asked")


def claimed(db: Connection, handoff_id: int, agent_id: int, now: datetime, *, phrases: Phrases) -> Holder:
    """handoff.claim, and the customer is told who is there; also by an agent to whom the desk gave it.

    Raises: as handoff.claim; Conflict "at_capacity" for who holds as many as they can, unless they supervise."""
    before = handoff.find(db, handoff_id)
    if before.agent_id is None and not may(agents.get(db, agent_id).role, "supervise"):
        routing.must_have_room(db, agent_id)
    holder = handoff.claim(db, handoff_id, agent_id, now)
    if before.agent_id != agent_id or before.assigned:
        told = {"agent_no": agents.get(db, agent_id).staff_no, "agent_name": agents.get(db, agent_id).name}
        conversation_id = handoff.find(db, handoff_id).conversation_id
        desk_said(db, conversation_id, "utter_desk_claimed", now, {"notice": "claimed"}, phrases=phrases, **told)
    return holder


def transferred(
    db: Connection,
    handoff_id: int,
    agent_id: int,
    fence: int,
    to_agent_id: int | None,
    note: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Holder:
    """handoff.transfer, and the customer is told to whom; with `to_agent_id` None, that the queue has them again.

    Raises: as handoff.transfer; Conflict "at_capacity" of the other, unless a supervisor passes it on."""
    if to_agent_id is not None and not may(agents.get(db, agent_id).role, "supervise"):
        routing.must_have_room(db, to_agent_id)
    holder = handoff.transfer(db, handoff_id, agent_id, fence, to_agent_id, note, now)
    conversation_id = handoff.find(db, handoff_id).conversation_id
    if to_agent_id is None:
        say_place(db, conversation_id, "utter_desk_queued", now, standard, phrases, "handoff_asked")
        return holder
    say_transferred(db, conversation_id, agents.get(db, to_agent_id), now, standard=standard, phrases=phrases)
    return holder


def say_transferred(
    db: Connection, conversation_id: str, to: Agent, now: datetime, *, standard: Standard, phrases: Phrases
) -> None:
    """Who goes on from here, and by when they reply at the latest."""
    told: dict[str, Any] = {"agent_no": to.staff_no, "agent_name": to.name, "minutes": _promised_minutes(standard, now)}
    desk_said(db, conversation_id, "utter_desk_transferred", now, {"notice": "transferred"}, phrases=phrases, **told)


def handed_back(
    db: Connection, handoff_id: int, agent_id: int, fence: int, now: datetime, *, phrases: Phrases, note: str = ""
) -> None:
    """handoff.release, and the assistant greets afresh."""
    handoff.release(db, handoff_id, agent_id, fence, now, note)
    conversation_id = handoff.find(db, handoff_id).conversation_id
    desk_said(db, conversation_id, "utter_desk_returned", now, {"notice": "returned"}, phrases=phrases)


def closed(
    db: Connection,
    handoff_id: int,
    agent_id: int,
    fence: int,
    wrap_up: dict[str, Any],
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> None:
    """handoff.close, with thanks, and the request to rate unless the customer was asked lately (C-15)."""
    handoff.close(db, handoff_id, agent_id, fence, wrap_up, now)
    conversation_id = handoff.find(db, handoff_id).conversation_id
    asked = surveys.ask(db, conversation_id, now, standard, handoff_id=handoff_id)
    extras = asking(db, conversation_id, "closed", standard) if asked else {"notice": "closed"}
    key = "utter_desk_closed" if asked else "utter_desk_closed_unasked"
    desk_said(db, conversation_id, key, now, extras, phrases=phrases)


def withdrawn(db: Connection, conversation_id: str, now: datetime, *, phrases: Phrases) -> None:
    """handoff.withdraw: the customer no longer waits, and the assistant goes on."""
    handoff.withdraw(db, conversation_id, now)
    desk_said(db, conversation_id, "utter_desk_withdrawn", now, {"notice": "withdrawn"}, phrases=phrases)


def _promised_minutes(standard: Standard, now: datetime) -> int:
    return round((standard.clock(FIRST_REPLY).due(now) - now).total_seconds() / 60)
