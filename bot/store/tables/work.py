"""Tickets, resources and appointments."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.tables.shared import Serial, metadata, moment
from bot.store.types import Instant

tickets = Table(
    "tickets",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("effect_key", String(80), unique=True),
    Column("kind", String(16), nullable=False),  # complaint | fault | request | suggestion | callback
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("channel", String(16)),  # phone | counter | mail, where it came without a conversation
    Column("title", String(200), nullable=False),
    Column("fields", JSON, nullable=False),  # the form's answers, by field name of the standard
    Column("contact", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("type", String(32)),
    Column("level", String(16)),
    Column("department", String(32), nullable=False),
    Column("emotion", String(16), nullable=False, server_default="neutral"),
    Column("urgency", Integer, nullable=False, server_default="2"),
    Column("importance", Integer, nullable=False, server_default="2"),
    Column("scope", Integer, nullable=False, server_default="1"),
    Column("difficulty", Integer, nullable=False, server_default="1"),
    Column("owner_id", ForeignKey("agents.id")),
    Column("assignee_id", ForeignKey("agents.id")),
    moment("created_at"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("kind", String(24), nullable=False),  # opened | state | note | assigned | told …
    Column("state", String(32)),  # set when the event moves the ticket
    Column("agent_id", ForeignKey("agents.id")),
    Column("note", Text),
    Column("data", JSON, nullable=False),
    moment("at"),
    Index("ix_ticket_events_state", "state", "at"),
    Index("ix_ticket_events_at", "at", "ticket_id"),
)

resources = Table(
    "resources",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("services", JSON, nullable=False),  # installation | repair | moving | hall
    Column("districts", JSON, nullable=False),
    Column("hours", JSON, nullable=False),  # [["09:00", "12:00"], …] local time, every working day
    Column("weekdays", JSON, nullable=False),  # 1 Monday … 7 Sunday
    Column("slot_minutes", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("place_zh", String(200), nullable=False, server_default=""),
    Column("place_en", String(200), nullable=False, server_default=""),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("effect_key", String(80), unique=True),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("channel", String(16)),  # as of a ticket
    Column("service", String(32), nullable=False),
    Column("district", String(32), nullable=False),
    Column("place", String(200), nullable=False),
    Column("name", String(80), nullable=False),
    Column("contact", String(64), nullable=False),
    Column("need", Text, nullable=False),
    Column("language", String(8), nullable=False),
    moment("created_at"),
)

# A row is one taken place: the primary key makes a clash impossible, on both databases.
places = Table(
    "places",
    metadata,
    Column("resource_id", ForeignKey("resources.id"), primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("place", Integer, primary_key=True),  # 0 … capacity-1
    Column("ends_at", Instant, nullable=False),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False, unique=True),
)

appointment_events = Table(
    "appointment_events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # booked | changed | cancelled | confirmed | done | missed | note
    Column("agent_id", ForeignKey("agents.id")),
    Column("note", Text),
    Column("data", JSON, nullable=False),  # resource_id, starts_at, ends_at of that moment
    moment("at"),
)
