"""The tables of the shared state, as the newest migration leaves them; the same on SQLite and PostgreSQL.

Moments are seconds since 1970 by the database's own clock, so that replicas with wrong clocks agree. A column named
`user_key` holds whose row it is ("discord:123", never a name), and `bot.state.people` finds it by that name. Change a
table here and write the migration that does the same (`bot.state.migrations`); a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Dialect, Double, Index, Integer, MetaData, Table, Text, TypeDecorator

REVISION = "0004"
"""The newest migration. A database that says so is opened without loading Alembic."""

metadata = MetaData()


class Words(TypeDecorator[str]):
    """Any text from outside; what a database refuses (NUL, half of a surrogate pair) becomes a question mark."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as both databases take it."""
        return None if value is None else value.replace("\0", "?").encode("utf-8", "replace").decode("utf-8")


claims = Table(
    "claims",
    metadata,
    Column("key", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("claims_by_expiry", "expires_at"),
)
"""Events that somebody has taken up."""

answers = Table(
    "answers",
    metadata,
    Column("platform", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("question", Words, primary_key=True),
    Column("messages", Words, nullable=False),
    Column("user_key", Words, nullable=True),
    Column("at", Double, nullable=False),
    Index("answers_by_age", "at"),
    Index("answers_by_user", "user_key"),
)
"""Which messages answered which question; `messages` is a JSON list of ids."""

places = Table(
    "places",
    metadata,
    Column("key", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("channels", Words, nullable=False),
    Column("threads", Boolean, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("locale", Words, nullable=True),
    Column("cooldown_seconds", Double, nullable=False),
    Column("at", Double, nullable=False),
)
"""Settings of servers, workspaces and channels; `channels` is a JSON list of ids."""

conversations = Table(
    "conversations",
    metadata,
    Column("key", Words, primary_key=True),
    Column("payload", Words, nullable=False),
    Column("user_key", Words, nullable=True),
    Column("at", Double, nullable=False),
    Index("conversations_by_age", "at"),
    Index("conversations_by_user", "user_key"),
)
"""What the service remembers of each conversation, in its own words."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("question", Words, nullable=True),
    Column("reading", Words, nullable=True),
    Column("place", Words, nullable=True),
    Column("user_key", Words, nullable=True),
    Column("at", Double, nullable=False),
    Column("resolved_at", Double, nullable=True),
    Column("resolution", Words, nullable=True),
    Column("topic", Words, nullable=True),
    Column("told_at", Double, nullable=True),
    Index("feedback_by_age", "at"),
    Index("feedback_by_resolution", "resolved_at"),
    Index("feedback_by_user", "user_key"),
)
"""What people said of an answer, as a queue."""

unanswered = Table(
    "unanswered",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("question", Words, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),
    Index("unanswered_by_age", "last_at"),
)
"""Questions without an answer, counted; `question` is empty where its text may not be kept."""

misses = Table(
    "misses",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, primary_key=True),
    Column("missing", Words, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Double, nullable=False),
    Index("misses_by_age", "last_at"),
)
"""Which figures were missed how often on which day, in days since 1970 (UTC); never a text, never a person."""

leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("leases_by_expiry", "expires_at"),
)
"""Who may do what only one replica may do."""

installations = Table(
    "installations",
    metadata,
    Column("app", Words, primary_key=True),
    Column("organisation", Words, primary_key=True),
    Column("team", Words, primary_key=True),
    Column("token", Words, nullable=False),
    Column("refresh_token", Words, nullable=True),
    Column("expires_at", Double, nullable=True),
    Column("bot_user", Words, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("at", Double, nullable=False),
)
"""Workspaces that have installed an app, and its tokens there, as they are; no organisation or no team is empty."""

follows = Table(
    "follows",
    metadata,
    Column("id", Words, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("trigger", Words, nullable=False),
    Column("packed", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("locale", Words, nullable=False),
    Column("user_key", Words, nullable=True),
    Column("seen", Words, nullable=False),
    Column("looked", Words, nullable=False),
    Column("inside", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("at", Double, nullable=False),
    Index("follows_by_slot", "platform", "place", "channel", "slot", unique=True),
    Index("follows_by_meaning", "platform", "place", "channel", "trigger", "packed", unique=True),
    Index("follows_by_edition", "platform", "looked"),
    Index("follows_by_place", "place"),
    Index("follows_by_age", "at"),
    Index("follows_by_user", "user_key"),
)
"""Questions that channels follow; no place is empty. What a channel follows has slots of its own, which limits it."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("follow", Words, primary_key=True),
    Column("mark", Words, primary_key=True),
    Column("at", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("retry_at", Double, nullable=True),
    Column("done_at", Double, nullable=True),
    Index("deliveries_by_age", "at"),
    Index("deliveries_by_end", "done_at"),
)
"""Posts of follows that somebody has taken up; `retry_at` where it is known that nothing was posted yet."""
