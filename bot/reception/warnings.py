"""Early warning (SYS-09, G-06): who is told that a deadline comes near or has passed, each once.

What falls while nobody watches is told when somebody watches again: what was told stands in the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import agents, notices
from bot.agents import Agent
from bot.standard import Clock, Standard
from bot.standard.running import Fallen
from bot.store.inserts import insert_unless_taken
from bot.store.tables import warnings

# By the percentage of a limit: what agents are told, and what the history says.
NEAR, PASSED, FAR = "clock_at_risk", "clock_overdue", "clock_escalated"
HISTORY = {NEAR: "at_risk", PASSED: "overdue", FAR: "overdue"}
FAR_FROM = 150


@dataclass(frozen=True)
class Concern:
    """What a clock runs for. `opens`: where a notice leads; `label`: its number, or whose conversation it is;
    `occasion`: several of the same occasion are told to an agent as one."""

    subject: str
    opens: str
    label: str
    assignee: int | None
    owner: int | None
    occasion: str | None = None


def kind_of(percent: int) -> str:
    if percent < 100:
        return NEAR
    return PASSED if percent < FAR_FROM else FAR


def told(db: Connection, subjects: Iterable[str]) -> set[tuple[str, str, datetime, int]]:
    """(subject, clock, start, percent) of what was warned of already."""
    columns = (warnings.c.subject, warnings.c.clock, warnings.c.started_at, warnings.c.percent)
    query = select(*columns).where(warnings.c.subject.in_(list(subjects)))
    return {(row.subject, row.clock, row.started_at, row.percent) for row in db.execute(query)}


def warn(
    db: Connection, concern: Concern, one: Fallen, names: tuple[str, str], now: datetime, standard: Standard
) -> bool:
    """In one transaction with its row. `names`: the clock's, zh and en. False when another process was first."""
    row = {"subject": concern.subject, "clock": one.clock, "started_at": one.started, "percent": one.percent}
    if insert_unless_taken(db, warnings, **row, at=now) is None:
        return False
    key = concern.occasion or f"{concern.subject}:{one.clock}:{one.started.isoformat()}"
    told: dict[str, Any] = {"label": concern.label, "clock": one.clock, "clock_zh": names[0], "clock_en": names[1]}
    told |= {"due": one.due.isoformat(), "percent": one.percent}
    to = whom(db, concern, one.percent, standard)
    notices.tell(db, to, kind_of(one.percent), concern.opens, f"{key}:{one.percent}"[-120:], now, **told)
    return True


def whom(db: Connection, concern: Concern, percent: int, standard: Standard) -> set[int]:
    """As the standard says (G-06). What is nobody's yet is the supervisors', for somebody must give it to one."""
    there = [one for one in agents.listing(db) if one.disabled_at is None]
    working = {one.id for one in there}
    people = {
        "assignee": {concern.assignee or concern.owner} & working or supervisors(there),
        "owner": {concern.owner or concern.assignee} & working,
        "supervisor": supervisors(there),
        "manager": {one.id for one in there if one.grade == "manager"} or supervisors(there),
    }
    named = {who for warning in standard.warnings if warning.at == percent for who in warning.tells}
    return {agent for who in named or {"assignee"} for agent in people[who] if agent is not None}


def supervisors(there: Iterable[Agent]) -> set[int]:
    return {one.id for one in there if one.role == "supervisor" and one.disabled_at is None}


def names_of(clock: Clock) -> tuple[str, str]:
    return clock.name("zh"), clock.name("en")
