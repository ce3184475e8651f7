"""What another department is asked to do for a ticket, and what came back."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text

from bot.store.tables.shared import Serial, metadata, moment

subtasks = Table(
    "subtasks",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("department", String(32), nullable=False),
    Column("request", Text, nullable=False),
    Column("asked_by_id", ForeignKey("agents.id"), nullable=False),
    moment("asked_at"),
    moment("due_at"),
)

subtask_events = Table(
    "subtask_events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("subtask_id", ForeignKey("subtasks.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # assigned | done | returned | accepted | withdrawn
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("data", JSON, nullable=False),  # assigned: assignee_id
    moment("at"),
)
