"""The parts of a sample as a list to work through: what is still to assess, what was found, what waits (SYS-27)."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.standard import Standard
from bot.store.tables import (
    agents,
    handoffs,
    quality_appeals,
    quality_findings,
    quality_items,
    quality_reviews,
    quality_steps,
)

State = Literal["open", "assessed", "appeal", "finding"]
STATES: tuple[State, ...] = ("open", "assessed", "appeal", "finding")
ASSISTANT = "assistant"
OTHER = "other"
LAST_STEP = "verified"


@dataclass(frozen=True)
class Part:
    """An item with how far it is. `topic`: a skill of the desk, or "other"; `score`: what holds, None until it is
    assessed; `appeal`: one waits to be settled; `findings`: how many are not yet verified."""

    id: int
    sample_id: int
    conversation_id: str
    handoff_id: int | None
    agent_id: int | None
    stratum: str
    agent: str | None
    topic: str
    score: int | None
    appeal: bool
    findings: int

    def is_in(self, state: State) -> bool:
        return {
            "open": self.score is None,
            "assessed": self.score is not None,
            "appeal": self.appeal,
            "finding": self.findings > 0,
        }[state]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; None takes everything. `agent`: an agent's id, or "assistant". Scores are of 100 and
    both included; a part without a score has none that fits."""

    state: State | None = None
    agent: str | None = None
    topic: str | None = None
    lowest: int | None = None
    highest: int | None = None

    def takes(self, part: Part) -> bool:
        if self.state is not None and not part.is_in(self.state):
            return False
        if self.agent is not None and self.agent != str(part.agent_id or ASSISTANT):
            return False
        return self.topic in (None, part.topic) and self._fits(part.score)

    def _fits(self, score: int | None) -> bool:
        if self.lowest is None and self.highest is None:
            return True
        return score is not None and (self.lowest or 0) <= score <= (100 if self.highest is None else self.highest)


def parts(db: Connection, sample_id: int, standard: Standard) -> list[Part]:
    """Of the whole sample, in the order in which they were drawn."""
    topics, open_findings = _first_topics(db, sample_id), _open_findings(db, sample_id)
    return [_part(row, topics, open_findings, standard) for row in db.execute(_rows(sample_id))]


def _rows(sample_id: int) -> Any:
    return (
        select(quality_items, agents.c.name.label("agent"), handoffs.c.topic.label("named"))
        .add_columns(quality_reviews.c.id.label("review_id"), quality_reviews.c.score)
        .add_columns(quality_appeals.c.at.label("appealed_at"), quality_appeals.c.settled_at)
        .add_columns(quality_appeals.c.score.label("settled_score"))
        .outerjoin(agents, agents.c.id == quality_items.c.agent_id)
        .outerjoin(handoffs, handoffs.c.id == quality_items.c.handoff_id)
        .outerjoin(quality_reviews, quality_reviews.c.item_id == quality_items.c.id)
        .outerjoin(quality_appeals, quality_appeals.c.review_id == quality_reviews.c.id)
        .where(quality_items.c.sample_id == sample_id)
        .order_by(quality_items.c.id)
    )


def _first_topics(db: Connection, sample_id: int) -> dict[str, str]:
    """By conversation: what the assistant passed on, where it did."""
    drawn = select(quality_items.c.conversation_id).where(quality_items.c.sample_id == sample_id)
    query = select(handoffs.c.conversation_id, handoffs.c.topic).where(handoffs.c.conversation_id.in_(drawn))
    newest_first = db.execute(query.order_by(handoffs.c.id.desc()))
    return {row.conversation_id: row.topic for row in newest_first}


def _open_findings(db: Connection, sample_id: int) -> dict[int, int]:
    """By review: findings whose correction nobody has verified."""
    verified = select(quality_steps.c.finding_id).where(quality_steps.c.step == LAST_STEP)
    query = (
        select(quality_findings.c.review_id, func.count().label("open_ones"))
        .join(quality_reviews, quality_reviews.c.id == quality_findings.c.review_id)
        .join(quality_items, quality_items.c.id == quality_reviews.c.item_id)
        .where(quality_items.c.sample_id == sample_id, quality_findings.c.id.not_in(verified))
        .group_by(quality_findings.c.review_id)
    )
    return {row.review_id: int(row.open_ones) for row in db.execute(query)}


def _part(row: Row, topics: dict[str, str], open_findings: dict[int, int], standard: Standard) -> Part:
    named = row.named if row.handoff_id else topics.get(row.conversation_id, "")
    return Part(
        **{name: row._mapping[name] for name in ("id", "sample_id", "conversation_id", "handoff_id", "agent_id")},
        stratum=row.stratum,
        agent=row.agent,
        topic=standard.routing.skill(named or "") or OTHER,
        score=row.score if row.settled_score is None else row.settled_score,
        appeal=row.appealed_at is not None and row.settled_at is None,
        findings=open_findings.get(row.review_id, 0),
    )
