"""Pictures, documents, voice and places that customers and agents send."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from bot.store.tables.shared import metadata, moment

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(32), primary_key=True),  # 128 random bits
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("author", String(16), nullable=False),  # customer | agent
    Column("seq", Integer),  # the message it belongs to; none before it was sent
    Column("kind", String(16), nullable=False),  # image | document | audio | video | location
    Column("name", String(120), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", String(64)),
    Column("facts", JSON, nullable=False),  # a location's latitude and longitude; an app's own id of the file
    Column("state", String(16), nullable=False),  # awaited | stored | refused | lost
    Column("reason", Text),
    moment("created_at"),
    Index("ix_attachments_conversation_id", "conversation_id", "seq"),
    Index("ix_attachments_state", "state"),
)

# Apart, so that no list of attachments reads their contents.
attachment_contents = Table(
    "attachment_contents",
    metadata,
    Column("attachment_id", ForeignKey("attachments.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
