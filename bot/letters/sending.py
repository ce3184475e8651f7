"""A letter is kept with its hash in the moment it goes out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.letters.record import Letter, keyed
from bot.store.tables import letters


@dataclass(frozen=True)
class Head:
    """What stands above and below the parts. `department`: its name; `language`: zh | zh-Hant | en."""

    number: str
    ticket_no: str
    title: str
    department: str
    language: str
    sent_at: datetime


def number_of(db: Connection, ticket_id: int, ticket_no: str) -> tuple[str, int]:
    """The next letter's number and place; the ticket must be locked."""
    last = select(func.max(letters.c.place)).where(letters.c.ticket_id == ticket_id)
    place = int(db.execute(last).scalar() or 0) + 1
    return f"{ticket_no}-{place}", place


def keep(
    db: Connection,
    ticket_id: int,
    place: int,
    head: Head,
    parts: dict[str, Any],
    document: bytes,
    agent_id: int,
    client_key: str,
    *,
    conversation_id: str | None,
    seq: int | None,
) -> Letter:
    """`seq`: the message that brought it to the customer. Nothing changes it afterwards."""
    row = {
        "ticket_id": ticket_id,
        "place": place,
        "language": head.language,
        "parts": parts,
        "content": document,
        "sha256": hashlib.sha256(document).hexdigest(),
        "agent_id": agent_id,
        "client_key": client_key,
        "conversation_id": conversation_id,
        "seq": seq,
        "sent_at": head.sent_at,
    }
    db.execute(insert(letters).values(row))
    kept = keyed(db, ticket_id, client_key)
    if kept is None:
        raise NotFound("no_such_letter")
    return kept
