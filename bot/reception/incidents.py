"""An incident reaches people: staff on duty at once, customers with the next message, in words that were checked.

SYS-28, S0-7.3-f, S1-4.2-c."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import agents, audit, incidents, notices
from bot.agents import Agent
from bot.errors import Invalid, NotFound
from bot.incidents import Incident
from bot.standard import Standard


@dataclass(frozen=True)
class Desk:
    """Who acts, when, and by which standard."""

    db: Connection
    by: Agent
    now: datetime
    standard: Standard


def incident_declared(desk: Desk, **wanted: Any) -> Incident:
    """As incidents.declare, and everybody on duty is told (S1-4.2-c), how many is kept.

    Raises: Invalid, "wording" with the findings when the notice breaks a rule."""
    _must_be_fit(wanted["notice"], desk.standard)
    incident = incidents.declare(desk.db, by=desk.by.id, now=desk.now, standard=desk.standard, **wanted)
    told = _tell_staff(desk, incident, "reported")
    incidents.mark(desk.db, incident.id, "notified", None, desk.now, people=told)
    facts = {"severity": incident.severity, "services": incident.services, "districts": incident.districts}
    _audit(desk, incident.id, "declared", drill=incident.drill, **facts)
    return incidents.find(desk.db, incident.id)


def incident_regraded(desk: Desk, incident_id: int, severity: str) -> Incident:
    """As incidents.regrade; staff on duty hears of it."""
    incident = incidents.regrade(desk.db, incident_id, severity, desk.by.id, desk.now, standard=desk.standard)
    _tell_staff(desk, incident, f"graded:{severity}")
    _audit(desk, incident_id, "regraded", severity=severity)
    return incident


def incident_informed(desk: Desk, incident_id: int, notice: dict[str, str], until: datetime | None) -> Incident:
    """As incidents.inform. Raises: Invalid "wording"."""
    _must_be_fit(notice, desk.standard)
    incident = incidents.inform(desk.db, incident_id, notice, until, desk.by.id, desk.now)
    _audit(desk, incident_id, "informed", until=until.isoformat() if until else None)
    return incident


def incident_stepped(desk: Desk, incident_id: int, stage: str, said: dict[str, str]) -> Incident:
    incident = incidents.step(desk.db, incident_id, stage, desk.by.id, desk.now, said=said, standard=desk.standard)
    if stage == "handled":
        _tell_staff(desk, incident, "handled")
    _audit(desk, incident_id, stage)
    return incident


def incident_task_given(desk: Desk, incident_id: int, task: str, to: int) -> None:
    """Raises: NotFound, also for somebody who does not work here any more."""
    if agents.get(desk.db, to).disabled_at is not None:
        raise NotFound("no_such_agent")
    incidents.give_task(desk.db, incident_id, task, to, desk.by.id, desk.now)
    key = f"incident:{incident_id}:task:{task}:{desk.now.isoformat()}"
    notices.tell(desk.db, [to], "incident_task", f"incident:{incident_id}", key, desk.now, task=task)
    _audit(desk, incident_id, "task_given", task=task, to=to)


def incident_task_done(desk: Desk, incident_id: int, task: str, note: str) -> None:
    incidents.finish_task(desk.db, incident_id, task, desk.by.id, desk.now, note)
    _audit(desk, incident_id, "task_done", task=task)


def on_duty(db: Connection) -> list[int]:
    """Who is there, and every supervisor."""
    here = (one for one in agents.listing(db) if one.disabled_at is None)
    return [one.id for one in here if one.available or one.role == "supervisor"]


def _tell_staff(desk: Desk, incident: Incident, what: str) -> int:
    key, subject = f"incident:{incident.id}:{what}", f"incident:{incident.id}"
    facts = {"severity": incident.severity, "what": incident.what, "drill": incident.drill}
    kind = "incident_over" if incident.over else "incident_drill" if incident.drill else "incident"
    return notices.tell(desk.db, on_duty(desk.db), kind, subject, key, desk.now, **facts)


def _must_be_fit(notice: dict[str, str], standard: Standard) -> None:
    found = [
        {"language": language, "rule": one.rule, "text": one.text, "meaning": one.meaning, "fix": one.fix}
        for language in ("zh", "en")
        for one in standard.wording.check(notice[language], language, "bot")
        if one.severity == "error"
    ]
    if found:
        raise Invalid("wording", "the notice goes against the service standard", findings=found)


def _audit(desk: Desk, incident_id: int, what: str, **facts: Any) -> None:
    audit.record(desk.db, desk.by.login, f"incident.{what}", f"incident:{incident_id}", desk.now, **facts)
