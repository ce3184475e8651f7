"""What a supervisor may do with a conversation of somebody else's: watch it, whisper, take it over (SYS-03, SYS-22).

Each is written into the audit, without a word of what was said."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot import agents, audit, customers, handoff, notices, whispers
from bot.agents import Agent
from bot.errors import Conflict
from bot.handoff import Holder
from bot.phrases import Phrases
from bot.reception.changes import say_transferred
from bot.reception.gate import desk_said
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.whispers import Whisper

# A page that is left open, or comes back after a break in the line, is one watching.
WATCHING = timedelta(hours=1)


def watched(db: Connection, conversation_id: str, supervisor: Agent, now: datetime) -> None:
    """Noted once an hour for each of them. What one holds oneself is not watched. Raises: NotFound."""
    customers.conversation(db, conversation_id)
    if handoff.holder(db, conversation_id).agent_id == supervisor.id:
        return
    subject = f"conversation:{conversation_id}"
    noted = [one for one in audit.listing(db, subject=subject) if one.at > now - WATCHING]
    if not any((one.actor, one.action) == (supervisor.login, "watched") for one in noted):
        audit.record(db, supervisor.login, "watched", subject, now)


def whispered(db: Connection, conversation_id: str, supervisor: Agent, text: str, now: datetime) -> Whisper:
    """To the agent who holds it. Raises: NotFound; Invalid; Conflict "nobody_to_whisper_to"."""
    customers.conversation(db, conversation_id)
    lock_conversation(db, conversation_id)
    held = handoff.holder(db, conversation_id)
    if held.agent_id is None or held.handoff_id is None or held.agent_id == supervisor.id:
        raise Conflict("nobody_to_whisper_to", "no other agent holds this conversation", holder=held.kind)
    said = whispers.add(db, conversation_id, held.handoff_id, supervisor.id, held.agent_id, text, now)
    subject, told = f"conversation:{conversation_id}", {"agent_name": supervisor.name}
    notices.tell(db, [held.agent_id], "whispered", subject, f"whisper:{said.id}", now, **told)
    audit.record(db, supervisor.login, "whispered", subject, now, to=agents.get(db, held.agent_id).login)
    return said


def whispers_for(db: Connection, conversation_id: str, reader: Agent, *, supervises: bool) -> list[Whisper]:
    """All for supervisors; for the holder those of the present talk; for everybody else none."""
    if supervises:
        return whispers.of(db, conversation_id)
    held = handoff.holder(db, conversation_id)
    return whispers.of(db, conversation_id, held.handoff_id) if held.agent_id == reader.id else []


def taken_over(
    db: Connection, conversation_id: str, supervisor: Agent, now: datetime, *, standard: Standard, phrases: Phrases
) -> Holder:
    """From the assistant, the queue or another agent, whatever one holds already; the customer hears who goes on, and
    the former holder that it is theirs no more.

    Raises: NotFound; Conflict "yours_already"."""
    customers.conversation(db, conversation_id)
    lock_conversation(db, conversation_id)
    before = handoff.holder(db, conversation_id)
    handoff_id = before.handoff_id or handoff.ask(db, conversation_id, "taken_over", {}, now)
    holder = handoff.take_over(db, handoff_id, supervisor.id, now)
    if before.kind == "agent" and not before.assigned:
        say_transferred(db, conversation_id, supervisor, now, standard=standard, phrases=phrases)
    else:
        told = {"agent_no": supervisor.staff_no, "agent_name": supervisor.name}
        desk_said(db, conversation_id, "utter_desk_claimed", now, {"notice": "claimed"}, phrases=phrases, **told)
    _tell_former(db, conversation_id, before, supervisor, now)
    return holder


def _tell_former(db: Connection, conversation_id: str, before: Holder, supervisor: Agent, now: datetime) -> None:
    subject, former = f"conversation:{conversation_id}", None
    if before.agent_id is not None:
        former = agents.get(db, before.agent_id).login
        key = f"taken_over:{before.handoff_id}:{before.fence}"
        notices.tell(db, [before.agent_id], "taken_over", subject, key, now, agent_name=supervisor.name)
    audit.record(db, supervisor.login, "taken_over", subject, now, holder=before.kind, agent=former)
