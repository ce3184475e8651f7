"""Written replies and remedies"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _letters()
    _remedies()
    op.create_table(
        "lookup_failures",
        sa.Column("id", Serial, nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup_failures")),
    )
    op.create_index("ix_lookup_failures_number_hash", "lookup_failures", ["number_hash", "at"], unique=False)


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", Serial, nullable=False),
        sa.Column("ticket_id", Serial, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_letters_ticket_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_letters_agent_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_letters_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("ticket_id", "place", name=op.f("uq_letters_ticket_id_place")),
        sa.UniqueConstraint("ticket_id", "client_key", name=op.f("uq_letters_ticket_id_client_key")),
    )
    op.create_index("ix_letters_conversation_id", "letters", ["conversation_id"], unique=False)


def _remedies() -> None:
    op.create_table(
        "remedies",
        sa.Column("id", Serial, nullable=False),
        sa.Column("ticket_id", Serial, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_remedies_ticket_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_remedies_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
        sa.UniqueConstraint("ticket_id", "client_key", name=op.f("uq_remedies_ticket_id_client_key")),
    )
    op.create_index("ix_remedies_at", "remedies", ["at"], unique=False)
    op.create_table(
        "remedy_decisions",
        sa.Column("remedy_id", Serial, autoincrement=False, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_remedy_decisions_remedy_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_remedy_decisions_agent_id")),
        sa.PrimaryKeyConstraint("remedy_id", name=op.f("pk_remedy_decisions")),
    )
