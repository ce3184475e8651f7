"""Everything that is kept about one customer, to be handed out (PIPL art. 45, GDPR art. 15)."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import NotFound
from bot.keeping.person import rows_of
from bot.store import tables as t

# Not the customer's: keys that would let somebody in, what the assistant means by a button, raw copies of messages, and
# what a supervisor said to an agent.
SECRET = {
    "identities": {"external_id"},
    "messages": {"payloads", "client_key"},
    "attachments": {"facts"},
    "letters": {"content"},  # the files are packed beside
}
# Nor what a court or an authority has asked to be kept.
LEFT_OUT = {t.link_codes, t.updates, t.attachment_contents, t.whispers, t.holds, t.strippings}


def export(db: Connection, customer_id: str, now: datetime) -> bytes:
    """A ZIP: customer.json with all rows by table, transcript.txt to read, and the attachments. Raises: NotFound."""
    rows = {
        table.name: _rows(db, table, condition)
        for table, condition in rows_of(customer_id).items()
        if table not in LEFT_OUT
    }
    if not rows["customers"]:
        raise NotFound("no_such_customer")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"made_at": now.isoformat(), "customer": customer_id, **rows}
        archive.writestr("customer.json", json.dumps(whole, ensure_ascii=False, indent=2, default=str))
        archive.writestr("transcript.txt", _transcript(rows))
        for name, content in _files(db, customer_id):
            archive.writestr(name, content)
    return packed.getvalue()


def _rows(db: Connection, table: Any, condition: Any) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in SECRET.get(table.name, ())]
    found = db.execute(select(*columns).where(condition).order_by(*table.primary_key.columns))
    return [{key: _plain(value) for key, value in row._mapping.items()} for row in found]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _transcript(rows: dict[str, list[dict[str, Any]]]) -> str:
    lines: list[str] = []
    for conversation in rows["conversations"]:
        lines += [f"# {conversation['id']} {conversation['channel']} {conversation['created_at']}", ""]
        said = [one for one in rows["messages"] if one["conversation_id"] == conversation["id"]]
        lines += [f"{one['created_at']} {one['author']}: {one['text']}" for one in sorted(said, key=_place)] + [""]
    return "\n".join(lines)


def _place(message: dict[str, Any]) -> int:
    return int(message["seq"])


def _files(db: Connection, customer_id: str) -> list[tuple[str, bytes]]:
    query = (
        select(t.attachments.c.id, t.attachments.c.name, t.attachment_contents.c.content)
        .join(t.attachment_contents, t.attachment_contents.c.attachment_id == t.attachments.c.id)
        .where(rows_of(customer_id)[t.attachments])
    )
    sent = [(f"attachments/{row.id}-{row.name.replace('/', '_')}", bytes(row.content)) for row in db.execute(query)]
    return sent + _letters(db, customer_id)


def _letters(db: Connection, customer_id: str) -> list[tuple[str, bytes]]:
    """Written replies, byte for byte as they were sent."""
    query = select(t.tickets.c.number, t.letters.c.place, t.letters.c.content).join(
        t.letters, t.letters.c.ticket_id == t.tickets.c.id
    )
    rows = db.execute(query.where(rows_of(customer_id)[t.letters]))
    return [(f"letters/{row.number}-{row.place}.html", bytes(row.content)) for row in rows if row.content]
