"""What came in from messaging apps, and what goes out to them."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

# An app's update as it came: kept before it is acknowledged, worked off afterwards.
updates = Table(
    "updates",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),  # which bot of ours got it
    Column("update_id", String(128), nullable=False),  # the app's own number for it
    Column("sender", String(128), nullable=False, server_default=""),  # updates of one sender are worked off in order
    Column("body", JSON, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("outcome", String(16)),  # said | ignored | declined | dead
    moment("received_at"),
    moment("retry_at", nullable=True),
    moment("done_at", nullable=True),
    UniqueConstraint("channel", "account", "update_id"),
    Index("ix_updates_open", "id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
)

# How far a conversation was delivered to its app: the cursor of one reader of the transcript.
deliveries = Table(
    "deliveries",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(512), nullable=False),  # the app's name for the chat
    Column("delivered_seq", Integer, nullable=False, server_default="0"),
    Column("delivered_parts", Integer, nullable=False, server_default="0"),  # of the message after it
    Column("attempts", Integer, nullable=False, server_default="0"),
    moment("due_at", nullable=True),  # when to look again; empty when nothing is open, so idle ones cost nothing
    moment("stopped_at", nullable=True),  # the customer blocked us, or the chat is gone
    Index(
        "ix_deliveries_due",
        "channel",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

receipts = Table(
    "receipts",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),  # long messages go out in several
    Column("external_id", String(128), nullable=False),  # the app's number for what was sent
    moment("at"),
    Index("ix_receipts_external_id", "conversation_id", "external_id"),
)

# What could not be delivered, for a person to see.
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("reason", String(32), nullable=False),  # blocked | gone | refused | too_old
    Column("detail", Text, nullable=False, server_default=""),
    Column("resolved_by", ForeignKey("agents.id")),
    moment("at"),
    moment("again_at", nullable=True),  # somebody wants it tried once more
    moment("resolved_at", nullable=True),
    UniqueConstraint("conversation_id", "seq"),
    Index(
        "ix_dead_letters_open",
        "id",
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
)

# Work that only one process may do at a time; the fence tells an old holder from a new one.
leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("fence", BigInteger, nullable=False),
    moment("until"),
)
