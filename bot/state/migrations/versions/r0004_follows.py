"""What channels follow, and which posts of it were taken up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "follows",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("packed", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text, nullable=True),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("looked", sa.Text, nullable=False),
        sa.Column("inside", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("follows_by_slot", "follows", ["platform", "place", "channel", "slot"], unique=True)
    meaning = ["platform", "place", "channel", "trigger", "packed"]
    op.create_index("follows_by_meaning", "follows", meaning, unique=True)
    op.create_index("follows_by_edition", "follows", ["platform", "looked"])
    op.create_index("follows_by_place", "follows", ["place"])
    op.create_index("follows_by_age", "follows", ["at"])
    op.create_index("follows_by_user", "follows", ["user_key"])
    op.create_table(
        "deliveries",
        sa.Column("follow", sa.Text, primary_key=True),
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("retry_at", sa.Double, nullable=True),
        sa.Column("done_at", sa.Double, nullable=True),
    )
    op.create_index("deliveries_by_age", "deliveries", ["at"])
    op.create_index("deliveries_by_end", "deliveries", ["done_at"])
