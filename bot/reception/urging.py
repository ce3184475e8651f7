"""What a customer does with a case that they follow: asks for speed, or says that it is not solved. Both are safe when
they are pressed twice, and only who is in charge hears of them."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import promises, tickets
from bot.errors import Conflict
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.reception.staff import tell_in_charge
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.tickets import Event, Ticket
from bot.tickets.adding import add_event, working
from bot.tickets.record import REOPENED

HURRIED, NOT_SOLVED = "hurried", "not_solved"
CLOSED = "closed"


def hurried(
    db: Connection,
    ticket: Ticket,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    here: str | None = None,
) -> Ticket:
    """`here`: the conversation in which it was asked; the ticket's own, where that is none. The same key: once.

    Raises: Conflict "case_over", "hurried_lately" with `again_at`, "hurried_enough", "merged"."""
    ticket = _locked(db, ticket, here)
    if _done_before(ticket, HURRIED, client_key):
        return ticket
    _must_be_possible(ticket, standard, now)
    done = add_event(db, ticket, HURRIED, None, now, data={"key": client_key})
    times = len(hurries(done))
    tell_in_charge(db, done, HURRIED, f"hurried:{done.number}:{len(done.events)}", now, times=times)
    _say(db, done, "utter_case_hurried", here, now, standard, phrases, due=promised_time(db, done, standard))
    return done


def not_solved(
    db: Connection,
    ticket: Ticket,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    words: str = "",
    here: str | None = None,
) -> Ticket:
    """The step that failed is done again, by a new time that the customer is told. The same key: once.

    Raises: Conflict "not_over", "too_late", "merged"."""
    ticket = _locked(db, ticket, here)
    if _done_before(ticket, NOT_SOLVED, client_key):
        return ticket
    if not may_say_not_solved(ticket, standard, now):
        late = ticket.state == CLOSED
        raise Conflict("too_late" if late else "not_over", "there is nothing to say this of now", state=ticket.state)
    add_event(db, ticket, NOT_SOLVED, None, now, words, {"key": client_key})
    done = tickets.reopen(db, ticket.number, None, None, now, standard=standard)
    due = standard.promise(done.kind).due(now)
    _promise_anew(db, done, due, now, standard)
    tell_in_charge(db, done, NOT_SOLVED, f"not_solved:{done.number}:{len(done.events)}", now)
    _say(db, done, "utter_case_reopened", here, now, standard, phrases, due=due)
    return done


def hurries(ticket: Ticket) -> list[Event]:
    """Since it was last reopened: what was asked of an earlier solution is over."""
    back = max((event.at for event in ticket.events if event.state == REOPENED), default=ticket.created_at)
    return [event for event in ticket.events if event.kind == HURRIED and event.at >= back]


def hurry_again_at(ticket: Ticket, standard: Standard) -> datetime | None:
    """When it may be asked for next; None: not any more."""
    rule, done = standard.following.hurry, hurries(ticket)
    if ticket.over or len(done) >= rule.most:
        return None
    return done[-1].at + rule.every.length if done else ticket.created_at


def may_say_not_solved(ticket: Ticket, standard: Standard, now: datetime) -> bool:
    failed = standard.tickets[ticket.kind].not_solved
    if ticket.state == REOPENED or failed is None or failed not in tickets.reopens(ticket, standard):
        return False
    return ticket.state != CLOSED or now <= closed_at(ticket) + standard.following.not_solved_within.length


def closed_at(ticket: Ticket) -> datetime:
    return max((event.at for event in ticket.events if event.state == CLOSED), default=ticket.created_at)


def promised_time(db: Connection, ticket: Ticket, standard: Standard) -> datetime:
    """What the customer was told last: a promise that still stands, or the time of its kind."""
    standing = promises.open_of_tickets(db, [ticket.id])
    back = max((event.at for event in ticket.events if event.state == REOPENED), default=None)
    of_kind = standard.promise(ticket.kind).due(back) if back else tickets.due(ticket, standard)
    return max((one.due_at for one in standing), default=of_kind)


def _locked(db: Connection, ticket: Ticket, here: str | None) -> Ticket:
    """Conversations before tickets, as everybody locks them. Raises: Conflict "merged"."""
    for conversation_id in sorted({ticket.conversation_id, here} - {None}):  # type: ignore[type-var]
        lock_conversation(db, str(conversation_id))
    return working(db, ticket.number)


def _done_before(ticket: Ticket, kind: str, client_key: str) -> bool:
    return any(event.kind == kind and event.data.get("key") == client_key for event in ticket.events)


def _must_be_possible(ticket: Ticket, standard: Standard, now: datetime) -> None:
    if ticket.over:
        raise Conflict("case_over", "it is closed", state=ticket.state)
    again = hurry_again_at(ticket, standard)
    if again is None:
        raise Conflict("hurried_enough", "it was asked for as often as may be", again_at=None)
    if now < again:
        raise Conflict("hurried_lately", "it was asked for a short while ago", again_at=again.isoformat())


def _promise_anew(db: Connection, ticket: Ticket, due: datetime, now: datetime, standard: Standard) -> None:
    """The times told before are over: the work begins anew, and so does its time."""
    if ticket.conversation_id is None:
        return
    for one in promises.open_of_tickets(db, [ticket.id]):
        promises.withdraw(db, one, now)
    clock = standard.promise(ticket.kind).id
    about: dict[str, Any] = {"ticket_id": ticket.id, "clock": clock, "agent_id": ticket.owner_id}
    key = f"reopened:{ticket.number}:{len(ticket.events)}"
    promises.make(db, ticket.conversation_id, due, now, key=key, **about)


def _say(
    db: Connection,
    ticket: Ticket,
    key: str,
    here: str | None,
    now: datetime,
    standard: Standard,
    phrases: Phrases,
    *,
    due: datetime,
) -> None:
    where = here or ticket.conversation_id
    if where is None:
        return
    told = {"ticket_no": ticket.number, "department": standard.departments[ticket.department].name(ticket.language)}
    desk_said(
        db,
        where,
        key,
        now,
        {"notice": "told"},
        phrases=phrases,
        due_time=standard.say(due, ticket.language, now),
        **told,
    )
