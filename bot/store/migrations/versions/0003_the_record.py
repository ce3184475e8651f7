"""The audit, agents' notices, and what an agent can do and carry"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Serial, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", Serial, nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_notices_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("agent_id", "key", name=op.f("uq_notices_agent_id_key")),
    )
    op.add_column("agents", sa.Column("grade", sa.String(16), server_default="intermediate", nullable=False))
    op.add_column("agents", sa.Column("department", sa.String(32), server_default="customer_service", nullable=False))
    op.add_column("agents", sa.Column("skills", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("agents", sa.Column("capacity", sa.Integer(), server_default="3", nullable=False))
