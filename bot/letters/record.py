"""A letter as it is read. It is never changed, so what stands here is what was sent."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.errors import NotFound
from bot.numbers import read_number as read_ticket_number
from bot.store.tables import agents, deliveries, letters, receipts, tickets
from bot.store.tables import dead_letters as failures

_NUMBER = re.compile(r"(.{5,20})-([1-9]\d{0,3})", re.ASCII)
_COLUMNS = (*(column for column in letters.c if column.name != "content"),)


@dataclass(frozen=True)
class Letter:
    """`number`: its ticket's and its place there, T7K2M-9QXD-1. `delivery`: how it got to the customer's channel —
    shown (in the page's own chat) | pending | delivered | failed | page (at the status page alone)."""

    id: int
    number: str
    ticket_id: int
    place: int
    language: str
    parts: dict[str, Any]
    sha256: str
    agent_id: int
    agent_name: str
    client_key: str
    conversation_id: str | None
    seq: int | None
    sent_at: datetime
    channel: str | None
    delivery: str


def of_ticket(db: Connection, ticket_id: int) -> list[Letter]:
    """Oldest first."""
    rows = db.execute(_query().where(letters.c.ticket_id == ticket_id).order_by(letters.c.place)).all()
    return [_letter(db, row) for row in rows]


def find(db: Connection, ticket_number: str, place: int) -> Letter:
    """Raises: NotFound."""
    row = db.execute(_query().where(tickets.c.number == ticket_number, letters.c.place == place)).first()
    if row is None:
        raise NotFound("no_such_letter")
    return _letter(db, row)


def keyed(db: Connection, ticket_id: int, client_key: str) -> Letter | None:
    """The letter that was sent with this key."""
    mine = (letters.c.ticket_id == ticket_id, letters.c.client_key == client_key)
    row = db.execute(_query().where(*mine)).first()
    return _letter(db, row) if row else None


def content(db: Connection, letter: Letter) -> bytes:
    """As it was sent. Raises: NotFound "letter_damaged" when what is kept is not what was sent."""
    kept = bytes(db.execute(select(letters.c.content).where(letters.c.id == letter.id)).scalar_one())
    if hashlib.sha256(kept).hexdigest() != letter.sha256:
        raise NotFound("letter_damaged", f"the letter {letter.number} does not have the hash that it was sent with")
    return kept


def read_number(text: str) -> tuple[str, int] | None:
    """The ticket's number and the letter's place, however the number is written."""
    found = _NUMBER.fullmatch(text.strip())
    ticket = read_ticket_number(found[1]) if found else None
    return (ticket, int(found[2])) if found and ticket else None


def _query() -> Any:
    return (
        select(*_COLUMNS, tickets.c.number, agents.c.name.label("agent_name"))
        .join(tickets, tickets.c.id == letters.c.ticket_id)
        .join(agents, agents.c.id == letters.c.agent_id)
    )


def _letter(db: Connection, row: Row) -> Letter:
    told = dict(row._mapping)
    told["number"] = f"{row.number}-{row.place}"
    channel, state = _delivery(db, row.conversation_id, row.seq)
    return Letter(**told, channel=channel, delivery=state)


def _delivery(db: Connection, conversation_id: str | None, seq: int | None) -> tuple[str | None, str]:
    if conversation_id is None or seq is None:
        return None, "page"
    here = select(deliveries.c.channel, deliveries.c.delivered_seq).where(
        deliveries.c.conversation_id == conversation_id
    )
    app = db.execute(here).first()
    if app is None:
        return "web", "shown"
    told = (receipts.c.conversation_id == conversation_id, receipts.c.seq == seq)
    if app.delivered_seq >= seq and db.execute(select(receipts.c.part).where(*told).limit(1)).first():
        return app.channel, "delivered"
    lost = (failures.c.conversation_id == conversation_id, failures.c.seq == seq, failures.c.resolved_at.is_(None))
    failed = db.execute(select(failures.c.id).where(*lost).limit(1)).first()
    return app.channel, "failed" if failed else "pending"
