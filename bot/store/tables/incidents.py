"""Incidents: what was declared, everything that happened to it, its plan's tasks, and who wants to hear of its end."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, String, Table, Text, UniqueConstraint

from bot.store.tables.shared import Serial, metadata, moment

incidents = Table(
    "incidents",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("what", Text, nullable=False),  # for colleagues; customers read the notice of an event
    Column("services", JSON, nullable=False),  # keys of the standard's incidents.services
    Column("districts", JSON, nullable=False),  # keys of the operator; none: everywhere
    Column("drill", Boolean, nullable=False),
    Column("declared_by", ForeignKey("agents.id"), nullable=False),
    moment("declared_at"),
)

incident_events = Table(
    "incident_events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # a stage of the standard | assigned | done | told
    Column("agent_id", ForeignKey("agents.id")),
    Column("note", Text, nullable=False),
    Column("data", JSON, nullable=False),  # graded: severity · informed: notice, until · assigned, done: task
    moment("at"),
)

incident_tasks = Table(
    "incident_tasks",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("task", String(40), nullable=False),  # a key of the plan in the standard
    moment("due_at"),
    UniqueConstraint("incident_id", "task"),
)

incident_followers = Table(
    "incident_followers",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    moment("at"),
    UniqueConstraint("incident_id", "conversation_id"),
)
