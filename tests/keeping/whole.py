"""One row in every table that knows a customer, with a canary in every column that could tell something of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, LargeBinary, String, Table, insert
from sqlalchemy.engine import Connection

from bot.agents import Agent
from bot.customers import Visit
from bot.store.tables import customers, identities, incidents, metadata, quality_samples, resources, updates
from bot.store.types import Instant

# What a value of these says is about the work, and does not tell who somebody is.
PLAIN = {"id", "class", "kind", "channel", "language", "author", "outcome", "reason", "emotion", "number", "type"}
PLAIN |= {"way", "campaign", "unit", "clock"}
PLAIN |= {"level", "department", "service", "district", "state", "set_by", "lifted_by"}
TIMES = "appointment_events.data"  # which technician, from when to when
# Rules of the sheet, numbers of messages, counts of rows: no words.
FIGURES = {"quality_reviews.automatic", "quality_reviews.checks", "strippings.counts"}
PLAIN |= {"rule", "step"}
SCORES = "ratings.dimensions"


def theirs() -> list[Table]:
    """Every table from which a way leads to a customer, whatever it is called."""
    found = {customers}
    for _ in metadata.sorted_tables:
        found |= {table for table in metadata.sorted_tables if any(_refers(table, one) for one in found)}
    return [table for table in metadata.sorted_tables if table in found]


def _refers(table: Table, one: Table) -> bool:
    return any(key.column.table is one for key in table.foreign_keys)


def fill(db: Connection, visit: Visit, agent: Agent, canary: str, now: datetime) -> None:
    """`visit` is a new customer's; the canary has at most 16 characters."""
    known: dict[str, Any] = {"customers": visit.customer_id, "identities": visit.identity_id, "agents": agent.id}
    known |= {"conversations": visit.conversation_id, "resources": _resource(db)}
    known |= {table.name: _add(db, table, known, "nothing of theirs", now) for table in (incidents, quality_samples)}
    db.execute(customers.update().where(customers.c.id == visit.customer_id).values(name=canary))
    db.execute(identities.update().where(identities.c.id == visit.identity_id).values(external_id=canary))
    for table in theirs():
        if table.name not in known:
            known[table.name] = _add(db, table, known, canary, now)
    _add(db, updates, known, canary, now, channel="widget", sender=canary)


def _add(db: Connection, table: Table, known: dict[str, Any], canary: str, now: datetime, **more: Any) -> Any:
    row = {column.name: _value(column, known, canary, now) for column in table.c if not _counts(column)}
    return db.execute(insert(table).values(**row | more)).inserted_primary_key[0]


def _counts(column: Any) -> bool:
    return column.name == "id" and not isinstance(column.type, String)


def _value(column: Any, known: dict[str, Any], canary: str, now: datetime) -> Any:
    if column.foreign_keys:
        return known[next(iter(column.foreign_keys)).column.table.name]
    for kind, value in ((Instant, now), (LargeBinary, canary.encode()), (Boolean, False)):
        if isinstance(column.type, kind):
            return value
    if isinstance(column.type, String):
        return str(known["customers"])[:8] if column.name in PLAIN else canary
    if "INT" in str(column.type):
        return 1
    return {} if str(column) in (TIMES, SCORES, *FIGURES) else {"said": [canary]}


def _resource(db: Connection) -> int:
    row = insert(resources).values(
        **{"key": "anywhere", "name_zh": "厅", "name_en": "Hall", "services": [], "districts": [], "hours": []},
        **{"weekdays": [], "slot_minutes": 60, "capacity": 1},
    )
    return int(db.execute(row).inserted_primary_key[0])
