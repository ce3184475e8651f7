"""The tasks of an emergency plan, as they stand: due, given to somebody, done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.incidents.record import history
from bot.store.tables import incident_tasks


@dataclass(frozen=True)
class Task:
    """`task`: a key of the standard's plan. Late is what is not done after it was due, or was done after that."""

    task: str
    due_at: datetime
    assignee_id: int | None
    done_at: datetime | None
    done_by: str | None

    def late(self, now: datetime) -> bool:
        return (self.done_at or now) > self.due_at


def tasks(db: Connection, incident_id: int) -> list[Task]:
    """In the order of their due times."""
    happened = history(db, incident_id)
    given = {event.data["task"]: event.data["to"] for event in happened if event.kind == "assigned"}
    done = {event.data["task"]: event for event in happened if event.kind == "done"}
    query = select(incident_tasks).where(incident_tasks.c.incident_id == incident_id)
    found = []
    for row in db.execute(query.order_by(incident_tasks.c.due_at, incident_tasks.c.id)):
        by = done.get(row.task)
        found.append(
            Task(row.task, row.due_at, given.get(row.task), by.at if by else None, by.agent_name if by else None)
        )
    return found
