"""Quality and incidents"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _incidents()
    _samples()
    _reviews()


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", Serial, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("declared_by", Serial, nullable=False),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["declared_by"], ["agents.id"], name=op.f("fk_incidents_declared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "incident_events",
        sa.Column("id", Serial, nullable=False),
        sa.Column("incident_id", Serial, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("agent_id", Serial, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_incident_events_agent_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_events_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_events")),
    )
    op.create_index("ix_incident_events_incident_id", "incident_events", ["incident_id"], unique=False)
    op.create_table(
        "incident_tasks",
        sa.Column("id", Serial, nullable=False),
        sa.Column("incident_id", Serial, nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_tasks_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_tasks")),
        sa.UniqueConstraint("incident_id", "task", name=op.f("uq_incident_tasks_incident_id_task")),
    )
    op.create_table(
        "incident_followers",
        sa.Column("id", Serial, nullable=False),
        sa.Column("incident_id", Serial, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_followers_incident_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_incident_followers_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_followers")),
        sa.UniqueConstraint(
            "incident_id", "conversation_id", name=op.f("uq_incident_followers_incident_id_conversation_id")
        ),
    )
    op.create_index("ix_incident_followers_conversation_id", "incident_followers", ["conversation_id"], unique=False)


def _samples() -> None:
    op.create_table(
        "quality_samples",
        sa.Column("id", Serial, nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("drawn_by", Serial, nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["agents.id"], name=op.f("fk_quality_samples_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_samples")),
    )
    op.create_table(
        "quality_items",
        sa.Column("id", Serial, nullable=False),
        sa.Column("sample_id", Serial, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("handoff_id", Serial, nullable=True),
        sa.Column("agent_id", Serial, nullable=True),
        sa.Column("stratum", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["quality_samples.id"], name=op.f("fk_quality_items_sample_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_quality_items_conversation_id")
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_quality_items_handoff_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_quality_items_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_items")),
        sa.UniqueConstraint(
            "sample_id",
            "conversation_id",
            "handoff_id",
            name=op.f("uq_quality_items_sample_id_conversation_id_handoff_id"),
        ),
    )
    op.create_index("ix_quality_items_agent_id", "quality_items", ["agent_id"], unique=False)
    op.create_index("ix_quality_items_conversation_id", "quality_items", ["conversation_id"], unique=False)
    op.create_index(
        "uq_quality_items_assistant",
        "quality_items",
        ["sample_id", "conversation_id"],
        unique=True,
        sqlite_where=sa.text("handoff_id IS NULL"),
        postgresql_where=sa.text("handoff_id IS NULL"),
    )


def _reviews() -> None:
    op.create_table(
        "quality_reviews",
        sa.Column("id", Serial, nullable=False),
        sa.Column("item_id", Serial, nullable=False),
        sa.Column("scorer_id", Serial, nullable=False),
        sa.Column("automatic", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["quality_items.id"], name=op.f("fk_quality_reviews_item_id")),
        sa.ForeignKeyConstraint(["scorer_id"], ["agents.id"], name=op.f("fk_quality_reviews_scorer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_reviews")),
        sa.UniqueConstraint("item_id", name=op.f("uq_quality_reviews_item_id")),
    )
    op.create_table(
        "quality_findings",
        sa.Column("id", Serial, nullable=False),
        sa.Column("review_id", Serial, nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["quality_reviews.id"], name=op.f("fk_quality_findings_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_findings")),
    )
    op.create_index("ix_quality_findings_review_id", "quality_findings", ["review_id"], unique=False)
    op.create_table(
        "quality_steps",
        sa.Column("id", Serial, nullable=False),
        sa.Column("finding_id", Serial, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["quality_findings.id"], name=op.f("fk_quality_steps_finding_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_quality_steps_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_steps")),
        sa.UniqueConstraint("finding_id", "step", name=op.f("uq_quality_steps_finding_id_step")),
    )
    op.create_table(
        "quality_appeals",
        sa.Column("id", Serial, nullable=False),
        sa.Column("review_id", Serial, nullable=False),
        sa.Column("agent_id", Serial, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("settled_by", Serial, nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_quality_appeals_agent_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["agents.id"], name=op.f("fk_quality_appeals_settled_by")),
        sa.ForeignKeyConstraint(["review_id"], ["quality_reviews.id"], name=op.f("fk_quality_appeals_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_appeals")),
        sa.UniqueConstraint("review_id", name=op.f("uq_quality_appeals_review_id")),
    )
