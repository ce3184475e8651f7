"""A handoff as it is read: with its conversation, its customer and its agent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.errors import NotFound
from bot.standard.priority import HIGH, TOP, Least, Scores
from bot.store.tables import agents, conversations, customers, handoffs

UPSET = ("angry", "dissatisfied")


@dataclass(frozen=True)
class Handoff:
    """`waited` is in seconds, from asking until a person came, or until now.

    `assigned_at`: the desk gave it to its agent, who takes it up with the first word: only then `claimed_at` is set.
    `urgency` to `difficulty`: from 1 to 4, as far as they were known when a person was asked for."""

    handoff_id: int
    conversation_id: str
    channel: str
    language: str
    customer_id: str
    customer_name: str | None
    reason: str
    urgent: bool
    emotion: str
    topic: str
    urgency: int
    importance: int
    scope: int
    difficulty: int
    brief: dict[str, Any]
    agent_id: int | None
    agent_name: str | None
    agent_no: str | None
    fence: int
    asked_seq: int
    asked_at: datetime
    assigned_at: datetime | None
    claimed_at: datetime | None
    put_back_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    wrap_up: dict[str, Any] | None
    customer_class: str

    @property
    def assigned(self) -> bool:
        """Given to an agent who has not answered yet: for the customer it is as if they waited."""
        return self.agent_id is not None and self.claimed_at is None and self.ended_at is None

    @property
    def scores(self) -> Scores:
        """What is urgent or comes from an upset customer counts as such, whatever else is known."""
        known = Scores(self.urgency, self.importance, self.scope, self.difficulty)
        urgency, importance = TOP if self.urgent else 1, HIGH if self.emotion in UPSET else 1
        return known.at_least(Least(urgency=urgency, importance=importance, scope=1, difficulty=1))

    def waited(self, now: datetime) -> int:
        return int(((self.claimed_at or self.ended_at or now) - self.asked_at).total_seconds())


def current(db: Connection, conversation_id: str) -> Handoff | None:
    """The open handoff of a conversation."""
    row = db.execute(_CURRENT, {"here": conversation_id}).first()
    return Handoff(**row._mapping) if row else None


def find(db: Connection, handoff_id: int) -> Handoff:
    """Raises: NotFound."""
    row = db.execute(handoff_rows().where(handoffs.c.id == handoff_id)).first()
    if row is None:
        raise NotFound("no_such_handoff")
    return Handoff(**row._mapping)


def open_ones(db: Connection) -> list[Handoff]:
    """All that wait or are served, the first who asked first."""
    return [Handoff(**row._mapping) for row in db.execute(open_handoffs().order_by(handoffs.c.asked_at, handoffs.c.id))]


def open_handoffs() -> Select:
    return handoff_rows().where(handoffs.c.ended_at.is_(None))


def handoff_rows() -> Select:
    own = [column for column in handoffs.c if column.name != "id"]
    tables = (
        handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .join(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(agents, agents.c.id == handoffs.c.agent_id)
    )
    return select(
        handoffs.c.id.label("handoff_id"),
        *own,
        conversations.c.channel,
        conversations.c.language,
        conversations.c.customer_id,
        customers.c.name.label("customer_name"),
        customers.c["class"].label("customer_class"),
        agents.c.name.label("agent_name"),
        agents.c.staff_no.label("agent_no"),
    ).select_from(tables)


# Put together once: this is asked many times a turn.
_CURRENT = open_handoffs().where(handoffs.c.conversation_id == bindparam("here"))
