"""A second factor to sign in with, and its recovery codes"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_second_factors_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", Serial, nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_recovery_codes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_agent_id", "recovery_codes", ["agent_id"], unique=False)
