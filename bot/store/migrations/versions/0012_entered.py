"""Tickets and appointments that came by telephone, at the counter or by letter, without a conversation"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("channel", sa.String(length=16), nullable=True))
    op.add_column("appointments", sa.Column("channel", sa.String(length=16), nullable=True))
