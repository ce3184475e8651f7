"""A ticket begins."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.numbers import new_number
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import ticket_events, tickets
from bot.tickets.adding import must_find
from bot.tickets.record import Ticket
from bot.wakeups import Wakeup

FIRST_STEP = "received"
FIRST_STEP_OF_FAULT = "accepted"


def open_ticket(
    db: Connection,
    *,
    kind: str,
    conversation_id: str | None,
    customer_id: str,
    title: str,
    fields: dict[str, Any],
    contact: str,
    language: str,
    department: str,
    now: datetime,
    effect_key: str | None = None,
    type: str | None = None,
    level: str | None = None,
    emotion: str = "neutral",
    urgency: int = 2,
    importance: int = 2,
    scope: int = 1,
    difficulty: int = 1,
    owner_id: int | None = None,
    channel: str | None = None,
) -> Ticket:
    """Open at once, whatever is still unknown (C-06). The same `effect_key` again: the same ticket.

    `owner_id`: the agent who opened it, and answers for it from then on; `channel`: where no conversation says it."""
    row = {
        "kind": kind,
        "conversation_id": conversation_id,
        "customer_id": customer_id,
        "title": title[: tickets.c.title.type.length],
        "fields": fields,
        "contact": contact,
        "language": language,
        "type": type,
        "level": level,
        "department": department,
        "emotion": emotion,
        "urgency": urgency,
        "importance": importance,
        "scope": scope,
        "difficulty": difficulty,
        "owner_id": owner_id,
        "channel": channel,
        "created_at": now,
    }
    number = of_effect(db, effect_key) or _insert(db, effect_key, row)
    return must_find(db, number)


def of_effect(db: Connection, effect_key: str | None) -> str | None:
    if effect_key is None:
        return None
    return db.execute(select(tickets.c.number).where(tickets.c.effect_key == effect_key)).scalar()


def _insert(db: Connection, effect_key: str | None, row: dict[str, Any]) -> str:
    number = new_number("T")
    ticket_id = insert_unless_taken(db, tickets, number=number, effect_key=effect_key, **row)
    if ticket_id is None:
        # Another worker was first with this effect, or the number, by a rare chance, is taken.
        return of_effect(db, effect_key) or _insert(db, effect_key, row)
    first = FIRST_STEP_OF_FAULT if row["kind"] == "fault" else FIRST_STEP
    opened = {"ticket_id": ticket_id, "kind": "opened", "state": first, "data": {}, "at": row["created_at"]}
    db.execute(insert(ticket_events).values(opened))
    wake_after_commit(db, Wakeup("work", number))
    return number
