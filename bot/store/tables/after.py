"""After the service: callbacks, requests to rate, and ratings."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

# One attempt to ask a customer whether a solution holds. What is planned follows from the ticket's events.
callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("phase", Integer, nullable=False),  # 1 … 3 of the standard's plan
    moment("since"),  # when what it follows happened: another solution has callbacks of its own
    Column("attempt", Integer, nullable=False),  # from 1
    Column("way", String(16), nullable=False),  # assistant | agent
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("agent_id", ForeignKey("agents.id")),
    Column("answers", JSON, nullable=False),  # FORM-CALLBACK
    moment("asked_at"),
    moment("ended_at", nullable=True),
    Column("outcome", String(16)),  # solved | not_solved | person | unreached
    UniqueConstraint("ticket_id", "phase", "since", "attempt"),
    Index(
        "ix_callbacks_open", "asked_at", sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL")
    ),
)

# A customer was asked to rate: at most once in so many days, whatever the occasion (C-15).
surveys = Table(
    "surveys",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("handoff_id", ForeignKey("handoffs.id"), unique=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("campaign", String(16)),  # such as 2026-Q4
    moment("asked_at"),
    moment("reminded_at", nullable=True),
    Index("ix_surveys_customer_id", "customer_id", "asked_at"),
    Index("ix_surveys_asked_at", "asked_at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("survey_id", ForeignKey("surveys.id"), unique=True),
    Column("callback_id", ForeignKey("callbacks.id"), unique=True),
    Column("handoff_id", ForeignKey("handoffs.id"), unique=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("score", Integer, nullable=False),  # 1 … 5
    Column("dimensions", JSON, nullable=False, server_default="{}"),  # score by dimension of the standard
    Column("solved", Boolean),
    Column("comment", Text, nullable=False),
    moment("at"),
    Index("ix_ratings_at", "at"),
)
