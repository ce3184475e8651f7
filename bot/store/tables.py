"""Every table. State that can be derived (a holder, a ticket's step, a clock) has no column."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = BigInteger().with_variant(Integer, "sqlite")


def _at(name: str, nullable: bool = False) -> "Column[Instant]":
    return Column(name, Instant, nullable=nullable)


# --- people ---------------------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80)),
    Column("class", String(16), nullable=False, server_default="ordinary"),
    _at("created_at"),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # widget | telegram | phone
    Column("external_id", String(128), nullable=False),  # widget: SHA-256 of the visitor's token
    _at("created_at"),
    _at("verified_at", nullable=True),
    UniqueConstraint("kind", "external_id"),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("staff_no", String(16), nullable=False, unique=True),  # 工号, told to customers
    Column("role", String(16), nullable=False, server_default="agent"),  # agent | supervisor
    Column("password_hash", String(200), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("available", Boolean, nullable=False, server_default=text("false")),
    _at("seen_at", nullable=True),
    _at("created_at"),
    _at("disabled_at", nullable=True),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    _at("created_at"),
    _at("seen_at"),
    _at("ended_at", nullable=True),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("login", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    _at("at"),
    Index("ix_sign_in_failures_at", "at"),
)

# --- what was said --------------------------------------------------------------------------

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("identity_id", ForeignKey("identities.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),  # web | telegram | terminal
    Column("language", String(8), nullable=False, server_default="zh"),  # zh | zh-Hant | en
    Column("language_fixed", Boolean, nullable=False, server_default=text("false")),  # asked for by the customer
    Column("next_seq", Integer, nullable=False, server_default="1"),
    _at("created_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("author", String(16), nullable=False),  # customer | assistant | agent | desk
    Column("agent_id", ForeignKey("agents.id")),
    Column("text", Text, nullable=False),
    Column("extras", JSON, nullable=False),  # what the reader may see: buttons' titles, file, key, …
    Column("payloads", JSON, nullable=False),  # what the buttons mean; never leaves the server
    Column("client_key", String(64)),
    _at("created_at"),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_key"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # the customer's message that is owed an answer
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("fence", Integer, nullable=False, server_default="0"),
    _at("leased_until", nullable=True),
    _at("created_at"),
    _at("done_at", nullable=True),
    Column("outcome", String(16)),  # answered | withdrawn | failed
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_turns_open", "id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
)

trackers = Table(
    "trackers",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("events", JSON, nullable=False),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("emotion", String(16), nullable=False, server_default="neutral"),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("brief", JSON, nullable=False),
    Column("agent_id", ForeignKey("agents.id")),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("asked_seq", Integer, nullable=False),  # transcript position at which a person was asked for
    _at("asked_at"),
    _at("claimed_at", nullable=True),
    _at("ended_at", nullable=True),
    Column("outcome", String(16)),  # returned | closed | withdrawn | unattended
    Column("wrap_up", JSON),
    Index("ix_handoffs_conversation_id", "conversation_id"),
    # A conversation has one holder: at most one handoff is open at a time.
    Index(
        "uq_handoffs_open",
        "conversation_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

handoff_events = Table(
    "handoff_events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # asked | claimed | transferred | returned | closed | withdrawn
    Column("agent_id", ForeignKey("agents.id")),
    Column("to_agent_id", ForeignKey("agents.id")),
    Column("note", Text),
    _at("at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    _at("at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("score", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    _at("at"),
)

# --- work -----------------------------------------------------------------------------------

tickets = Table(
    "tickets",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("effect_key", String(80), unique=True),
    Column("kind", String(16), nullable=False),  # complaint | fault | request | suggestion | callback
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
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
    _at("created_at"),
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
    _at("at"),
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
    Column("service", String(32), nullable=False),
    Column("district", String(32), nullable=False),
    Column("place", String(200), nullable=False),
    Column("name", String(80), nullable=False),
    Column("contact", String(64), nullable=False),
    Column("need", Text, nullable=False),
    Column("language", String(8), nullable=False),
    _at("created_at"),
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
    _at("at"),
)
