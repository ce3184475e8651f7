"""An incident as it is read: its row and the events that happened to it, from which everything follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import and_, not_, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.errors import NotFound
from bot.store.tables import agents, incident_events, incidents

OVER = "handled"  # service is back: from then on customers hear nothing of it


@dataclass(frozen=True)
class Incident:
    """`services`: keys of the standard; `districts`: keys of the operator, none for everywhere.

    `severity`, `notice` ({zh, en}) and `until`, the expected end, are what was told last; `told_by`: the id of the
    event that told it. `reached`: the first time of each stage. A `drill` never reaches customers (S0-7.3-e)."""

    id: int
    what: str
    services: list[str]
    districts: list[str]
    drill: bool
    declared_by: int
    declared_at: datetime
    severity: str
    notice: dict[str, str]
    until: datetime | None
    told_by: int
    reached: dict[str, datetime]

    @property
    def over(self) -> bool:
        return OVER in self.reached

    @property
    def reaches_customers(self) -> bool:
        return not self.over and not self.drill

    def hits(self, services: Collection[str], district: str | None = None) -> bool:
        """Without a district known, it may be the customer's."""
        near = district is None or not self.districts or district in self.districts
        return near and bool(set(self.services) & set(services))


@dataclass(frozen=True)
class IncidentEvent:
    """`kind`: a stage of the standard, or assigned | done (of a task) | told (customers were told of event `of`)."""

    id: int
    kind: str
    agent_id: int | None
    agent_name: str | None
    note: str
    data: dict[str, Any]
    at: datetime


def find(db: Connection, incident_id: int) -> Incident:
    """Raises: NotFound."""
    found = _read(db, incidents.c.id == incident_id)
    if not found:
        raise NotFound("no_such_incident")
    return found[0]


def active(db: Connection) -> list[Incident]:
    """Not over yet, drills as well; oldest first."""
    return _read(db, not_(_has(OVER)))


def reaching(db: Connection) -> list[Incident]:
    """Those that customers hear of; oldest first."""
    return _with_events(db, db.execute(_REACHING).all())


def listing(db: Connection, limit: int = 50, before: int | None = None) -> list[Incident]:
    """All of them and the log of drills, newest first; `before`: the id of the last one seen."""
    newest = select(incidents.c.id).order_by(incidents.c.id.desc()).limit(limit)
    if before is not None:
        newest = newest.where(incidents.c.id < before)
    ids = [row.id for row in db.execute(newest)]
    return _read(db, incidents.c.id.in_(ids))[::-1] if ids else []


def history(db: Connection, incident_id: int) -> list[IncidentEvent]:
    """Oldest first."""
    query = (
        select(incident_events, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == incident_events.c.agent_id)
        .where(incident_events.c.incident_id == incident_id)
        .order_by(incident_events.c.id)
    )
    return [
        IncidentEvent(row.id, row.kind, row.agent_id, row.agent_name, row.note, row.data, row.at)
        for row in db.execute(query)
    ]


def _has(kind: str) -> Any:
    of_it = and_(incident_events.c.incident_id == incidents.c.id, incident_events.c.kind == kind)
    return select(incident_events.c.id).where(of_it).exists()


def _read(db: Connection, condition: Any) -> list[Incident]:
    return _with_events(db, db.execute(_query(condition)).all())


def _query(condition: Any) -> Select:
    return select(incidents).where(condition).order_by(incidents.c.id)


def _with_events(db: Connection, rows: list[Row]) -> list[Incident]:
    query = select(incident_events).where(incident_events.c.incident_id.in_([row.id for row in rows]))
    events = db.execute(query.order_by(incident_events.c.id)).all() if rows else []
    return [_incident(row, [event for event in events if event.incident_id == row.id]) for row in rows]


def _incident(row: Row, events: list[Row]) -> Incident:
    graded = [event for event in events if event.kind == "graded"][-1]
    informed = [event for event in events if event.kind == "informed"][-1]
    until = informed.data["until"]
    reached: dict[str, datetime] = {}
    for event in events:
        reached.setdefault(event.kind, event.at)
    own = (row.id, row.what, row.services, row.districts, row.drill, row.declared_by, row.declared_at)
    return Incident(
        *own,
        severity=graded.data["severity"],
        notice=informed.data["notice"],
        until=datetime.fromisoformat(until).astimezone(timezone.utc) if until else None,
        told_by=informed.id,
        reached=reached,
    )


# Put together once: every look at a conversation asks for it.
_REACHING = _query(and_(incidents.c.drill.is_(False), not_(_has(OVER))))
