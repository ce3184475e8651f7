"""Conversations as those at the desk look at them: whose they are, what was said last, who has held them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.store.tables import agents, conversations, customers, handoff_events, handoffs, messages, ratings

PREVIEW = 160  # characters of a message in a list
EARLIER = 20  # conversations that stand beside the present one


@dataclass(frozen=True)
class Earlier:
    """`text`, `at`: what the customer said there last; `count` of all messages."""

    conversation_id: str
    channel: str
    count: int
    text: str
    at: datetime


@dataclass(frozen=True)
class Customer:
    customer_id: str
    name: str | None
    since: datetime
    earlier: list[Earlier]  # the same customer's other conversations on every channel, latest first


@dataclass(frozen=True)
class Latest:
    """`customer_seq` is the number of the customer's last message, 0 before there is one."""

    seq: int
    customer_seq: int
    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Step:
    """One change of holder. `wrap_up` and `rating` stand on the step that closed."""

    kind: str
    agent_name: str | None
    to_agent_name: str | None
    note: str | None
    at: datetime
    wrap_up: dict[str, Any] | None
    rating: int | None


@dataclass(frozen=True)
class Listed:
    conversation_id: str
    customer_id: str
    customer_name: str | None
    channel: str
    language: str
    last_id: int  # the list goes on before this one
    count: int
    text: str
    at: datetime


def customer(db: Connection, conversation_id: str) -> Customer:
    """Raises: NotFound."""
    query = (
        select(customers.c.id, customers.c.name, customers.c.created_at)
        .join(conversations, conversations.c.customer_id == customers.c.id)
        .where(conversations.c.id == conversation_id)
    )
    row = db.execute(query).first()
    if row is None:
        raise NotFound("no_such_conversation")
    return Customer(row.id, row.name, row.created_at, _earlier(db, row.id, conversation_id))


def _earlier(db: Connection, customer_id: str, but: str) -> list[Earlier]:
    """With what the customer said last: what the desk told them afterwards says little."""
    by_customer = messages.c.author == "customer"
    said = (
        select(func.max(messages.c.id).filter(by_customer).label("last_id"), func.count().label("count"))
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(conversations.c.customer_id == customer_id, conversations.c.id != but)
        .group_by(messages.c.conversation_id)
        .subquery()
    )
    query = (
        select(conversations.c.id, conversations.c.channel, said.c.count, messages.c.text, messages.c.created_at)
        .join(messages, messages.c.conversation_id == conversations.c.id)
        .join(said, said.c.last_id == messages.c.id)
        .order_by(messages.c.id.desc())
        .limit(EARLIER)
    )
    return [
        Earlier(row["id"], row["channel"], row["count"], row["text"][:PREVIEW], row["created_at"])
        for row in db.execute(query).mappings()
    ]


def latest(db: Connection, conversation_ids: Iterable[str]) -> dict[str, Latest]:
    """What was said last in each; a conversation in which nothing was said is left out."""
    earlier = messages.alias("earlier")
    of_customer = (
        select(earlier.c.seq)
        .where(earlier.c.conversation_id == conversations.c.id, earlier.c.author == "customer")
        .order_by(earlier.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    end = (messages.c.conversation_id == conversations.c.id) & (messages.c.seq == conversations.c.next_seq - 1)
    wanted = conversations.c.id.in_(list(conversation_ids))
    rows = db.execute(select(messages, of_customer.label("customer_seq")).join(conversations, end).where(wanted))
    return {
        row.conversation_id: Latest(row.seq, row.customer_seq or 0, row.author, row.text[:PREVIEW], row.created_at)
        for row in rows
    }


def steps(db: Connection, conversation_id: str) -> list[Step]:
    """Who asked for a person, who came, how it ended; oldest first."""
    to_agent = agents.alias("to_agent")
    query = (
        select(
            handoff_events.c.kind,
            agents.c.name.label("agent_name"),
            to_agent.c.name.label("to_agent_name"),
            handoff_events.c.note,
            handoff_events.c.at,
            handoffs.c.wrap_up,
            ratings.c.score,
        )
        .join(handoffs, handoffs.c.id == handoff_events.c.handoff_id)
        .outerjoin(agents, agents.c.id == handoff_events.c.agent_id)
        .outerjoin(to_agent, to_agent.c.id == handoff_events.c.to_agent_id)
        .outerjoin(ratings, ratings.c.handoff_id == handoffs.c.id)
        .where(handoffs.c.conversation_id == conversation_id)
        .order_by(handoff_events.c.id)
    )
    return [_step(*row) for row in db.execute(query)]


def _step(
    kind: str,
    agent_name: str | None,
    to_agent_name: str | None,
    note: str | None,
    at: datetime,
    wrap_up: dict[str, Any] | None,
    score: int | None,
) -> Step:
    ended = kind == "closed"
    return Step(kind, agent_name, to_agent_name, note, at, wrap_up if ended else None, score if ended else None)


def listing(
    db: Connection, *, text: str = "", limit: int = 50, before: int | None = None, only: Any = None
) -> list[Listed]:
    """Latest first; with `text`, those in which it was said. `before`: go on after the one with this `last_id`.
    `only`: a condition on the conversations."""
    ends = select(func.max(messages.c.id).label("last_id"), func.count().label("count"))
    if text:
        said = select(messages.c.conversation_id).where(messages.c.text.ilike(f"%{_literal(text)}%", escape="\\"))
        ends = ends.where(messages.c.conversation_id.in_(said))
    grouped = ends.group_by(messages.c.conversation_id).subquery()
    query = (
        select(messages, grouped.c.count, conversations, customers.c.name)
        .join(grouped, grouped.c.last_id == messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .join(customers, customers.c.id == conversations.c.customer_id)
        .order_by(messages.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(messages.c.id < before)
    if only is not None:
        query = query.where(only)
    return [_listed(row._mapping) for row in db.execute(query)]


def _listed(row: Any) -> Listed:
    return Listed(
        row[conversations.c.id],
        row[conversations.c.customer_id],
        row[customers.c.name],
        row[conversations.c.channel],
        row[conversations.c.language],
        row[messages.c.id],
        row["count"],
        row[messages.c.text][:PREVIEW],
        row[messages.c.created_at],
    )


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
