"""What an agent must hear without having asked: a deadline at risk, a broken promise, a low rating, an incident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import notices
from bot.wakeups import Wakeup


@dataclass(frozen=True)
class Notice:
    """`kind` names the sentence that the console shows, `data` fills it; `subject`: "<noun>:<id>" to open."""

    id: int
    agent_id: int
    kind: str
    subject: str
    data: dict[str, Any]
    at: datetime
    seen_at: datetime | None


def tell(
    db: Connection, agent_ids: Iterable[int], kind: str, subject: str, key: str, now: datetime, **data: Any
) -> int:
    """Once for each of them and `key`, however often it is called. Returns how many had not been told yet."""
    values = {"kind": kind, "subject": subject, "key": key, "data": data, "at": now}
    new = [one for one in set(agent_ids) if insert_unless_taken(db, notices, agent_id=one, **values) is not None]
    if new:
        wake_after_commit(db, Wakeup("queue"))
    return len(new)


def of(db: Connection, agent_id: int, limit: int = 50) -> list[Notice]:
    """Newest first."""
    query = select(notices).where(notices.c.agent_id == agent_id).order_by(notices.c.id.desc()).limit(limit)
    return [
        Notice(row.id, row.agent_id, row.kind, row.subject, row.data, row.at, row.seen_at) for row in db.execute(query)
    ]


def unseen(db: Connection, agent_id: int) -> int:
    query = select(func.count()).select_from(notices).where(_unseen(agent_id))
    return int(db.execute(query).scalar_one())


def see(db: Connection, agent_id: int, up_to: int, now: datetime) -> None:
    """All up to the notice of this id. Raises: NotFound for one that is not theirs."""
    if db.execute(select(notices.c.id).where(notices.c.id == up_to, notices.c.agent_id == agent_id)).first() is None:
        raise NotFound("no_such_notice")
    db.execute(update(notices).where(_unseen(agent_id), notices.c.id <= up_to).values(seen_at=now))
    wake_after_commit(db, Wakeup("queue"))


def _unseen(agent_id: int) -> Any:
    return and_(notices.c.agent_id == agent_id, notices.c.seen_at.is_(None))
