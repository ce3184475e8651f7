"""Quality: samples of served conversations, their reviews, what was found, and appeals."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

quality_samples = Table(
    "quality_samples",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("seed", String(40), nullable=False),
    Column("size", Integer, nullable=False),
    moment("from_at"),
    moment("until_at"),
    Column("drawn_by", ForeignKey("agents.id"), nullable=False),
    moment("drawn_at"),
)

# What one drew: an agent's part of a conversation, or, without a handoff, the assistant's.
quality_items = Table(
    "quality_items",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("sample_id", ForeignKey("quality_samples.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("handoff_id", ForeignKey("handoffs.id")),
    Column("agent_id", ForeignKey("agents.id"), index=True),
    Column("stratum", String(80), nullable=False),
    UniqueConstraint("sample_id", "conversation_id", "handoff_id"),
    # Both databases take two NULLs for different values.
    Index(
        "uq_quality_items_assistant",
        "sample_id",
        "conversation_id",
        unique=True,
        sqlite_where=text("handoff_id IS NULL"),
        postgresql_where=text("handoff_id IS NULL"),
    ),
)

quality_reviews = Table(
    "quality_reviews",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("item_id", ForeignKey("quality_items.id"), nullable=False, unique=True),
    Column("scorer_id", ForeignKey("agents.id"), nullable=False),
    Column("automatic", JSON, nullable=False),  # [{rule, met: true|false|null, seqs}]
    Column("checks", JSON, nullable=False),  # {check of the standard: yes|partly|no|not_applicable}
    Column("score", Integer, nullable=False),  # of 100
    Column("remarks", Text, nullable=False),
    moment("at"),
)

quality_findings = Table(
    "quality_findings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("review_id", ForeignKey("quality_reviews.id"), nullable=False, index=True),
    Column("rule", String(40), nullable=False),  # of the sheet
    Column("what", Text, nullable=False),
    moment("at"),
)

quality_steps = Table(
    "quality_steps",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("finding_id", ForeignKey("quality_findings.id"), nullable=False),
    Column("step", String(16), nullable=False),  # planned | corrected | verified
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("note", Text, nullable=False),
    moment("at"),
    UniqueConstraint("finding_id", "step"),
)

quality_appeals = Table(
    "quality_appeals",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("review_id", ForeignKey("quality_reviews.id"), nullable=False, unique=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("reason", Text, nullable=False),
    moment("at"),
    Column("settled_by", ForeignKey("agents.id")),
    moment("settled_at", nullable=True),
    Column("score", Integer),  # what holds from then on
    Column("answer", Text, nullable=False),
)
