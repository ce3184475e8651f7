"""Deadlines that a customer was told, and the warnings that passed deadlines gave."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

_OPEN = text("kept_at IS NULL AND broken_at IS NULL AND withdrawn_at IS NULL")

promises = Table(
    "promises",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(120), unique=True),  # the same promise is kept once
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("seq", Integer),  # the message that gave it, where that is one
    Column("ticket_id", ForeignKey("tickets.id"), index=True),  # of a promise that the ticket's steps keep
    Column("handoff_id", ForeignKey("handoffs.id"), index=True),  # of a promise that an agent's answer keeps
    Column("agent_id", ForeignKey("agents.id")),  # who gave it; nobody: the desk
    Column("clock", String(40)),  # the clock of the standard that it rests on; none: an agent's own word
    Column("what", Text, nullable=False),  # the agent's own words; empty where a clock says what
    Column("renews_id", Serial),  # the broken promise in whose place this one stands
    moment("made_at"),
    moment("due_at"),
    moment("kept_at", nullable=True),
    Column("kept_by", ForeignKey("agents.id")),
    moment("broken_at", nullable=True),  # the customer was told so
    moment("withdrawn_at", nullable=True),  # there is no more need of it
    Index("ix_promises_due_at", "due_at"),
    Index("ix_promises_open", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

# Who was warned of what stands in `notices`; here, that it was done, so that nobody does it again.
warnings = Table(
    "warnings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("subject", String(80), nullable=False),  # ticket:<number> | handoff:<id> | turn:<id> | promise:<id>
    Column("clock", String(40), nullable=False),
    moment("started_at"),
    Column("percent", Integer, nullable=False),
    moment("at"),
    UniqueConstraint("subject", "clock", "started_at", "percent"),
)
