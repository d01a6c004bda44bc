"""How connections to a state database behave: how long they wait, what they promise, when they give up.

No answer may hang on a database: every wait here ends within seconds. Used by `bot.state.opening` alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from bot.state.database import WRITES
from facts.impatience import make_impatient

PATIENCE_SECONDS = 3
"""How long a writer waits for another one: a lock of SQLite, a statement or a lock of PostgreSQL."""
CONNECT_SECONDS = 3
POOLED = 8
"""Connections of one process that stay open; as many again in a rush."""


def connected(url: URL, patience_seconds: int = PATIENCE_SECONDS) -> Engine:
    """An engine for a URL of either kind; it has not connected yet. Raises ModuleNotFoundError without the driver."""
    kind = _sqlite if url.get_backend_name() == "sqlite" else _postgresql
    return kind(url, patience_seconds)


def _options(**more: Any) -> dict[str, Any]:
    return {
        "pool_size": POOLED,
        "max_overflow": POOLED,
        "pool_timeout": CONNECT_SECONDS,
        "hide_parameters": True,  # they hold what people wrote, and errors go into logs
        **more,
    }


def _sqlite(url: URL, patience_seconds: int) -> Engine:
    engine = create_engine(url, **_options())

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see below
        connection.execute(f"PRAGMA busy_timeout = {patience_seconds * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")
        # With a write-ahead log nothing committed is lost when the process is killed; a power cut may take the last
        # moments, and never breaks the file. FULL would cost a wait for the disk with every event.
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another has written meanwhile; one that
        # says at its beginning that it writes waits for its turn.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, patience_seconds: int) -> Engine:
    engine = create_engine(
        url,
        **_options(
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "evbot", **url.query},
        ),
    )

    make_impatient(engine, patience_seconds)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(f"SET {limit} = '{patience_seconds}s'")
        connection.commit()

    return engine
