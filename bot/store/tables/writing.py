"""Written replies and remedies; and wrong tries to see a case."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.tables.shared import Serial, metadata, moment

# Never changed: a correction is a further row.
letters = Table(
    "letters",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("place", Integer, nullable=False),  # from 1, within its ticket
    Column("language", String(8), nullable=False),
    Column("parts", JSON, nullable=False),  # FORM-WRITTEN-REPLY, as it was filled in
    Column("content", LargeBinary, nullable=False),  # the document, byte for byte as it was sent
    Column("sha256", String(64), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("client_key", String(64), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("seq", Integer),  # the message that brought it
    moment("sent_at"),
    UniqueConstraint("ticket_id", "place"),
    UniqueConstraint("ticket_id", "client_key"),
)

remedies = Table(
    "remedies",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("amount", Integer),  # whole units; none for what has no amount
    Column("unit", String(16)),
    Column("words", Text, nullable=False),  # what the customer is told of it
    Column("reason", Text, nullable=False),  # for the desk alone
    Column("agent_id", ForeignKey("agents.id"), nullable=False),  # who proposed it: always a person
    Column("client_key", String(64), nullable=False),
    moment("at"),
    UniqueConstraint("ticket_id", "client_key"),
    Index("ix_remedies_at", "at"),
)

# Decided once; a remedy without a row waits.
remedy_decisions = Table(
    "remedy_decisions",
    metadata,
    Column("remedy_id", ForeignKey("remedies.id"), primary_key=True),
    Column("granted", Boolean, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("note", Text, nullable=False),
    moment("at"),
)

lookup_failures = Table(
    "lookup_failures",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("number_hash", String(64), nullable=False),
    moment("at"),
    Index("ix_lookup_failures_number_hash", "number_hash", "at"),
)
