"""One database of either kind: its connections, its clock, its transactions and the translation of its errors.

It knows nothing of tables and settings. Everything else in `bot.state` goes through `reading` and `writing`; where a
database comes from stands in `bot.state.opening`, how connections behave in `bot.state.connecting`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Double, Engine, Table, exc, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from bot.state.errors import StateAwayError, StateError

WRITES = "evbot_writes"
"""Execution option of a connection whose transaction is going to write."""
_REFUSALS = (exc.DataError, exc.IntegrityError, exc.ProgrammingError, exc.NotSupportedError)


class DatabaseNow(FunctionElement[float]):
    """The moment by the database's clock, in seconds since 1970, down to a millisecond or better."""

    type = Double()
    inherit_cache = True
    name = "database_now"


@compiles(DatabaseNow, "sqlite")
def _now_on_sqlite(element: DatabaseNow, compiler: Any, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(DatabaseNow, "postgresql")
def _now_on_postgresql(element: DatabaseNow, compiler: Any, **options: Any) -> str:
    # Not now(): that is the beginning of the transaction, before it waited for anybody's lock.
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


class Database:
    """A database that is open. Safe to share between threads."""

    def __init__(self, engine: Engine, name: str, patience_seconds: float) -> None:
        self._engine = engine
        self.name = name
        """The database as it may be shown: no password."""
        self._patience = patience_seconds
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment. Raises StateAwayError."""
        with self._faults(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end of the block and undone if the block raises. Raises StateAwayError."""
        with self._faults(), self._in_turn(), self._engine.connect() as connection:
            connection = connection.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def _in_turn(self) -> Iterator[None]:
        """One writer of this process after the other, where the database has one writer at a time.

        SQLite has its writers look again and again, and sleep up to a tenth of a second in between.
        """
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=self._patience):
            raise StateAwayError(f"the state database {self.name} cannot be used now: it is busy with other writers")
        try:
            yield
        finally:
            self._turn.release()

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that can say what to do about a row that is there already."""
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)

    def now(self) -> float:
        """The moment by the database's clock, in seconds since 1970. Raises StateAwayError."""
        with self.reading() as connection:
            return connection.execute(select(DatabaseNow())).scalar_one()

    def close(self) -> None:
        """Close every connection that nobody uses."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except exc.SQLAlchemyError as problem:
            where = f"the state database {self.name}"
            if _is_refusal(problem):
                raise StateError(
                    f"{where} refused what was asked: {self.reason(problem)}; "
                    "make sure that its user may create and change tables, and report it if so"
                ) from problem
            raise StateAwayError(f"{where} cannot be used now: {self.reason(problem)}") from problem

    def reason(self, problem: exc.SQLAlchemyError) -> str:
        """What went wrong in the driver's own words, on one line and without the password."""
        origin = problem.orig if isinstance(problem, exc.DBAPIError) else problem
        summary = getattr(getattr(origin, "diag", None), "message_primary", None)  # PostgreSQL's, without the SQL
        told = " ".join((summary or str(origin)).split()) or type(origin).__name__
        password = self._engine.url.password
        return told.replace(str(password), "***") if password else told


def _is_refusal(problem: exc.SQLAlchemyError) -> bool:
    """Whether the database is there and will say no again: a fault of ours or of whoever set it up."""
    if isinstance(problem, exc.DBAPIError):
        wrong_sql = getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        return wrong_sql or isinstance(problem, _REFUSALS)
    return not isinstance(problem, exc.TimeoutError)
