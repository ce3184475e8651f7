"""What other departments are asked to do for a ticket: request, result, feedback (SYS-33, S0-6.1-r)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot import audit
from bot.errors import Conflict, Invalid, NotFound
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.tables import agents, subtask_events, subtasks, tickets
from bot.tickets.adding import login, must_have, working
from bot.wakeups import Wakeup

# What may follow: the department delivers, who asked takes it or gives it back, or needs it no more.
NEXT = {
    "open": ("assigned", "done", "withdrawn"),
    "returned": ("assigned", "done", "withdrawn"),
    "done": ("accepted", "returned", "withdrawn"),
    "accepted": (),
    "withdrawn": (),
}
OVER = ("accepted", "withdrawn")


@dataclass(frozen=True)
class SubtaskEvent:
    kind: str
    agent_id: int
    agent_name: str
    text: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True)
class Subtask:
    """`state`: open | done (delivered, and waiting for feedback) | returned | accepted | withdrawn."""

    id: int
    ticket_id: int
    ticket_number: str
    department: str
    request: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    due_at: datetime
    state: str
    assignee_id: int | None
    assignee: str | None
    events: list[SubtaskEvent]


def ask(
    db: Connection,
    number: str,
    department: str,
    request: str,
    due_at: datetime,
    by: int,
    now: datetime,
    assignee_id: int | None = None,
    *,
    standard: Standard,
) -> Subtask:
    """Ask a department for something, due then. Raises: NotFound; Forbidden; Conflict "wrong_step" when the ticket is
    over; Invalid "no_such_department" or "past"."""
    ticket = working(db, number)
    must_have(db, by, "work")
    if ticket.over:
        raise Conflict("wrong_step", "the ticket is closed", state=ticket.state, allowed=[])
    if department not in standard.departments:
        raise Invalid("no_such_department", f"one of {', '.join(standard.departments)}")
    if due_at <= now:
        raise Invalid("past", "the due time is over already")
    row = {"ticket_id": ticket.id, "department": department, "request": request, "asked_by_id": by}
    added = db.execute(insert(subtasks).values(**row, asked_at=now, due_at=due_at))
    subtask_id = int(added.inserted_primary_key[0])
    _told(db, ticket.number, by, "subtask_asked", now, subtask=subtask_id, department=department)
    if assignee_id is not None:
        return answer(db, subtask_id, "assigned", by, now, assignee_id=assignee_id)
    return get(db, subtask_id)


def answer(
    db: Connection, subtask_id: int, kind: str, by: int, now: datetime, text: str = "", assignee_id: int | None = None
) -> Subtask:
    """`kind`: assigned (with whom) · done (with the result) · accepted · returned (with what is missing) · withdrawn.

    Raises: NotFound; Forbidden; Conflict "wrong_step" with what may follow; Invalid "text_needed"."""
    found = get(db, subtask_id)
    working(db, found.ticket_number)
    must_have(db, by, "work")
    found = get(db, subtask_id)
    if kind not in NEXT[found.state]:
        raise Conflict("wrong_step", f"{found.state}", state=found.state, allowed=list(NEXT[found.state]))
    if kind in ("done", "returned") and not text.strip():
        raise Invalid("text_needed", "say what was done, or what is missing")
    if kind == "assigned" and not _is_here(db, assignee_id):
        raise NotFound("no_such_agent")
    data = {"assignee_id": assignee_id} if kind == "assigned" else {}
    row = {"subtask_id": subtask_id, "kind": kind, "agent_id": by, "text": text, "data": data}
    db.execute(insert(subtask_events).values(**row, at=now))
    _told(db, found.ticket_number, by, f"subtask_{kind}", now, subtask=subtask_id, **data)
    return get(db, subtask_id)


def get(db: Connection, subtask_id: int) -> Subtask:
    """Raises: NotFound."""
    found = _read(db, subtasks.c.id == subtask_id)
    if not found:
        raise NotFound("no_such_subtask")
    return found[0]


def of_ticket(db: Connection, ticket_id: int) -> list[Subtask]:
    """Oldest first."""
    return _read(db, subtasks.c.ticket_id == ticket_id)


def waiting_for(db: Connection, agent_id: int, department: str) -> list[Subtask]:
    """What an agent, or nobody yet of their department, has to deliver; the earliest due first."""
    over = select(subtask_events.c.subtask_id).where(subtask_events.c.kind.in_(OVER))
    found = [one for one in _read(db, subtasks.c.id.notin_(over)) if one.state in ("open", "returned")]
    theirs = [one for one in found if _is_for(one, agent_id, department)]
    return sorted(theirs, key=lambda one: (one.due_at, one.id))


def _is_for(one: Subtask, agent_id: int, department: str) -> bool:
    return one.assignee_id == agent_id or (one.assignee_id is None and one.department == department)


def open_subtasks(db: Connection, ticket_id: int) -> list[Subtask]:
    """Those that keep the ticket from being closed: asked for, and neither accepted nor withdrawn."""
    return [one for one in of_ticket(db, ticket_id) if one.state not in OVER]


def _read(db: Connection, condition: Any) -> list[Subtask]:
    query = (
        select(subtasks, tickets.c.number, agents.c.name.label("asker"))
        .join(tickets, tickets.c.id == subtasks.c.ticket_id)
        .join(agents, agents.c.id == subtasks.c.asked_by_id)
        .where(condition)
        .order_by(subtasks.c.id)
    )
    rows = db.execute(query).all()
    events = _events(db, [row.id for row in rows])
    names = {row.id: row.name for row in db.execute(select(agents.c.id, agents.c.name))}
    return [_subtask(row, events[row.id], names) for row in rows]


def _subtask(row: Any, events: list[SubtaskEvent], names: dict[int, str]) -> Subtask:
    given = [event.data.get("assignee_id") for event in events if event.kind == "assigned"]
    states = [event.kind for event in events if event.kind != "assigned"]
    assignee = given[-1] if given else None
    return Subtask(
        id=row.id,
        ticket_id=row.ticket_id,
        ticket_number=row.number,
        department=row.department,
        request=row.request,
        asked_by_id=row.asked_by_id,
        asked_by=row.asker,
        asked_at=row.asked_at,
        due_at=row.due_at,
        state=states[-1] if states else "open",
        assignee_id=assignee,
        assignee=names.get(assignee) if assignee else None,
        events=events,
    )


def _events(db: Connection, ids: Iterable[int]) -> dict[int, list[SubtaskEvent]]:
    query = (
        select(subtask_events, agents.c.name.label("agent_name"))
        .join(agents, agents.c.id == subtask_events.c.agent_id)
        .where(subtask_events.c.subtask_id.in_(list(ids)))
        .order_by(subtask_events.c.id)
    )
    events: dict[int, list[SubtaskEvent]] = {one: [] for one in ids}
    for row in db.execute(query):
        told = SubtaskEvent(row.kind, row.agent_id, row.agent_name, row.text, row.data, row.at)
        events[row.subtask_id].append(told)
    return events


def _is_here(db: Connection, agent_id: int | None) -> bool:
    here = select(agents.c.id).where(agents.c.id == agent_id, agents.c.disabled_at.is_(None))
    return agent_id is not None and db.execute(here).first() is not None


def _told(db: Connection, number: str, by: int, action: str, now: datetime, **facts: Any) -> None:
    audit.record(db, login(db, by), action, f"ticket:{number}", now, **facts)
    wake_after_commit(db, Wakeup("work", number))
