"""The first tables: claims, answers, places, conversations, feedback, unanswered questions and leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _claims_and_leases()
    _answers()
    _places()
    _conversations()
    _feedback()
    _unanswered()


def _claims_and_leases() -> None:
    for table, key in (("claims", "key"), ("leases", "name")):
        op.create_table(
            table,
            sa.Column(key, sa.Text, primary_key=True),
            sa.Column("owner", sa.Text, nullable=False),
            sa.Column("expires_at", sa.Double, nullable=False),
        )
        op.create_index(f"{table}_by_expiry", table, ["expires_at"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("messages", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text, nullable=True),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("answers_by_age", "answers", ["at"])
    op.create_index("answers_by_user", "answers", ["user_key"])


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("channels", sa.Text, nullable=False),
        sa.Column("threads", sa.Boolean, nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("locale", sa.Text, nullable=True),
        sa.Column("cooldown_seconds", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text, nullable=True),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("conversations_by_age", "conversations", ["at"])
    op.create_index("conversations_by_user", "conversations", ["user_key"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=True),
        sa.Column("reading", sa.Text, nullable=True),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("user_key", sa.Text, nullable=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("resolved_at", sa.Double, nullable=True),
        sa.Column("resolution", sa.Text, nullable=True),
    )
    op.create_index("feedback_by_age", "feedback", ["at"])
    op.create_index("feedback_by_resolution", "feedback", ["resolved_at"])
    op.create_index("feedback_by_user", "feedback", ["user_key"])


def _unanswered() -> None:
    op.create_table(
        "unanswered",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", sa.Double, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False),
    )
    op.create_index("unanswered_by_age", "unanswered", ["last_at"])
