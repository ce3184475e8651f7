"""What is done about an incident. Every step is an event of its own; an order of steps is kept (FLOW-INCIDENT)."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid, NotFound
from bot.incidents.record import OVER, Incident, find
from bot.incidents.tasks import Task, tasks
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.locks import lock_name
from bot.store.tables import incident_events, incident_tasks, incidents
from bot.wakeups import Wakeup

STEPS = ("planned", "handled", "reviewed")  # the stages that people take; the others happen when it is declared
REVIEW = ("cause", "measures")  # what a review must say (S0-7.3-c)


def declare(
    db: Connection,
    *,
    severity: str,
    what: str,
    services: list[str],
    districts: list[str],
    notice: dict[str, str],
    until: datetime | None,
    drill: bool,
    by: int,
    now: datetime,
    standard: Standard,
) -> Incident:
    """Reported, graded and told to customers in one; a severity with a plan lists its tasks (S0-7.3-a).

    Raises: Invalid for what the standard does not know."""
    unknown = set(services) - set(standard.incidents.services)
    if severity not in standard.incidents.severities or unknown or not services:
        raise Invalid("invalid", "an unknown severity or service", fields={"services": sorted(unknown)})
    row = {"what": what, "services": services, "districts": districts, "drill": drill}
    made = db.execute(insert(incidents).values(**row, declared_by=by, declared_at=now))
    incident_id = int(made.inserted_primary_key[0])
    mark(db, incident_id, "reported", by, now)
    mark(db, incident_id, "graded", by, now, severity=severity)
    mark(db, incident_id, "informed", by, now, notice=notice, until=until.isoformat() if until else None)
    _list_tasks(db, incident_id, severity, now, standard)
    return find(db, incident_id)


def regrade(db: Connection, incident_id: int, severity: str, by: int, now: datetime, *, standard: Standard) -> Incident:
    """What becomes major gets the plan's tasks, due from the report on. Raises: NotFound; Invalid; Conflict."""
    incident = _still_on(db, incident_id)
    if severity not in standard.incidents.severities:
        raise Invalid("invalid", "an unknown severity", fields={"severity": "unknown"})
    mark(db, incident_id, "graded", by, now, severity=severity)
    _list_tasks(db, incident_id, severity, incident.declared_at, standard)
    return find(db, incident_id)


def inform(
    db: Connection, incident_id: int, notice: dict[str, str], until: datetime | None, by: int, now: datetime
) -> Incident:
    """Another notice or another expected end. Raises: NotFound; Conflict "incident_over"."""
    _still_on(db, incident_id)
    mark(db, incident_id, "informed", by, now, notice=notice, until=until.isoformat() if until else None)
    return find(db, incident_id)


def step(
    db: Connection, incident_id: int, stage: str, by: int, now: datetime, *, said: dict[str, str], standard: Standard
) -> Incident:
    """The next stage: `planned`, `handled` (service is back), `reviewed`. None can be skipped.

    Raises: NotFound; Conflict "wrong_step" with what comes next, or "tasks_open" with them; Invalid
    "evidence_missing" for a review without cause and measures."""
    _lock(db, incident_id)
    incident = find(db, incident_id)
    coming = next_step(incident, standard)
    if stage != coming:
        raise Conflict("wrong_step", f"not {stage} but {coming}", allowed=[coming] if coming else [])
    if stage == "reviewed":
        left = [one.task for one in tasks(db, incident_id) if one.done_at is None]
        if left:
            raise Conflict("tasks_open", "the plan has tasks that are not done", tasks=left)
        if not all(said.get(part, "").strip() for part in REVIEW):
            raise Invalid(
                "evidence_missing", "a review says cause and measures", fields=dict.fromkeys(REVIEW, "needed")
            )
    mark(db, incident_id, stage, by, now, **said)
    return find(db, incident_id)


def next_step(incident: Incident, standard: Standard) -> str | None:
    wanted = [stage for stage in standard.incidents.stages_of(incident.severity) if stage in STEPS]
    return next((stage for stage in wanted if stage not in incident.reached), None)


def give_task(db: Connection, incident_id: int, task: str, to: int, by: int, now: datetime) -> None:
    """Raises: NotFound; Conflict "task_done"."""
    _open_task(db, incident_id, task)
    mark(db, incident_id, "assigned", by, now, task=task, to=to)


def finish_task(db: Connection, incident_id: int, task: str, by: int, now: datetime, note: str = "") -> None:
    """Raises: NotFound; Conflict "task_done"."""
    _open_task(db, incident_id, task)
    mark(db, incident_id, "done", by, now, note, task=task)


def mark(
    db: Connection, incident_id: int, kind: str, by: int | None, now: datetime, note: str = "", **data: Any
) -> None:
    values = {"incident_id": incident_id, "kind": kind, "agent_id": by, "note": note, "data": data, "at": now}
    db.execute(insert(incident_events).values(**values))
    wake_after_commit(db, Wakeup("incident", str(incident_id)))


def mark_told(db: Connection, incident: Incident, event_id: int, count: int, now: datetime) -> None:
    """Customers with something open were told of this event: `count` of them by this look."""
    mark(db, incident.id, "told", None, now, of=event_id, count=count)


def _list_tasks(db: Connection, incident_id: int, severity: str, reported: datetime, standard: Standard) -> None:
    if not standard.incidents.severities[severity].plan:
        return
    for task, entry in standard.incidents.plan.items():
        due = standard.due_after(entry, reported) or reported
        insert_unless_taken(db, incident_tasks, incident_id=incident_id, task=task, due_at=due)


def _still_on(db: Connection, incident_id: int) -> Incident:
    _lock(db, incident_id)
    incident = find(db, incident_id)
    if OVER in incident.reached:
        raise Conflict("incident_over", "service is back already", stage=OVER)
    return incident


def _open_task(db: Connection, incident_id: int, task: str) -> Task:
    _lock(db, incident_id)
    found = next((one for one in tasks(db, incident_id) if one.task == task), None)
    if found is None:
        raise NotFound("no_such_task")
    if found.done_at is not None:
        raise Conflict("task_done", "this task is done already", task=task)
    return found


def _lock(db: Connection, incident_id: int) -> None:
    """Raises: NotFound."""
    lock_name(db, f"incident:{incident_id}")
    if db.execute(select(incidents.c.id).where(incidents.c.id == incident_id)).first() is None:
        raise NotFound("no_such_incident")
