"""The facts on a PostgreSQL server, for a store that has the same facts in a file: rows from there, or None.

While the server is away, or does not hold the edition that is asked for, nobody waits for it; a thread of its own looks
for it, and questions go there again once it is found. What is read instead is the store's business. See
`facts.server_build` for how an edition gets there.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Row, Select, exc, select

from facts import schema
from facts.server_address import reading_engine, reason, shown

RETRY_SECONDS = 5.0
_MISSING = "42P01"
"""What PostgreSQL calls a table that is not there."""
_log = logging.getLogger(__name__)


class FactServer:
    """One edition on a server. Safe to share between threads; recovers by itself."""

    def __init__(self, address: URL, content: str, *, retry_seconds: float = RETRY_SECONDS) -> None:
        """Look for an edition, by the hash of its content, at an address of `server_address`."""
        self._address = address
        self._engine = reading_engine(address, content)
        self._retry_seconds = retry_seconds
        self._since: datetime | None = None
        self._there = threading.Condition()
        self._closing = threading.Event()
        self._finder: threading.Thread | None = None
        if (problem := self._problem()) is not None:
            self._leave(problem)

    @property
    def away_since(self) -> datetime | None:
        """Since when the facts have not been there, in UTC; None while they are."""
        return self._since

    def rows(self, query: Select[Any], values: dict[str, Any]) -> list[Row[Any]] | None:
        """The rows of a query, or None where the server cannot be asked now."""
        if self._since is not None:
            return None
        try:
            return self._read(query, values)
        except exc.SQLAlchemyError as problem:
            self._leave(self._told(problem))
            return None

    def wait_until_there(self, timeout_seconds: float) -> bool:
        """Wait for the server; whether it is there."""
        with self._there:
            return self._there.wait_for(lambda: self._since is None, timeout_seconds)

    def close(self) -> None:
        """Stop looking for the server and let go of it."""
        self._closing.set()
        if self._finder is not None:
            self._finder.join()
        self._engine.dispose()

    def _read(self, query: Select[Any], values: dict[str, Any]) -> list[Row[Any]]:
        with self._engine.connect() as connection:
            return list(connection.execute(query, values).all())

    def _problem(self) -> str | None:
        """What stands in the way of reading now, or None."""
        try:
            self._read(select(schema.about.c.value).where(schema.about.c.key == "content"), {})
        except exc.SQLAlchemyError as problem:
            return self._told(problem)
        return None

    def _told(self, problem: exc.SQLAlchemyError) -> str:
        if isinstance(problem, exc.DBAPIError) and getattr(problem.orig, "sqlstate", None) == _MISSING:
            return f"{shown(self._address)} does not hold these facts; run `evbot facts build --to` its address"
        return f"the facts at {shown(self._address)} cannot be read now: {reason(problem, self._address)}"

    def _leave(self, why: str) -> None:
        with self._there:
            if self._since is not None or self._closing.is_set():
                return
            self._since = datetime.now(UTC)
            _log.error("%s; answering from the local file", why)
            self._finder = threading.Thread(target=self._find, name="facts-finder", daemon=True)
            self._finder.start()

    def _find(self) -> None:
        while not self._closing.wait(self._retry_seconds):
            if self._problem() is None:
                with self._there:
                    _log.warning("the facts at %s are there again", shown(self._address))
                    self._since = None
                    self._there.notify_all()
                return
