"""What is done to a ticket: every step is an event of its own, and none is rewritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid
from bot.standard import Standard
from bot.standard.flow import Record
from bot.store.tables import tickets
from bot.tickets.accused import must_not_be_accused
from bot.tickets.adding import add_event, locked, must_have, working
from bot.tickets.evidence import filled, must_be_ready
from bot.tickets.opening import FIRST_STEP
from bot.tickets.record import REOPENED, Ticket
from bot.tickets.steps import next_steps, reopens, step_before, ticks

Data = dict[str, Any]
# Events that only other calls write.
OWN = (
    "opened",
    "state",
    "classified",
    "assigned",
    "note",
    "checked",
    "marked",
    "prioritised",
    "linked",
    "handled",
    "accused",
)


def move(
    db: Connection,
    number: str,
    state: str,
    agent_id: int | None,
    now: datetime,
    note: str = "",
    data: Data | None = None,
    *,
    standard: Standard,
) -> Ticket:
    """To the next step, or a side step, of the standard; `data`: its form, by field.

    Raises: NotFound; Conflict "wrong_step" with the present state and the steps allowed, "not_ready" with what must
    happen before, "complained_about"; Forbidden; Invalid "evidence_missing" with the fields."""
    ticket = working(db, number)
    allowed = next_steps(ticket, standard)
    if state == REOPENED and state in allowed:
        return reopen(db, number, None, agent_id, now, note, standard=standard)
    if state not in allowed:
        raise Conflict("wrong_step", f"not from {ticket.state} to {state}", state=ticket.state, allowed=allowed)
    kind, data = standard.tickets[ticket.kind], data or {}
    step = kind.step(state)
    _must_be_theirs(db, ticket, agent_id, step.right, standard)
    must_be_ready(db, ticket, state, standard)
    kept = filled(db, ticket, step.needs, data, agent_id, standard)
    if state in kind.side:
        kept = {**kept, "aside": True}
    return add_event(db, ticket, "state", agent_id, now, note, kept, state)


def reopen(
    db: Connection,
    number: str,
    to: str | None,
    by: int | None,
    now: datetime,
    note: str = "",
    *,
    standard: Standard,
) -> Ticket:
    """Back to the step that failed, which is then the next one to do; None: the one that the standard names for a
    problem that is not solved. `by` None: the customer, or the desk itself. Nothing of what happened is rewritten.

    Raises: NotFound; Conflict "wrong_step" with the steps that it may be returned to; Forbidden."""
    ticket = working(db, number)
    must_have(db, by, "work")
    allowed = reopens(ticket, standard)
    to = to or standard.tickets[ticket.kind].not_solved
    if to not in allowed:
        raise Conflict("wrong_step", f"not back to {to} from {ticket.state}", state=ticket.state, allowed=allowed)
    data = {"to": to, "after": step_before(ticket, to, standard)}
    return add_event(db, ticket, "state", by, now, note, data, REOPENED, facts={"back_to": to})


def record(
    db: Connection,
    number: str,
    kind: str,
    agent_id: int | None,
    now: datetime,
    data: Data | None = None,
    note: str = "",
    *,
    standard: Standard,
) -> Ticket:
    """An event of the standard, such as told, concluded, result_told or callback_1; with its form, where it has one.

    Raises: NotFound; Invalid "no_such_event" or "evidence_missing" with the fields; Conflict "wrong_step" with the
    steps at which it may be written, "complained_about"; Forbidden."""
    ticket = working(db, number)
    if kind not in standard.events or kind in OWN:
        raise Invalid("no_such_event", f"the standard has no event {kind} to be written")
    rule = standard.tickets[ticket.kind].records.get(kind) or Record(zh=kind, en=kind)
    _must_be_theirs(db, ticket, agent_id, rule.right, standard)
    if rule.during and ticket.step not in rule.during:
        raise Conflict("wrong_step", f"not at {ticket.step}", state=ticket.step, allowed=list(rule.during))
    kept = filled(db, ticket, rule.form, data or {}, agent_id, standard)
    return add_event(db, ticket, kind, agent_id, now, note, kept)


def check(
    db: Connection, number: str, tick: str, done: bool, agent_id: int, now: datetime, *, standard: Standard
) -> Ticket:
    """One tick of the closing check, set or taken back (S0-6.1-q). Raises: NotFound; Invalid; Conflict; Forbidden."""
    ticket = working(db, number)
    must_have(db, agent_id, "work")
    form = standard.tickets[ticket.kind].ticks
    if form is None or tick not in standard.forms[form].ticks:
        raise Invalid("no_such_tick", f"there is nothing to tick by the name of {tick}")
    if ticket.over:
        raise Conflict("wrong_step", "the ticket is closed", state=ticket.state, allowed=[])
    if (tick in ticks(ticket, standard)) == done:
        return ticket
    data = {"tick": tick, "done": done}
    return add_event(db, ticket, "checked", agent_id, now, data=data, facts=data)


def classify(
    db: Connection, number: str, type: str, level: str, agent_id: int, now: datetime, note: str = ""
) -> Ticket:
    """A person confirms, or corrects, what the assistant proposed (C-06). Raises: NotFound."""
    ticket = working(db, number)
    db.execute(update(tickets).where(tickets.c.id == ticket.id).values(type=type, level=level))
    facts = {"type": type, "level": level, "was": {"type": ticket.type, "level": ticket.level}}
    first = ticket.step == FIRST_STEP and not ticket.over
    done = add_event(db, ticket, "classified", agent_id, now, note, facts, "classified" if first else None, facts=facts)
    if first and ticket.assignee_id is not None:
        # Who took it before it was classified has it: the next step is done as well.
        done = add_event(db, done, "state", agent_id, now, state="assigned")
    return done


def assign(
    db: Connection,
    number: str,
    assignee_id: int,
    agent_id: int | None,
    now: datetime,
    note: str = "",
    *,
    standard: Standard,
) -> Ticket:
    """Who does the work. The first one stays the owner and answers for it (C-20); who takes it from somebody, or hands
    it on, says why in `note` (S0-1.2-b).

    Raises: NotFound; Conflict "complained_about"; Invalid "reason_needed"."""
    ticket = working(db, number)
    must_not_be_accused(db, ticket, assignee_id, standard)
    if agent_id is not None and ticket.assignee_id not in (None, assignee_id) and not note.strip():
        raise Invalid("reason_needed", "say why it is handed on")
    people = {"assignee_id": assignee_id, "owner_id": func.coalesce(tickets.c.owner_id, agent_id, assignee_id)}
    db.execute(update(tickets).where(tickets.c.id == ticket.id).values(people))
    data = {"assignee_id": assignee_id, "was": ticket.assignee_id}
    state = "assigned" if ticket.step in _before_assigned(ticket) and not ticket.over else None
    return add_event(db, ticket, "assigned", agent_id, now, note, data, state, facts=data)


def told(
    db: Connection, number: str, agent_id: int | None, now: datetime, note: str = "", data: Data | None = None
) -> Ticket:
    """A person told the customer something about it. Raises: NotFound."""
    return add_event(db, working(db, number), "told", agent_id, now, note, data)


def note(db: Connection, number: str, text: str, agent_id: int | None, now: datetime) -> Ticket:
    """Raises: NotFound."""
    return add_event(db, locked(db, number), "note", agent_id, now, text)


def _before_assigned(ticket: Ticket) -> tuple[str, ...]:
    return ("classified",) if ticket.kind == "complaint" else ("received", "accepted")


def _must_be_theirs(db: Connection, ticket: Ticket, agent_id: int | None, right: str, standard: Standard) -> None:
    """Raises: Forbidden; Conflict "complained_about": nobody looks into what they are accused of (S0-6.1-h)."""
    must_have(db, agent_id, right)
    if right == "investigate" and agent_id is not None:
        must_not_be_accused(db, ticket, agent_id, standard)
