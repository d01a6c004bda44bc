"""What a report was about and whether its sender heard the outcome, and a table of what was missing, day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns and make the table."""
    op.add_column("feedback", sa.Column("topic", sa.Text, nullable=True))
    op.add_column("feedback", sa.Column("told_at", sa.Double, nullable=True))
    op.create_table(
        "misses",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("missing", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False),
    )
    op.create_index("misses_by_age", "misses", ["last_at"])
