"""What is assessed, put together: the words of a part, whether its customer was upset, until when a reply was due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import audit, notices, quality, transcript
from bot.agents import Agent
from bot.quality import FoundThing, Item, Line, Review, Served, Verdict
from bot.standard import Standard
from bot.store.tables import handoffs
from bot.transcript import Message

MOST = 2000  # messages of one conversation that are looked at
BOT_REPLY, FIRST, URGENT = "SLA-BOT-REPLY", "SLA-FIRST-ORDINARY", "SLA-FIRST-URGENT"


@dataclass(frozen=True)
class Assessed:
    """`lines`: what was said in this part, for a person to read."""

    item: Item
    lines: list[Message]
    verdicts: list[Verdict]
    review: Review | None


def assessed(db: Connection, item_id: int, standard: Standard) -> Assessed:
    """Raises: NotFound."""
    one = quality.item(db, item_id)
    said = transcript.after(db, one.conversation_id, 0, MOST)
    part, served = _of_agent(db, one, said, standard) if one.handoff_id else _of_assistant(db, one, said, standard)
    return Assessed(one, part, quality.verdicts(served, standard), quality.review_of(db, item_id))


def review_given(
    db: Connection, item_id: int, by: Agent, checks: dict[str, str], remarks: str, found: list[FoundThing],
    now: datetime, standard: Standard,
) -> Review:  # fmt: skip
    """As quality.assess; the agent who was scored is told, and it is audited."""
    verdicts = assessed(db, item_id, standard).verdicts
    made = quality.assess(db, item_id, by.id, verdicts, checks, remarks, found, now, standard=standard)
    if made.item.agent_id is not None:
        subject = f"review:{made.id}"
        notices.tell(db, [made.item.agent_id], "review", subject, subject, now, score=made.score)
    audit.record(db, by.login, "quality.assessed", f"review:{made.id}", now, score=made.score)
    return made


def appeal_settled(db: Connection, review_id: int, by: Agent, score: int, answer: str, now: datetime) -> Review:
    """As quality.settle; the agent is told, and it is audited."""
    was = quality.review(db, review_id).score
    settled = quality.settle(db, review_id, by.id, score, answer, now)
    assert settled.item.agent_id is not None, "only agents appeal"
    key = f"review:{review_id}:settled"
    notices.tell(db, [settled.item.agent_id], "appeal_settled", f"review:{review_id}", key, now, score=score)
    audit.record(db, by.login, "quality.appeal_settled", f"review:{review_id}", now, score=score, was=was)
    return settled


def _of_agent(db: Connection, one: Item, said: list[Message], standard: Standard) -> tuple[list[Message], Served]:
    row = db.execute(select(handoffs).where(handoffs.c.id == one.handoff_id)).one()
    part = [line for line in said if row.claimed_at <= line.created_at <= (row.ended_at or line.created_at)]
    lines = [_line(line, line.author == "agent" and line.agent_id == one.agent_id) for line in part]
    due = standard.clock(URGENT if row.urgent else FIRST).due(row.asked_at)
    upset = row.emotion in standard.handoff.negative
    return part, Served(lines, "agent", upset, row.outcome == "closed", due)


def _of_assistant(db: Connection, one: Item, said: list[Message], standard: Standard) -> tuple[list[Message], Served]:
    """Up to where a person was asked for; a customer who was upset then was so before the assistant's eyes."""
    query = select(handoffs).where(handoffs.c.conversation_id == one.conversation_id).order_by(handoffs.c.id)
    first = db.execute(query.limit(1)).first()
    part = [line for line in said if first is None or line.seq <= first.asked_seq]
    lines = [_line(line, line.author == "assistant") for line in part]
    upset = first is not None and first.emotion in standard.handoff.negative
    return part, Served(lines, "bot", upset, False, _reply_due(part, standard.clock(BOT_REPLY).limit.length))


def _reply_due(part: list[Message], limit: timedelta) -> datetime | None:
    """The assistant greets before anything is asked: only an answer has a time."""
    asked = next((line for line in part if line.author == "customer"), None)
    first = next((line for line in part if line.author == "assistant"), None)
    return asked.created_at + limit if asked and first and first.seq > asked.seq else None


def _line(message: Message, ours: bool) -> Line:
    return Line(message.seq, ours, message.text, message.created_at, str(message.extras.get("key", "")))
