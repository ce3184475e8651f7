"""A review of one drawn part: the score, what was found, and an appeal that another person settles (SYS-27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import Conflict, Forbidden, Invalid, NotFound
from bot.quality.findings import FoundThing, add_findings
from bot.quality.sheet import Verdict
from bot.standard import Standard
from bot.standard.quality import NOT_APPLICABLE
from bot.store.inserts import insert_unless_taken
from bot.store.tables import quality_appeals, quality_items, quality_reviews

_ITEM = ("id", "sample_id", "conversation_id", "handoff_id", "agent_id", "stratum")


@dataclass(frozen=True)
class Item:
    """A part that was drawn; without `agent_id` it is the assistant's."""

    id: int
    sample_id: int
    conversation_id: str
    handoff_id: int | None
    agent_id: int | None
    stratum: str


@dataclass(frozen=True)
class Appeal:
    """`settled_at` None: nobody has settled it yet. `score`: what holds from then on."""

    agent_id: int
    reason: str
    at: datetime
    settled_by: int | None
    settled_at: datetime | None
    score: int | None
    answer: str


@dataclass(frozen=True)
class Review:
    id: int
    item: Item
    scorer_id: int
    automatic: list[dict[str, Any]]
    checks: dict[str, str]
    score: int
    remarks: str
    at: datetime
    appeal: Appeal | None

    @property
    def holds(self) -> int:
        """The score after an appeal."""
        return self.score if self.appeal is None or self.appeal.score is None else self.appeal.score


def items(db: Connection, sample_id: int) -> list[Item]:
    query = select(quality_items).where(quality_items.c.sample_id == sample_id).order_by(quality_items.c.id)
    return [Item(**row._mapping) for row in db.execute(query)]


def item(db: Connection, item_id: int) -> Item:
    """Raises: NotFound."""
    row = db.execute(select(quality_items).where(quality_items.c.id == item_id)).first()
    if row is None:
        raise NotFound("no_such_item")
    return Item(**row._mapping)


def assess(
    db: Connection,
    item_id: int,
    scorer_id: int,
    automatic: Sequence[Verdict],
    checks: Mapping[str, str],
    remarks: str,
    found: Sequence[FoundThing],
    now: datetime,
    *,
    standard: Standard,
) -> Review:
    """Once for each part. Raises: NotFound; Invalid with the checks that are missing; Forbidden "own_work"; Conflict
    "assessed_already"."""
    one = item(db, item_id)
    if one.agent_id == scorer_id:
        raise Forbidden("own_work", "nobody assesses their own work")
    sheet = standard.quality
    wrong = [key for key in sheet.checks if checks.get(key) not in (*sheet.answers, NOT_APPLICABLE)]
    if wrong or set(checks) - set(sheet.checks):
        raise Invalid("invalid", "every check needs an answer", fields=dict.fromkeys(wrong, "an answer is needed"))
    told = [{"rule": verdict.rule, "met": verdict.met, "seqs": list(verdict.seqs)} for verdict in automatic]
    score = sheet.score({verdict.rule: verdict.met for verdict in automatic}, checks)
    row = {"scorer_id": scorer_id, "automatic": told, "checks": dict(checks), "score": score, "remarks": remarks}
    review_id = insert_unless_taken(db, quality_reviews, item_id=item_id, at=now, **row)
    if review_id is None:
        raise Conflict("assessed_already", "somebody has assessed this already")
    add_findings(db, int(review_id), found, now, standard=standard)
    return review(db, int(review_id))


def review(db: Connection, review_id: int) -> Review:
    """Raises: NotFound."""
    found = _read(db, quality_reviews.c.id == review_id)
    if not found:
        raise NotFound("no_such_review")
    return found[0]


def review_of(db: Connection, item_id: int) -> Review | None:
    found = _read(db, quality_reviews.c.item_id == item_id)
    return found[0] if found else None


def reviews(
    db: Connection, *, agent_id: int | None = None, since: datetime | None = None, until: datetime | None = None
) -> list[Review]:
    """Newest first; of one agent, or written within a time."""
    condition: Any = quality_reviews.c.id > 0
    if agent_id is not None:
        condition &= quality_items.c.agent_id == agent_id
    if since is not None:
        condition &= quality_reviews.c.at >= since
    if until is not None:
        condition &= quality_reviews.c.at < until
    return _read(db, condition)


def appeal(db: Connection, review_id: int, agent_id: int, reason: str, now: datetime) -> Review:
    """Once, by the agent who was scored. Raises: NotFound, also for another's; Conflict "appealed_already"."""
    if review(db, review_id).item.agent_id != agent_id:
        raise NotFound("no_such_review")
    row = {"agent_id": agent_id, "reason": reason, "at": now, "answer": ""}
    if insert_unless_taken(db, quality_appeals, review_id=review_id, **row) is None:
        raise Conflict("appealed_already", "an appeal can be made once")
    return review(db, review_id)


def settle(db: Connection, review_id: int, by: int, score: int, answer: str, now: datetime) -> Review:
    """By another person than who scored, and never by who appealed; `score`: what holds from then on.

    Raises: NotFound; Forbidden "same_person"; Conflict "settled_already"."""
    one = review(db, review_id)
    if one.appeal is None:
        raise NotFound("no_such_appeal")
    if by in (one.scorer_id, one.item.agent_id):
        raise Forbidden("same_person", "another person settles an appeal")
    still_open = (quality_appeals.c.review_id == review_id) & quality_appeals.c.settled_at.is_(None)
    settled = {"settled_by": by, "settled_at": now, "score": score, "answer": answer}
    if db.execute(update(quality_appeals).where(still_open).values(**settled)).rowcount != 1:
        raise Conflict("settled_already", "this appeal is settled")
    return review(db, review_id)


def averages(found: Sequence[Review]) -> list[tuple[int | None, int, float]]:
    """(agent, how many reviews, their mean); None is the assistant. By agent, the assistant first."""
    scores: dict[int | None, list[int]] = {}
    for one in found:
        scores.setdefault(one.item.agent_id, []).append(one.holds)
    order = sorted(scores.items(), key=lambda entry: entry[0] or 0)
    return [(agent_id, len(theirs), round(sum(theirs) / len(theirs), 1)) for agent_id, theirs in order]


def _read(db: Connection, condition: Any) -> list[Review]:
    query = (
        select(*quality_reviews.c, *(quality_items.c[name].label(f"its_{name}") for name in _ITEM))
        .join(quality_items, quality_items.c.id == quality_reviews.c.item_id)
        .where(condition)
        .order_by(quality_reviews.c.id.desc())
    )
    rows = db.execute(query).all()
    ids = [row.id for row in rows]
    appeals = db.execute(select(quality_appeals).where(quality_appeals.c.review_id.in_(ids))).all() if ids else []
    by_review = {row.review_id: _appeal(row) for row in appeals}
    return [_review(row, by_review.get(row.id)) for row in rows]


def _review(row: Row, made: Appeal | None) -> Review:
    part = Item(*(row._mapping[f"its_{name}"] for name in _ITEM))
    own = (row.scorer_id, row.automatic, row.checks, row.score, row.remarks, row.at)
    return Review(row.id, part, *own, appeal=made)


def _appeal(row: Row) -> Appeal:
    return Appeal(row.agent_id, row.reason, row.at, row.settled_by, row.settled_at, row.score, row.answer)
