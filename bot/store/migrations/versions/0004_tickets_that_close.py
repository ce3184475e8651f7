"""Sub-tasks of tickets"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subtasks",
        sa.Column("id", Serial, nullable=False),
        sa.Column("ticket_id", Serial, nullable=False),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("asked_by_id", Serial, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["agents.id"], name=op.f("fk_subtasks_asked_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_subtasks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtasks")),
    )
    op.create_index("ix_subtasks_ticket_id", "subtasks", ["ticket_id"], unique=False)
    op.create_table(
        "subtask_events",
        sa.Column("id", Serial, nullable=False),
        sa.Column("subtask_id", Serial, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_subtask_events_agent_id")),
        sa.ForeignKeyConstraint(["subtask_id"], ["subtasks.id"], name=op.f("fk_subtask_events_subtask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtask_events")),
    )
    op.create_index("ix_subtask_events_subtask_id", "subtask_events", ["subtask_id"], unique=False)
