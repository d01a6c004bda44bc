"""Brings a state database to the newest form when it is opened, one process at a time, all or nothing.

A database that a newer release has already brought further is left as it is: every step keeps the release before it
working (`bot.state.migrations` says how), so replicas of two releases run side by side during an update.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.state.database import Database
from bot.state.schema import REVISION

STEPS = Path(__file__).parent / "migrations"
_LOCK = 0x6576626F74  # "evbot"; any number does that every replica knows
_log = logging.getLogger(__name__)


def is_up_to_date(database: Database) -> bool:
    """Whether the newest step that we know was the last one run. Raises StateError."""
    with database.reading() as connection:
        return revision_of(connection) == REVISION


def bring_up_to_date(database: Database) -> None:
    """Run the steps that this database lacks, after waiting for whoever is at it. Raises StateError."""
    with database.writing() as connection:
        _lock(connection)
        if (found := revision_of(connection)) != REVISION:
            _run_steps(connection, found)


def revision_of(connection: Connection) -> str | None:
    """The last step that was run on a database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _lock(connection: Connection) -> None:
    """Keep all others out until the end of the transaction; on SQLite its beginning has done so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _run_steps(connection: Connection, found: str | None) -> None:
    from alembic import command  # here, because a database that is up to date needs none of it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        _log.warning(
            "the state database is of a newer release (step %s, known is %s); going on with it", found, REVISION
        )
        return
    command.upgrade(config, "head")
