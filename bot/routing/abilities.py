"""What an agent can do and carry: grade, department, skills, languages, conversations at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.errors import Invalid, NotFound
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.store.tables import agents
from bot.wakeups import Wakeup

GRADES = ("junior", "intermediate", "senior", "manager")  # S0-5.4-a
LANGUAGES = ("zh", "en")
MOST = 50  # conversations at a time


def change(
    db: Connection,
    agent_id: int,
    *,
    standard: Standard,
    grade: str | None = None,
    department: str | None = None,
    skills: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    capacity: int | None = None,
    trained_at: datetime | None = None,
) -> dict[str, Any]:
    """What is None stays. `trained_at`: when they passed the test that junior staff need (S0-5.4-b).

    Returns what differs now, as {field: value} in plain JSON. Raises: NotFound; Invalid with the field."""
    wanted: dict[str, Any] = {"grade": grade, "department": department, "capacity": capacity, "trained_at": trained_at}
    wanted |= {"skills": _each(skills), "languages": _each(languages)}
    wanted = {field: value for field, value in wanted.items() if value is not None}
    _check(wanted, standard)
    before = (
        db.execute(select(agents).where(agents.c.id == agent_id).with_for_update(key_share=True)).mappings().first()
    )
    if before is None:
        raise NotFound("no_such_agent")
    differs = {field: value for field, value in wanted.items() if before[field] != value}
    if differs:
        db.execute(update(agents).where(agents.c.id == agent_id).values(**differs))
        wake_after_commit(db, Wakeup("queue"))
    return {field: value.isoformat() if isinstance(value, datetime) else value for field, value in differs.items()}


def _each(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else sorted(set(names))


def _check(wanted: dict[str, Any], standard: Standard) -> None:
    known = {"grade": GRADES, "department": standard.departments, "skills": standard.routing.skills}
    for field, allowed in {**known, "languages": LANGUAGES}.items():
        given = wanted.get(field, [])
        if set([given] if isinstance(given, str) else given) - set(allowed):
            raise Invalid(field, f"one of {', '.join(allowed)}", fields={field: "unknown"})
    if not 1 <= wanted.get("capacity", 1) <= MOST:
        raise Invalid("capacity", f"1 to {MOST} conversations at a time", fields={"capacity": "out of range"})
    if not wanted.get("languages", LANGUAGES):
        raise Invalid("languages", "at least one", fields={"languages": "empty"})
