"""A review that nobody drew: of the part of a conversation that its customer rated low (S2-7.2-b)."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Row

from bot.store.tables import agents, conversations, handoffs, quality_items, quality_samples

REASON = "low_rating"


def open_for_rating(
    db: Connection, rating_id: int, conversation_id: str, handoff_id: int | None, told: int, now: datetime
) -> int | None:
    """A sample of this one part, in the name of who was `told`; None when the part is to be reviewed for a low rating
    already. Without `handoff_id` it is the last that a person served there, or else the assistant's part."""
    part = _part(db, conversation_id, handoff_id)
    here = select(conversations).where(conversations.c.id == conversation_id)
    talk = db.execute(here).one()
    stratum = f"{talk.channel}/{part.login if part else 'assistant'}/{REASON}"
    item = {"conversation_id": conversation_id, "handoff_id": part.id if part else None}
    if _opened_before(db, stratum, conversation_id, item["handoff_id"]):
        return None
    seed, since = f"rating:{rating_id}", part.asked_at if part else talk.created_at
    row = {"seed": seed, "size": 1, "from_at": since, "until_at": now, "drawn_by": told, "drawn_at": now}
    sample_id = int(db.execute(insert(quality_samples).values(**row)).inserted_primary_key[0])
    whose = part.agent_id if part else None
    db.execute(insert(quality_items).values(sample_id=sample_id, agent_id=whose, stratum=stratum, **item))
    return sample_id


def _part(db: Connection, conversation_id: str, handoff_id: int | None) -> Row | None:
    """What an agent served: the rated one, or the latest."""
    query = (
        select(handoffs.c.id, handoffs.c.agent_id, handoffs.c.asked_at, agents.c.login)
        .join(agents, agents.c.id == handoffs.c.agent_id)
        .where(handoffs.c.conversation_id == conversation_id, handoffs.c.claimed_at.is_not(None))
        .order_by(handoffs.c.id.desc())
    )
    return db.execute(query if handoff_id is None else query.where(handoffs.c.id == handoff_id)).first()


def _opened_before(db: Connection, stratum: str, conversation_id: str, handoff_id: object) -> bool:
    same = quality_items.c.handoff_id == handoff_id if handoff_id else quality_items.c.handoff_id.is_(None)
    query = select(quality_items.c.id).where(
        quality_items.c.conversation_id == conversation_id, quality_items.c.stratum == stratum, same
    )
    return db.execute(query.limit(1)).first() is not None
