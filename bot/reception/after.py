"""After the service: customers are asked whether it holds (FLOW-CALLBACK), and what they answer is acted upon."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot import callbacks, deliveries, handoff, tickets
from bot.callbacks import Attempt, Standing
from bot.errors import Conflict
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.reception.staff import tell_in_charge
from bot.standard import Standard
from bot.store.locks import lock_conversation, lock_name
from bot.tickets import Ticket
from bot.tickets.afterwards import called_back, must_find, not_solved, solved, unconfirmed

ASSISTANT, AGENT = "assistant", "agent"


def callbacks_due(
    db: Connection, now: datetime, *, standard: Standard, ahead: timedelta = timedelta()
) -> list[tuple[Ticket, Standing]]:
    """What the assistant or an agent may ask by now, or in so much time; the most pressing first."""
    found = []
    for number in callbacks.unfinished(db, standard, now, ahead):
        ticket = tickets.find(db, number)
        if ticket:
            found += [(ticket, one) for one in _standings(db, ticket, standard) if _is_open(one, standard, now + ahead)]
    return sorted(found, key=lambda pair: (pair[1].planned.due, pair[0].id))


def call_back(db: Connection, number: str, now: datetime, *, standard: Standard, phrases: Phrases) -> int:
    """Ask the customer of this ticket whatever is due, on their own channel; returns how many attempts were made. To be
    called by any number of processes: each attempt is made once. Who has no channel is left to the agents."""
    lock_name(db, f"callback {number}")
    ticket = tickets.find(db, number)
    if ticket is None:
        return 0
    made = 0
    for one in _standings(db, ticket, standard):
        if one.attempt is None and not one.reached and one.at is not None and one.at <= now:
            _give_up(db, ticket, one, now, standard)
        elif callbacks.waits(one, standard, now) and has_channel(db, ticket) and standard.contact_hours.open_at(now):
            made += _ask(db, ticket, one, now, phrases)
    return made


def has_channel(db: Connection, ticket: Ticket) -> bool:
    """Whether the customer can be written to: they came by a conversation, and have not blocked us since."""
    return ticket.conversation_id is not None and not deliveries.stopped(db, ticket.conversation_id)


def recorded(
    db: Connection,
    number: str,
    phase: int,
    agent_id: int,
    outcome: str,
    answers: dict[str, Any],
    now: datetime,
    *,
    standard: Standard,
) -> Attempt:
    """An agent has called. The attempt that waits for an answer is ended by it, or it is an attempt of its own.

    Raises: NotFound; Conflict "nothing_to_ask" when this callback is not open, or was answered in this moment."""
    lock_name(db, f"callback {number}")
    ticket = must_find(db, number)
    one = next((one for one in _standings(db, ticket, standard) if one.planned.phase == phase), None)
    attempt = _to_record(db, ticket, one, agent_id, now) if one else None
    if attempt is None or not callbacks.end(db, attempt.id, outcome, answers, now):
        raise Conflict("nothing_to_ask", "this callback is not open, or has been answered")
    told = {"attempt": attempt.attempt, "by": AGENT, "outcome": outcome}
    called_back(db, ticket, phase, agent_id, now, str(answers.get("feedback") or ""), **told)
    words = str(answers.get("feedback") or "")
    follow_up(db, ticket, attempt, outcome, agent_id, now, standard=standard, words=words)
    return callbacks.find(db, attempt.id)


def follow_up(
    db: Connection,
    ticket: Ticket,
    attempt: Attempt,
    outcome: str,
    agent_id: int | None,
    now: datetime,
    *,
    standard: Standard,
    words: str = "",
) -> bool:
    """What an answer leads to: "solved" is the customer's confirmation, in their `words`; "not solved" opens the ticket
    again and tells who is in charge of it. False when it
    speaks of a solution that is none any more."""
    if attempt.since not in {one.since for one in callbacks.expected(ticket.kind, ticket.happened, standard)}:
        return False
    if outcome == "not_solved":
        not_solved(db, ticket, agent_id, now, standard)
    if outcome == "solved":
        solved(db, ticket, agent_id, words or outcome, now, standard)
    if outcome in ("not_solved", "person"):
        tell_in_charge(db, ticket, f"callback_{outcome}", f"callback:{attempt.id}:{outcome}", now)
    return True


def _standings(db: Connection, ticket: Ticket, standard: Standard) -> list[Standing]:
    attempts = callbacks.of_ticket(db, ticket.id)
    plan = [] if ticket.merged_into else callbacks.expected(ticket.kind, ticket.happened, standard)
    return [callbacks.standing(one, attempts, standard) for one in plan]


def _is_open(one: Standing, standard: Standard, by: datetime) -> bool:
    to_end = one.attempt is None and not one.reached and not one.given_up and one.at is not None and one.at <= by
    return to_end or callbacks.waits(one, standard, by)


def _ask(db: Connection, ticket: Ticket, one: Standing, now: datetime, phrases: Phrases) -> int:
    """Not into a talk with a person: then it is due a little later."""
    assert ticket.conversation_id is not None and one.attempt is not None
    lock_conversation(db, ticket.conversation_id)
    if handoff.holder(db, ticket.conversation_id).kind != "assistant":
        return 0
    here = ticket.conversation_id
    attempt = callbacks.begin(db, ticket.id, one.planned, one.attempt, ASSISTANT, now, conversation_id=here)
    if attempt is None:
        return 0
    called_back(db, ticket, one.planned.phase, None, now, attempt=one.attempt, by=ASSISTANT)
    key, extras = f"utter_callback_{one.planned.phase}", {"notice": "callback"}
    about = {"ticket_no": ticket.number, "title": ticket.title, "callback": attempt.id}
    desk_said(db, here, key, now, extras, phrases=phrases, client_key=f"callback:{attempt.id}", **about)
    return 1


def _give_up(db: Connection, ticket: Ticket, one: Standing, now: datetime, standard: Standard) -> None:
    """All attempts were in vain. After the first phase the ticket counts as unconfirmed (G-04), recorded once."""
    if (
        one.given_up
        and one.last
        and any(name == "unconfirmed" for name, at in ticket.happened if at >= one.planned.since)
    ):
        return
    if one.last:
        callbacks.end(db, one.last.id, "unreached", one.last.answers, now)
    if one.planned.phase == 1 and one.last:
        account = "; ".join(
            f"{made.asked_at.astimezone(standard.zone):%Y-%m-%d %H:%M} {made.way}"
            for made in callbacks.of_ticket(db, ticket.id)
            if (made.phase, made.since) == (1, one.planned.since)
        )
        unconfirmed(db, ticket, now, one.last.attempt, account)
        tell_in_charge(db, ticket, "callback_unconfirmed", f"callback:{one.last.id}:unconfirmed", now)


def _to_record(db: Connection, ticket: Ticket, one: Standing, agent_id: int, now: datetime) -> Attempt | None:
    if one.last and one.last.outcome is None:
        return one.last
    if one.attempt is None:
        return None
    here = ticket.conversation_id
    return callbacks.begin(db, ticket.id, one.planned, one.attempt, AGENT, now, conversation_id=here, agent_id=agent_id)
