"""What the customer thought of an agent's help: one to five, once for each closed handoff (S4-4.3-c)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.errors import Conflict, Invalid, NotFound
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import handoffs, ratings
from bot.wakeups import Wakeup

SCORES = range(1, 6)
COMMENT_LIMIT = 1000  # code points


def rate(db: Connection, conversation_id: str, score: int, comment: str, now: datetime) -> None:
    """For the conversation's last closed handoff.

    Raises: Invalid; NotFound "nothing_to_rate"; Conflict "already_rated"."""
    comment = comment.strip()
    if score not in SCORES:
        raise Invalid("score", f"{SCORES[0]} to {SCORES[-1]}")
    if len(comment) > COMMENT_LIMIT or "\0" in comment:
        raise Invalid("comment", f"at most {COMMENT_LIMIT} characters")
    handoff_id = db.execute(_last_closed(conversation_id)).scalar()
    if handoff_id is None:
        raise NotFound("nothing_to_rate")
    row = {"handoff_id": handoff_id, "conversation_id": conversation_id, "score": score, "comment": comment}
    if insert_unless_taken(db, ratings, **row, at=now) is None:
        raise Conflict("already_rated")
    wake_after_commit(db, Wakeup("queue"))


def given(db: Connection, conversation_id: str) -> int | None:
    """The score for the conversation's last closed handoff, if it has been given."""
    query = select(ratings.c.score).where(ratings.c.handoff_id == _last_closed(conversation_id).scalar_subquery())
    score: int | None = db.execute(query).scalar()
    return score


def _last_closed(conversation_id: str) -> Select:
    return (
        select(handoffs.c.id)
        .where(handoffs.c.conversation_id == conversation_id, handoffs.c.outcome == "closed")
        .order_by(handoffs.c.id.desc())
        .limit(1)
    )
