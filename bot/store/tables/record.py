"""Who did what, and who has to hear of what."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, UniqueConstraint

from bot.store.tables.shared import Serial, metadata, moment

audit = Table(
    "audit",
    metadata,
    Column("id", Serial, primary_key=True),
    moment("at"),
    Column("actor", String(64), nullable=False),  # a login, or "desk"
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),  # <noun>:<id>
    Column("data", JSON, nullable=False),
    Column("hash", String(64), nullable=False),  # of this entry and the one before it
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_actor_at", "actor", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("key", String(120), nullable=False),  # the same occasion is told once
    Column("data", JSON, nullable=False),
    moment("at"),
    moment("seen_at", nullable=True),
    UniqueConstraint("agent_id", "key"),
)
