"""Conversations that wait are given to who fits best, and moved on when nobody answers (SYS-34, S1-5.2-d)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import handoff, notices, routing, tickets
from bot.errors import Conflict
from bot.handoff import Handoff
from bot.standard import Standard
from bot.standard.priority import TOP, Scores
from bot.standard.routing import Candidate, Case
from bot.store import Store
from bot.store.locks import lock_name


def route(store: Store, now: datetime, *, standard: Standard) -> int:
    """To be called every second or so, by any number of processes: what nobody answered is moved on, and in the mode
    `assign` everybody who waits is given to somebody, as far as there is room. Returns how many were given."""
    with store.reading() as db:
        late = bool(handoff.unanswered(db, now - standard.routing.answer_within.length))
        can_give = standard.routing.mode == "assign" and _can_give(db, now, standard)
    while late:
        with store.writing() as db:
            late = moved_on(db, now, standard=standard) is not None
            can_give = can_give or standard.routing.mode == "assign"
    given = 0
    while can_give:
        with store.writing() as db:
            can_give = given_next(db, now, standard=standard) is not None
            given += can_give
    return given


def _can_give(db: Connection, now: datetime, standard: Standard) -> bool:
    """So that a desk where nobody waits, or nobody is free, is only read."""
    return any(one.free for one in _there(db, now, standard)) and bool(handoff.waiting(db, now, standard))


def given_next(db: Connection, now: datetime, *, standard: Standard) -> int | None:
    """The first in line to the agent who fits best: one in a transaction, so that nobody waits long for its locks. Any
    number of processes may: they take turns. Returns the handoff, or None when nobody waits or nobody is free."""
    lock_name(db, "routing")
    there = _there(db, now, standard)
    if not any(one.free for one in there):
        return None
    for one in handoff.waiting(db, now, standard):
        chosen = standard.routing.choose(_case(db, one, now, standard), there)
        if chosen and _has_room(db, chosen) and handoff.assign(db, one.handoff_id, chosen.agent_id, now):
            return one.handoff_id
    return None


def moved_on(db: Connection, now: datetime, *, standard: Standard) -> int | None:
    """What was given to an agent who did not answer in time waits again, at its old place, for somebody else. The agent
    is told; the customer, who never heard of that agent, is not. One in a transaction. Returns the handoff."""
    for one in handoff.unanswered(db, now - standard.routing.answer_within.length):
        if handoff.move_on(db, one, now):
            _tell(db, one, now)
            return one.handoff_id
    return None


def scores(db: Connection, conversation_id: str, standard: Standard) -> Scores:
    """The highest of the open tickets of this conversation (C-11), as the assistant proposed or a person confirmed."""
    known = Scores()
    for ticket in tickets.of_conversation(db, conversation_id):
        if ticket.state != list(standard.tickets[ticket.kind].steps)[-1]:
            own = Scores(ticket.urgency, ticket.importance, ticket.scope, ticket.difficulty)
            raised = standard.priority.scores_for(ticket.level, own)
            known = Scores(*(max(pair) for pair in zip(known, raised, strict=True)))
    return known


def _there(db: Connection, now: datetime, standard: Standard) -> list[Candidate]:
    """An agent who has not been seen for as long as a vanished one is given nothing."""
    seen_after = now - standard.handoff.vanished_after.length
    return routing.candidates(db, standard.routing.roles, seen_after)


def _case(db: Connection, one: Handoff, now: datetime, standard: Standard) -> Case:
    since = now - standard.routing.last_agent_within.length
    hard = standard.priority.needs_senior(one.difficulty) or one.importance == TOP
    return Case(
        one.topic,
        one.language,
        needs_senior=hard or standard.handoff.is_negative(one.emotion),
        last_agent=routing.last_agent(db, one.customer_id, since),
        passed_by=routing.passed_by(db, one.handoff_id),
    )


def _has_room(db: Connection, chosen: Candidate) -> bool:
    """Somebody may have taken a conversation since we looked."""
    try:
        routing.must_have_room(db, chosen.agent_id)
    except Conflict:
        return False
    return True


def _tell(db: Connection, one: Handoff, now: datetime) -> None:
    assert one.agent_id is not None
    key = f"moved_on:{one.handoff_id}:{one.fence}"
    notices.tell(db, [one.agent_id], "moved_on", f"conversation:{one.conversation_id}", key, now)
