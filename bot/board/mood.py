"""How the customers feel who are here now: with the assistant, waiting, or served by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.handoff import Handoff
from bot.standard import Standard
from bot.store.tables import conversations, customers, turns

# Who has said nothing to the assistant for so long is no longer here.
HERE = timedelta(minutes=15)
SHOWN = 50


@dataclass(frozen=True)
class Moody:
    """`holder`: assistant | queue | agent."""

    conversation_id: str
    customer_id: str
    name: str | None
    emotion: str
    holder: str


@dataclass(frozen=True)
class Mood:
    """`upset` of `here` customers are angry or dissatisfied; `those`: the angriest first, at most 50 of them."""

    here: int
    upset: int
    those: list[Moody]


def mood(db: Connection, open_ones: Sequence[Handoff], standard: Standard, now: datetime) -> Mood:
    """Of those who wait or are served, as it was when a person was asked for; of the others, by their last message."""
    here = {one.conversation_id: _of_handoff(one) for one in open_ones}
    for one in _with_assistant(db, now):
        here.setdefault(one.conversation_id, one)
    upset = [one for one in here.values() if standard.handoff.is_negative(one.emotion)]
    upset.sort(key=lambda one: (one.emotion != "angry", one.holder, one.conversation_id))
    return Mood(len(here), len(upset), upset[:SHOWN])


def _of_handoff(one: Handoff) -> Moody:
    holder = "queue" if one.claimed_at is None else "agent"
    return Moody(one.conversation_id, one.customer_id, one.customer_name, one.emotion, holder)


def _with_assistant(db: Connection, now: datetime) -> list[Moody]:
    latest = (
        select(func.max(turns.c.id).label("id"))
        .where(turns.c.created_at > now - HERE, turns.c.outcome == "answered")
        .group_by(turns.c.conversation_id)
        .subquery()
    )
    query = (
        select(turns.c.conversation_id, conversations.c.customer_id, customers.c.name, turns.c.emotion)
        .join(latest, latest.c.id == turns.c.id)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .join(customers, customers.c.id == conversations.c.customer_id)
    )
    return [
        Moody(row.conversation_id, row.customer_id, row.name, row.emotion or "neutral", "assistant")
        for row in db.execute(query)
    ]
