"""What happened to tickets, and what was due to customers, in a time: without passing all that ever was"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_events_at", "ticket_events", ["at", "ticket_id"], unique=False)
    op.create_index("ix_promises_due_at", "promises", ["due_at"], unique=False)
