"""An edition of the facts brought to a PostgreSQL server: into a schema of its own, in one transaction.

Readers see it whole or not at all and keep answering from what they have. An edition that another one has replaced
stays for `KEPT_DAYS`, for the processes that still run with it. `facts.build` writes the tables.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, exc, text

from facts import build as building
from facts import schema
from facts.catalogue import CatalogueError
from facts.server_address import PREFIX, reason, schema_of, server_address, shown, writing_engine
from facts.store import StoreError
from facts.tables import DATA, TableError

KEPT_DAYS = 30
QUEUE_SECONDS = 600
"""How long one process waits for another that brings an edition to the same server."""
_UNFINISHED = f"{PREFIX}unfinished"
"""Where an edition is written. The transaction gives it its name, so nobody else ever sees this one."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
_QUEUE = text("SELECT pg_advisory_lock(hashtext(:name))")
_THERE = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
_OTHERS = text(
    "SELECT nspname AS name, obj_description(oid, 'pg_namespace') AS note, "
    "obj_description(oid, 'pg_namespace') < 'replaced ' || (current_date - :days) AS outlived "
    "FROM pg_namespace WHERE starts_with(nspname, :prefix) AND nspname <> :kept"
)
_BUILT = "built"


def build_on_server(
    url: str, data: Path = DATA, progress: building.Progress = lambda *_: None, instead: Sequence[Path] = ()
) -> int:
    """Write the data as they are now to a server, with `instead` as in `facts.build`; returns how many figures.

    Its user must be allowed to create schemas; every user of the database may read what lies there, as whoever has the
    package can. Raises StoreError with what to do.
    """
    address = server_address(url)
    engine = writing_engine(address)
    try:
        name = schema_of(building.content_hash(data, instead))
        with engine.begin() as connection, _replaced(connection, name):
            return building.fill(connection, data, progress, instead)
    except (TableError, CatalogueError) as problem:
        raise StoreError(f"the figures in {data} are not fit: {problem}; run `evbot facts check`") from problem
    except exc.SQLAlchemyError as problem:
        raise _refused(address, reason(problem, address)) from None  # its cause may quote the address
    finally:
        engine.dispose()


def keep_on_server(
    url: str, data: Path = DATA, progress: building.Progress = lambda *_: None, instead: Sequence[Path] = ()
) -> bool:
    """See that a server holds the data as they are now; returns whether they had to be written.

    One process at a time, so that of many with the same edition one writes it. Raises StoreError as `build_on_server`.
    """
    address = server_address(url)
    engine = writing_engine(address)
    try:
        name = schema_of(building.content_hash(data, instead))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"SET lock_timeout = '{QUEUE_SECONDS}s'"))
            connection.execute(_QUEUE, {"name": _UNFINISHED})  # until this connection ends, however that is
            if connection.execute(_THERE, {"name": name}).first() is None:
                build_on_server(url, data, progress, instead)
                return True
            _note(connection, name, _BUILT)  # one that was gone back to does not count as replaced any more
            return False
    except exc.SQLAlchemyError as problem:
        raise _refused(address, reason(problem, address)) from None  # its cause may quote the address
    finally:
        engine.dispose()


def _refused(address: URL, why: str) -> StoreError:
    return StoreError(
        f"cannot write to {shown(address)}: {why}; make sure that it runs, has room, "
        "and that its user may create schemas there"
    )


@contextlib.contextmanager
def _replaced(connection: Connection, name: str) -> Iterator[None]:
    """An empty schema for the block to write into, which takes its name and place afterwards."""
    connection.execute(_ONE_AT_A_TIME, {"name": PREFIX})
    connection.execute(text(f'CREATE SCHEMA "{_UNFINISHED}"'))
    connection.execute(text(f'SET LOCAL search_path = "{_UNFINISHED}"'))
    yield
    for table in schema.metadata.sorted_tables:
        connection.execute(text(f'ANALYZE "{table.name}"'))
    connection.execute(text(f'GRANT USAGE ON SCHEMA "{_UNFINISHED}" TO PUBLIC'))
    connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{_UNFINISHED}" TO PUBLIC'))
    _note(connection, _UNFINISHED, _BUILT)
    # Readers of this very edition wait from here to the end of the transaction, which is a moment.
    connection.execute(text(f'DROP SCHEMA IF EXISTS "{name}" CASCADE'))
    connection.execute(text(f'ALTER SCHEMA "{_UNFINISHED}" RENAME TO "{name}"'))
    _forget_old(connection, name)


def _forget_old(connection: Connection, kept: str) -> None:
    """Note on every other edition that it was replaced, and drop those that were long ago."""
    others = connection.execute(_OTHERS, {"prefix": PREFIX, "kept": kept, "days": KEPT_DAYS}).all()
    today = connection.execute(text("SELECT current_date::text")).scalar_one()
    for other in others:
        if other.note is None or other.note == _BUILT:
            _note(connection, other.name, f"replaced {today}")
        elif other.outlived:
            connection.execute(text(f'DROP SCHEMA "{other.name}" CASCADE'))


def _note(connection: Connection, name: str, note: str) -> None:
    connection.execute(text(f"COMMENT ON SCHEMA \"{name}\" IS '{note}'"))
