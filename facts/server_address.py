"""Where the facts lie on a PostgreSQL server, and how connections to it behave: no question may hang on one.

Each edition of the data has a schema of its own, named after the hash of its content, so that readers of different
editions share a server. `facts.server` reads from there, `facts.server_build` writes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, exc, make_url

from facts.impatience import make_impatient
from facts.store import StoreError

PREFIX = "evbot_facts_"
CONNECT_SECONDS = 3
PATIENCE_SECONDS = 3
"""How long one read may take."""
POOLED = 8
"""Connections of one process that stay open; as many again in a rush."""
_DRIVER = "postgresql+psycopg"
_KNOWN = ("postgres", "postgresql", _DRIVER)
_HINT = f"write {_DRIVER}://user:password@host/database"


def schema_of(content: str) -> str:
    """The name of the schema with the tables of one edition."""
    return f"{PREFIX}{content}"


def server_address(url: str) -> URL:
    """The address in a text such as EVBOT_FACTS_URL. Raises StoreError, which never quotes a password."""
    try:
        address = make_url(url.strip())
    except (exc.ArgumentError, ValueError):
        # Without its cause, which may quote a password.
        raise StoreError(f"the address of the facts cannot be read; {_HINT}") from None
    if address.drivername not in _KNOWN:
        raise StoreError(f"the address of the facts begins with {address.drivername}, not {_DRIVER}; {_HINT}")
    return address.set(drivername=_DRIVER)


def shown(address: URL) -> str:
    """The address as it may be told: no password."""
    return address.set(query={}).render_as_string(hide_password=True)


def reason(problem: exc.SQLAlchemyError, address: URL) -> str:
    """What went wrong in the driver's own words, on one line and without the password."""
    origin = problem.orig if isinstance(problem, exc.DBAPIError) else problem
    summary = getattr(getattr(origin, "diag", None), "message_primary", None)  # PostgreSQL's, without the SQL
    told = " ".join((summary or str(origin)).split()) or type(origin).__name__
    return told.replace(str(address.password), "***") if address.password else told


def reading_engine(address: URL, content: str) -> Engine:
    """An engine that reads one edition and gives up within seconds; it has not connected yet."""
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=POOLED,
        max_overflow=POOLED,
        pool_timeout=CONNECT_SECONDS,
        isolation_level="AUTOCOMMIT",  # an edition never changes, and a read without a transaction is one way less
        execution_options={"schema_translate_map": {None: schema_of(content)}},
        connect_args=_connect_args(address),
    )

    make_impatient(engine, PATIENCE_SECONDS)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.execute(f"SET statement_timeout = '{PATIENCE_SECONDS}s'")
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    return engine


def writing_engine(address: URL) -> Engine:
    """An engine for one long transaction; it has not connected yet."""
    return create_engine(
        address, pool_size=1, max_overflow=0, connect_args=_connect_args(address), hide_parameters=True
    )


def _connect_args(address: URL) -> dict[str, Any]:
    return {"connect_timeout": CONNECT_SECONDS, "application_name": "evbot facts", **address.query}
