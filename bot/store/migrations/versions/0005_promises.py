"""Promises and warnings"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("kept_at IS NULL AND broken_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    _promises()
    op.create_table(
        "warnings",
        sa.Column("id", Serial, nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warnings")),
        sa.UniqueConstraint(
            "subject", "clock", "started_at", "percent", name=op.f("uq_warnings_subject_clock_started_at_percent")
        ),
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", Serial, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("ticket_id", Serial, nullable=True),
        sa.Column("handoff_id", Serial, nullable=True),
        sa.Column("agent_id", Serial, nullable=True),
        sa.Column("clock", sa.String(length=40), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("renews_id", Serial, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=True),
        sa.Column("kept_by", Serial, nullable=True),
        sa.Column("broken_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_promises_conversation_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_promises_ticket_id")),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_promises_handoff_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_promises_agent_id")),
        sa.ForeignKeyConstraint(["kept_by"], ["agents.id"], name=op.f("fk_promises_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("key", name=op.f("uq_promises_key")),
    )
    for column in ("conversation_id", "ticket_id", "handoff_id"):
        op.create_index(f"ix_promises_{column}", "promises", [column], unique=False)
    op.create_index("ix_promises_open", "promises", ["due_at"], unique=False, sqlite_where=OPEN, postgresql_where=OPEN)
