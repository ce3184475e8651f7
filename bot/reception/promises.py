"""Promises: what the customer is told by when, kept with what was said; and the apology when one is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, audit, handoff, notices, promises, tickets
from bot.errors import Invalid
from bot.phrases import Phrases
from bot.promises import Promise
from bot.reception.gate import desk_said
from bot.reception.warnings import supervisors
from bot.standard import Standard
from bot.store import Store
from bot.store.locks import lock_conversation
from bot.tickets import Ticket, watched
from bot.transcript import Message

# Where no ticket names a department.
SERVICE = "customer_service"
# What a person does that answers a ticket's customer.
ANSWERS = ("told", "result_told")


@dataclass(frozen=True)
class Given:
    """`text`: the words of the draft that promise something until `due_at`."""

    text: str
    due_at: datetime


def ticket_promised(
    db: Connection, ticket: Ticket, standard: Standard, *, clock: str | None = None, due_at: datetime | None = None
) -> None:
    """What the customer is told when a ticket is opened (S0-1.2-c): the time of its kind, unless another `clock` or
    `due_at` is named. Told again, it is the same promise."""
    if ticket.conversation_id is None:
        return
    clock, due = clock or standard.promise(ticket.kind).id, due_at or tickets.due(ticket, standard)
    about: dict[str, Any] = {"ticket_id": ticket.id, "clock": clock, "agent_id": ticket.owner_id}
    promises.make(db, ticket.conversation_id, due, ticket.created_at, key=f"ticket:{ticket.number}:{clock}", **about)


def answer_promised(db: Connection, handoff_id: int, due: datetime, clock: str, now: datetime) -> None:
    """A waiting customer was told until when somebody answers, at the latest. The first time that was told counts."""
    one = handoff.find(db, handoff_id)
    about: dict[str, Any] = {"key": f"handoff:{handoff_id}", "handoff_id": handoff_id, "clock": clock}
    promises.make(db, one.conversation_id, due, now, **about)


def agent_promised(
    db: Connection,
    message: Message,
    given: Sequence[Given],
    now: datetime,
    *,
    standard: Standard,
    kept: Sequence[int] = (),
    plan: bool = False,
) -> None:
    """What an agent confirmed of a message, in its transaction: what it promises, which promises it keeps, and that it
    tells the plan (C-02), as every promise does. Sent again, it is the same.

    Raises: Invalid "promise"; NotFound for a promise of another conversation."""
    assert message.agent_id is not None
    for number, one in enumerate(given):
        _must_be_possible(one, message, standard)
        key = f"{message.conversation_id}:{message.seq}:{number}"
        about: dict[str, Any] = {"seq": message.seq, "agent_id": message.agent_id, "what": one.text.strip()}
        promises.make(db, message.conversation_id, one.due_at, now, key=key, **about)
    for promise_id in kept:
        promise_kept(db, message.conversation_id, promise_id, message.agent_id, now)
    served = handoff.current(db, message.conversation_id)
    if served and (plan or given):
        handoff.tell_plan(db, served, message.agent_id, now)


def promise_kept(db: Connection, conversation_id: str, promise_id: int, agent_id: int, now: datetime) -> None:
    """An agent says so. Raises: NotFound, also for a promise of another conversation."""
    one = promises.find(db, promise_id, conversation_id)
    if promises.keep(db, promise_id, now, agent_id):
        login, in_time = agents.get(db, agent_id).login, now <= one.due_at
        audit.record(db, login, "promise.kept", f"promise:{promise_id}", now, in_time=in_time, was=one.state(now))


def _must_be_possible(one: Given, message: Message, standard: Standard) -> None:
    if one.text.strip() not in message.text or not one.text.strip():
        raise Invalid("promise", "the words of a promise stand in the message")
    if not message.created_at < one.due_at <= message.created_at + standard.promises.furthest.length:
        raise Invalid("promise", "a promise is due later than now, and not too far ahead")


def settle_tickets(store: Store, ones: Sequence[Ticket], *, standard: Standard) -> None:
    """Of tickets to which something happened: their promises are kept as soon as the promised step is taken."""
    by_id = {one.id: one for one in ones}
    with store.reading() as db:
        waiting = promises.open_of_tickets(db, by_id)
    for one in waiting:
        kept = _step_taken(one, by_id[one.ticket_id or 0], standard)
        if kept is not None and kept <= one.due_at:
            with store.writing() as db:
                promises.keep(db, one.id, kept)


def settle(db: Connection, one: Promise, now: datetime, *, standard: Standard, phrases: Phrases) -> None:
    """A promise that is over: kept, no longer needed, or broken. Any number of processes may: one of them tells."""
    lock_conversation(db, one.conversation_id)
    one = promises.find(db, one.id)
    if one.state(now) != "late":
        return
    kept, needed = _facts(db, one, standard)
    if kept is not None:
        promises.keep(db, one.id, kept)
    elif not needed:
        promises.withdraw(db, one, now)
    elif promises.broken(db, one, now):
        _tell_agents(db, one, now)
        # A second apology by a machine would mock them: from here on it is for people.
        if one.renews_id is None:
            _apologise(db, one, now, standard, phrases)


def _facts(db: Connection, one: Promise, standard: Standard) -> tuple[datetime | None, bool]:
    """When it was kept, if so, and whether anybody still waits for it."""
    if one.ticket_id is not None:
        ticket = watched.of_ids(db, [one.ticket_id])[0]
        return _step_taken(one, ticket, standard), ticket.state not in watched.ENDS
    if one.handoff_id is not None:
        asked = handoff.find(db, one.handoff_id)
        said = [at for name, at in handoff.happened(db, [asked], standard)[asked.handoff_id] if name == "agent_said"]
        return min((at for at in said if at > one.made_at), default=None), asked.ended_at is None
    return None, True


def _step_taken(one: Promise, ticket: Ticket, standard: Standard) -> datetime | None:
    steps = standard.promise(ticket.kind).rule.stop if one.clock is None else standard.clock(one.clock).rule.stop
    names = (*steps, *(ANSWERS if one.clock is None else ()))
    return min((at for name, at in ticket.happened if name in names and at >= one.made_at), default=None)


def _tell_agents(db: Connection, one: Promise, now: datetime) -> None:
    there = agents.listing(db)
    to = supervisors(there) | {agent.id for agent in there if agent.id == one.agent_id and agent.disabled_at is None}
    subject = f"ticket:{one.ticket}" if one.ticket else f"conversation:{one.conversation_id}"
    label = one.ticket or one.what or one.conversation_id[:4].upper()
    told = {"label": label, "due": one.due_at.isoformat(), "again": one.renews_id is not None}
    notices.tell(db, to, "promise_broken", subject, f"promise:{one.id}", now, **told)
    audit.record(db, "desk", "promise.broken", f"promise:{one.id}", now, due=one.due_at.isoformat())


def _apologise(db: Connection, one: Promise, now: datetime, standard: Standard, phrases: Phrases) -> None:
    due = _new_time(one, now, standard)
    department = watched.of_ids(db, [one.ticket_id])[0].department if one.ticket_id is not None else SERVICE
    said = desk_said(
        db,
        one.conversation_id,
        "utter_desk_promise_broken",
        now,
        {"notice": "promise_broken"},
        phrases=phrases,
        client_key=f"promise:{one.id}",
        department=standard.departments[department].name(one.language),
        due_time=standard.say(one.due_at, one.language, now),
        new_time=standard.say(due, one.language, now),
    )
    promises.renew(db, one, due, said.seq, now)


def _new_time(one: Promise, now: datetime, standard: Standard) -> datetime:
    """In agents' hours, when somebody can keep it; no longer than the clock itself allowed at first."""
    later = standard.hours.after(now, standard.promises.new_time)
    return min(later, standard.clock(one.clock).due(now)) if one.clock else later
