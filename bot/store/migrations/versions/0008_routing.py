"""Whom a conversation goes to, and what supervisors say to its holder"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SCORES = {"urgency": "2", "importance": "2", "scope": "1", "difficulty": "1"}


def upgrade() -> None:
    for name, usual in SCORES.items():
        op.add_column("handoffs", sa.Column(name, sa.Integer(), server_default=usual, nullable=False))
    op.add_column("handoffs", sa.Column("assigned_at", Instant(), nullable=True))
    op.create_index("ix_handoffs_agent_id", "handoffs", ["agent_id", "id"], unique=False)
    op.create_index("ix_handoffs_asked_at", "handoffs", ["asked_at"], unique=False)
    op.add_column("agents", sa.Column("trained_at", Instant(), nullable=True))
    op.add_column("turns", sa.Column("emotion", sa.String(length=16), nullable=True))
    op.create_index("ix_turns_created_at", "turns", ["created_at"], unique=False)
    op.create_table(
        "whispers",
        sa.Column("id", Serial, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("handoff_id", Serial, nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("to_agent_id", Serial, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_whispers_conversation_id")),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_whispers_handoff_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_whispers_agent_id")),
        sa.ForeignKeyConstraint(["to_agent_id"], ["agents.id"], name=op.f("fk_whispers_to_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whispers")),
    )
    op.create_index("ix_whispers_conversation_id", "whispers", ["conversation_id"], unique=False)
