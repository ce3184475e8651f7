"""A reproducible random sample of served conversations: the same seed, period and size draw the same one (S2-7.2-b)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import Invalid, NotFound
from bot.store.tables import agents, conversations, handoffs, messages, quality_items, quality_samples

MOST = 500  # conversations in one sample


@dataclass(frozen=True)
class Candidate:
    """An agent's part of a conversation; without a handoff the assistant's."""

    conversation_id: str
    handoff_id: int | None
    agent_id: int | None
    stratum: str  # channel/agent or assistant/outcome


@dataclass(frozen=True)
class Sample:
    id: int
    seed: str
    size: int
    from_at: datetime
    until_at: datetime
    drawn_by: int
    drawn_at: datetime


def draw(
    db: Connection,
    seed: str,
    from_at: datetime,
    until_at: datetime,
    size: int,
    by: int,
    now: datetime,
    *,
    longest: timedelta = timedelta.max,
) -> Sample:
    """Of what ended from `from_at` on and before `until_at`. `longest`: as long as a period may be.

    Raises: Invalid for a period that is not over, or is too long."""
    if not from_at < until_at <= now or not 1 <= size <= MOST:
        raise Invalid("invalid", "a period that is over, and 1 to 500 conversations", fields={"until": "must be over"})
    if until_at - from_at > longest:
        raise Invalid("too_long", f"no longer than {longest.days} days", fields={"from": "too long"}, days=longest.days)
    row: dict[str, Any] = {
        "seed": seed,
        "size": size,
        "from_at": from_at,
        "until_at": until_at,
        "drawn_by": by,
        "drawn_at": now,
    }
    sample_id = int(db.execute(insert(quality_samples).values(**row)).inserted_primary_key[0])
    for one in chosen(candidates(db, from_at, until_at), seed, size):
        db.execute(insert(quality_items).values(sample_id=sample_id, **one.__dict__))
    return Sample(sample_id, **row)


def chosen(found: Sequence[Candidate], seed: str, size: int) -> list[Candidate]:
    """From each stratum in proportion to it; what is left over goes to the strata with the greatest remainders."""
    dice = random.Random(seed)
    strata: dict[str, list[Candidate]] = {}
    for one in sorted(found, key=lambda one: (one.stratum, one.conversation_id, one.handoff_id or 0)):
        strata.setdefault(one.stratum, []).append(one)
    for members in strata.values():
        dice.shuffle(members)
    size = min(size, len(found))
    shares = {name: size * len(members) / len(found) for name, members in strata.items()}
    taken = {name: int(share) for name, share in shares.items()}
    order = sorted(shares, key=lambda name: (taken[name] - shares[name], dice.random()))
    for name in order[: size - sum(taken.values())]:
        taken[name] += 1
    return [one for name, members in strata.items() for one in members[: taken[name]]]


def candidates(db: Connection, from_at: datetime, until_at: datetime) -> list[Candidate]:
    return [*_agents_parts(db, from_at, until_at), *_assistants_parts(db, from_at, until_at)]


def _agents_parts(db: Connection, from_at: datetime, until_at: datetime) -> list[Candidate]:
    query = (
        select(handoffs.c.id, handoffs.c.conversation_id, handoffs.c.agent_id, handoffs.c.outcome)
        .add_columns(agents.c.login, conversations.c.channel)
        .join(agents, agents.c.id == handoffs.c.agent_id)
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .where(handoffs.c.ended_at >= from_at, handoffs.c.ended_at < until_at, handoffs.c.claimed_at.is_not(None))
    )
    return [
        Candidate(row.conversation_id, row.id, row.agent_id, f"{row.channel}/{row.login}/{row.outcome}")
        for row in db.execute(query)
    ]


def _assistants_parts(db: Connection, from_at: datetime, until_at: datetime) -> list[Candidate]:
    """Conversations in which the assistant answered a customer within the period."""
    within = (messages.c.created_at >= from_at, messages.c.created_at < until_at)
    asked = select(messages.c.conversation_id).where(messages.c.author == "customer", *within)
    handed_over = select(handoffs.c.conversation_id).where(handoffs.c.asked_at < until_at)
    passed_on = {row.conversation_id for row in db.execute(handed_over)}
    query = (
        select(messages.c.conversation_id, conversations.c.channel)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(messages.c.author == "assistant", messages.c.conversation_id.in_(asked), *within)
        .distinct()
    )
    return [
        Candidate(one, None, None, f"{channel}/assistant/{'passed_on' if one in passed_on else 'alone'}")
        for one, channel in db.execute(query)
    ]


def samples(db: Connection, limit: int = 50) -> list[Sample]:
    """Newest first."""
    query = select(quality_samples).order_by(quality_samples.c.id.desc()).limit(limit)
    return [Sample(**row._mapping) for row in db.execute(query)]


def sample(db: Connection, sample_id: int) -> Sample:
    """Raises: NotFound."""
    row = db.execute(select(quality_samples).where(quality_samples.c.id == sample_id)).first()
    if row is None:
        raise NotFound("no_such_sample")
    return Sample(**row._mapping)
