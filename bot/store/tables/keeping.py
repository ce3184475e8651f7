"""What must be kept, what was stripped because it need not be kept any more, and that something is being erased."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text

from bot.store.tables.shared import Serial, metadata, moment

# While a hold is not lifted, nothing of its customer is stripped or erased (C-19).
holds = Table(
    "holds",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("set_by", String(64), nullable=False),  # a login, or "desk"
    moment("set_at"),
    Column("lifted_by", String(64)),
    Column("lifted_because", Text),
    moment("lifted_at", nullable=True),
)

# The certificate of what retention took away from a ticket; each is stripped once.
strippings = Table(
    "strippings",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, unique=True),
    Column("counts", JSON, nullable=False),  # rows emptied, by table
    moment("at"),
)

# A row lives only within the transaction that erases: to nobody else is it ever there. The triggers that keep what
# happened from being changed look for it.
erasing = Table("erasing", metadata, Column("id", Serial, primary_key=True))
