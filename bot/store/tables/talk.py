"""What was said, what is owed an answer, who holds a conversation."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("identity_id", ForeignKey("identities.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),  # web | telegram | terminal | the name of a Rasa connector
    Column("language", String(8), nullable=False, server_default="zh"),  # zh | zh-Hant | en
    Column("language_fixed", Boolean, nullable=False, server_default=text("false")),  # asked for by the customer
    Column("next_seq", Integer, nullable=False, server_default="1"),
    moment("created_at"),
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
    moment("created_at"),
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
    moment("leased_until", nullable=True),
    moment("created_at"),
    moment("done_at", nullable=True),
    Column("outcome", String(16)),  # answered | withdrawn | failed
    Column("emotion", String(16)),  # of the message, as the assistant understood it
    UniqueConstraint("conversation_id", "seq"),
    # What is owed in one conversation is found without passing all that was ever answered in it.
    Index(
        "ix_turns_owed",
        "conversation_id",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index("ix_turns_created_at", "created_at"),
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
    # As far as they were known when a person was asked for (C-11); 1 to 4.
    Column("urgency", Integer, nullable=False, server_default="2"),
    Column("importance", Integer, nullable=False, server_default="2"),
    Column("scope", Integer, nullable=False, server_default="1"),
    Column("difficulty", Integer, nullable=False, server_default="1"),
    Column("brief", JSON, nullable=False),
    Column("agent_id", ForeignKey("agents.id")),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("asked_seq", Integer, nullable=False),  # transcript position at which a person was asked for
    moment("asked_at"),
    moment("assigned_at", nullable=True),  # the desk gave it to its agent; taken up when claimed_at is set as well
    moment("claimed_at", nullable=True),
    moment("put_back_at", nullable=True),  # its agent vanished: it waits at the head of the queue
    moment("ended_at", nullable=True),
    Column("outcome", String(16)),  # returned | closed | withdrawn | unattended
    Column("wrap_up", JSON(none_as_null=True)),
    Index("ix_handoffs_conversation_id", "conversation_id"),
    Index("ix_handoffs_agent_id", "agent_id", "id"),
    Index("ix_handoffs_asked_at", "asked_at"),
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
    Column("kind", String(16), nullable=False),  # asked | claimed | transferred | put_back | returned | …
    Column("agent_id", ForeignKey("agents.id")),
    Column("to_agent_id", ForeignKey("agents.id")),
    Column("note", Text),
    moment("at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    moment("at"),
)

# What a supervisor says to the holder: never to the customer, and no part of what is handed out to one.
whispers = Table(
    "whispers",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("to_agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    moment("at"),
)
