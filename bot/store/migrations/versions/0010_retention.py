"""Retention and legal holds; what happened can be added to only"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Never to be changed, by anybody.
SEALED = ("audit",)
# Changed only by a transaction that says so, in the table `erasing`: forgetting a customer, retention.
KEPT = ("messages", "ticket_events", "appointment_events", "handoff_events", "erasures", "strippings")


def upgrade() -> None:
    _holds()
    op.create_table(
        "strippings",
        sa.Column("id", Serial, nullable=False),
        sa.Column("ticket_id", Serial, nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_strippings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strippings")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_strippings_ticket_id")),
    )
    op.create_table(
        "erasing", sa.Column("id", Serial, nullable=False), sa.PrimaryKeyConstraint("id", name=op.f("pk_erasing"))
    )
    op.create_index("ix_audit_actor_at", "audit", ["actor", "at"], unique=False)
    postgresql = op.get_bind().dialect.name == "postgresql"
    for order in _postgresql_triggers() if postgresql else _sqlite_triggers():
        op.execute(order)


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", Serial, nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_holds_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_customer_id", "holds", ["customer_id"], unique=False)


def _sqlite_triggers() -> list[str]:
    orders = []
    for table in (*SEALED, *KEPT):
        unless = "" if table in SEALED else "WHEN NOT EXISTS (SELECT 1 FROM erasing)"
        for act in ("UPDATE", "DELETE"):
            orders.append(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {unless} "
                f"BEGIN SELECT RAISE(ABORT, '{table} can be added to only'); END"
            )
    return orders


def _postgresql_triggers() -> list[str]:
    refuse = "RAISE EXCEPTION '% can be added to only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'"
    row = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW"
    functions = {
        "desk_sealed": f"{refuse};",
        "desk_kept": f"IF NOT EXISTS (SELECT 1 FROM erasing) THEN {refuse}; END IF; {row};",
    }
    orders = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        for name, body in functions.items()
    ]
    for table in (*SEALED, *KEPT):
        function = "desk_sealed" if table in SEALED else "desk_kept"
        orders.append(
            f"CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        orders.append(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION desk_sealed()"
        )
    return orders
