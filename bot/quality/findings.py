"""What a review found, and its correction, tracked until somebody else has verified it (S2-7.2-d)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Row

from bot.errors import Conflict, Forbidden, Invalid, NotFound
from bot.standard import Standard
from bot.store.inserts import insert_unless_taken
from bot.store.tables import quality_findings, quality_items, quality_reviews, quality_steps

STEPS = ("planned", "corrected", "verified")


@dataclass(frozen=True)
class FoundThing:
    """`rule`: of the sheet, a rule or a check."""

    rule: str
    what: str


@dataclass(frozen=True)
class Step:
    step: str
    agent_id: int
    note: str
    at: datetime


@dataclass(frozen=True)
class Finding:
    """`agent_id`: whose work it is about; None for the assistant's. `steps` in order."""

    id: int
    review_id: int
    agent_id: int | None
    rule: str
    what: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].step if self.steps else "open"

    @property
    def next(self) -> str | None:
        return STEPS[len(self.steps)] if len(self.steps) < len(STEPS) else None


def add_findings(
    db: Connection, review_id: int, found: Sequence[FoundThing], now: datetime, *, standard: Standard
) -> None:
    """Raises: Invalid for a rule that the sheet does not have."""
    for one in found:
        if one.rule not in {*standard.quality.rules, *standard.quality.checks}:
            raise Invalid("invalid", "findings: an unknown rule", fields={"findings": f"unknown: {one.rule}"})
        db.execute(insert(quality_findings).values(review_id=review_id, rule=one.rule, what=one.what, at=now))


def findings(db: Connection, *, review_id: int | None = None, agent_id: int | None = None) -> list[Finding]:
    """Newest first; of a review, or about an agent's work."""
    query = (
        select(quality_findings, quality_items.c.agent_id)
        .join(quality_reviews, quality_reviews.c.id == quality_findings.c.review_id)
        .join(quality_items, quality_items.c.id == quality_reviews.c.item_id)
        .order_by(quality_findings.c.id.desc())
    )
    if review_id is not None:
        query = query.where(quality_findings.c.review_id == review_id)
    if agent_id is not None:
        query = query.where(quality_items.c.agent_id == agent_id)
    return [_finding(db, row) for row in db.execute(query).all()]


def finding(db: Connection, finding_id: int) -> Finding:
    """Raises: NotFound."""
    found = next((one for one in findings(db) if one.id == finding_id), None)
    if found is None:
        raise NotFound("no_such_finding")
    return found


def must_be_theirs(db: Connection, finding_id: int, agent_id: int) -> None:
    """Raises: NotFound for a finding about somebody else's work."""
    if finding(db, finding_id).agent_id != agent_id:
        raise NotFound("no_such_finding")


def take_step(db: Connection, finding_id: int, step: str, by: int, note: str, now: datetime) -> Finding:
    """planned → corrected → verified, none skipped; who corrected it does not verify it.

    Raises: NotFound; Conflict "wrong_step" with the next one; Forbidden "same_person"."""
    one = finding(db, finding_id)
    if step != one.next:
        raise Conflict("wrong_step", f"not {step} but {one.next}", allowed=[one.next] if one.next else [])
    if step == "verified" and by == one.steps[-1].agent_id:
        raise Forbidden("same_person", "who corrected it does not verify it")
    row = {"finding_id": finding_id, "step": step, "agent_id": by, "note": note, "at": now}
    if insert_unless_taken(db, quality_steps, **row) is None:
        raise Conflict("wrong_step", "somebody was first", allowed=[])
    return finding(db, finding_id)


def _finding(db: Connection, row: Row) -> Finding:
    query = select(quality_steps).where(quality_steps.c.finding_id == row.id).order_by(quality_steps.c.id)
    steps = tuple(Step(one.step, one.agent_id, one.note, one.at) for one in db.execute(query))
    return Finding(row.id, row.review_id, row.agent_id, row.rule, row.what, row.at, steps)
