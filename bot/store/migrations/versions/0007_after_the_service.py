"""Callbacks and surveys"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("outcome IS NULL")


def upgrade() -> None:
    _callbacks()
    _surveys()
    _ratings()
    # Callbacks and requests to rate follow from what happened to a ticket lately.
    op.create_index("ix_ticket_events_state", "ticket_events", ["state", "at"], unique=False)


def _callbacks() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", Serial, nullable=False),
        sa.Column("ticket_id", Serial, nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("agent_id", Serial, nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_callbacks_ticket_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_callbacks_conversation_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_callbacks_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint(
            "ticket_id", "phase", "since", "attempt", name=op.f("uq_callbacks_ticket_id_phase_since_attempt")
        ),
    )
    op.create_index("ix_callbacks_conversation_id", "callbacks", ["conversation_id"], unique=False)
    op.create_index("ix_callbacks_open", "callbacks", ["asked_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", Serial, nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("handoff_id", Serial, nullable=True),
        sa.Column("ticket_id", Serial, nullable=True),
        sa.Column("campaign", sa.String(length=16), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_surveys_customer_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_surveys_conversation_id")),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_surveys_handoff_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_surveys_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("handoff_id", name=op.f("uq_surveys_handoff_id")),
    )
    op.create_index("ix_surveys_conversation_id", "surveys", ["conversation_id"], unique=False)
    op.create_index("ix_surveys_ticket_id", "surveys", ["ticket_id"], unique=False)
    op.create_index("ix_surveys_customer_id", "surveys", ["customer_id", "asked_at"], unique=False)
    op.create_index("ix_surveys_asked_at", "surveys", ["asked_at"], unique=False)


def _ratings() -> None:
    """Not only of handoffs any more; those that were given stay as they are."""
    with op.batch_alter_table("ratings") as ratings:
        ratings.alter_column("handoff_id", existing_type=Serial, nullable=True)
        ratings.alter_column("conversation_id", existing_type=sa.String(length=32), nullable=True)
        for name, table in (("survey_id", "surveys"), ("callback_id", "callbacks"), ("ticket_id", "tickets")):
            ratings.add_column(sa.Column(name, Serial, nullable=True))
            ratings.create_foreign_key(op.f(f"fk_ratings_{name}"), table, [name], ["id"])
        ratings.add_column(sa.Column("dimensions", sa.JSON(), server_default="{}", nullable=False))
        ratings.add_column(sa.Column("solved", sa.Boolean(), nullable=True))
        for name in ("survey_id", "callback_id"):
            ratings.create_unique_constraint(op.f(f"uq_ratings_{name}"), [name])
    op.create_index("ix_ratings_ticket_id", "ratings", ["ticket_id"], unique=False)
    op.create_index("ix_ratings_at", "ratings", ["at"], unique=False)
