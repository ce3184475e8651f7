"""Work on a ticket of which somebody else at the desk must hear."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, notices, tickets
from bot.reception.letters import must_be_a_letter
from bot.reception.staff import supervisors
from bot.standard import Standard
from bot.tickets import Subtask, Ticket

ESCALATED = "escalated"


def ticket_moved(
    db: Connection,
    number: str,
    state: str,
    agent_id: int,
    now: datetime,
    note: str,
    data: dict[str, Any],
    *,
    standard: Standard,
) -> Ticket:
    """Supervisors hear of what was escalated (S2-5.2-f). Raises: as tickets.move; a step
    that needs a written reply is taken by sending one: Invalid "evidence_missing" (S0-6.1-l)."""
    if state == standard.letters.at:
        must_be_a_letter(db, number, data)
    moved = tickets.move(db, number, state, agent_id, now, note, data, standard=standard)
    if state == ESCALATED:
        key = f"escalated:{moved.number}:{len(moved.events)}"
        notices.tell(db, supervisors(db), "escalated", f"ticket:{moved.number}", key, now, number=moved.number)
    return moved


def subtask_asked(
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
    """Who is to do it hears of it: the assignee, or else the department. Raises: as tickets.subtasks.ask."""
    asked = tickets.ask_subtask(
        db, number, department, request, due_at, by, now, assignee_id=assignee_id, standard=standard
    )
    _tell(db, asked, "subtask_asked", by, now)
    return asked


def subtask_answered(
    db: Connection, subtask_id: int, kind: str, by: int, now: datetime, text: str = "", assignee_id: int | None = None
) -> Subtask:
    """A result is told to who works on the ticket, feedback to who did it. Raises: as tickets.subtasks.answer."""
    answered = tickets.answer_subtask(db, subtask_id, kind, by, now, text, assignee_id)
    _tell(db, answered, f"subtask_{kind}", by, now)
    return answered


def _tell(db: Connection, one: Subtask, kind: str, by: int, now: datetime) -> None:
    whom = (_askers(db, one) if kind == "subtask_done" else _doers(db, one)) - {by}
    key = f"{kind}:{one.id}:{len(one.events)}"
    notices.tell(db, whom, kind, f"ticket:{one.ticket_number}", key, now, number=one.ticket_number)


def _askers(db: Connection, one: Subtask) -> set[int]:
    ticket = tickets.find(db, one.ticket_number)
    doing = ticket.assignee_id if ticket else None
    return {one.asked_by_id} | ({doing} if doing is not None else set())


def _doers(db: Connection, one: Subtask) -> set[int]:
    if one.assignee_id is not None:
        return {one.assignee_id}
    here = [agent for agent in agents.listing(db) if agent.disabled_at is None]
    return {agent.id for agent in here if agent.department == one.department}
