"""Connections to PostgreSQL that give up when the server falls silent: a paused server still holds its sockets open.

For every engine of this project, of facts and of state alike; how long is each one's own choice.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from psycopg.abc import PQGen

T = TypeVar("T")
SILENCE = 1.5
"""How many times its patience a server may say nothing at all before the connection counts as dead."""


def make_impatient(engine: Engine, patience_seconds: float) -> None:
    """Let every connection of an engine wait for a silent server for `SILENCE` times so many seconds."""

    @event.listens_for(engine, "do_connect")
    def connect(_: object, __: object, positional: tuple[Any, ...], named: dict[str, Any]) -> Any:
        return _connected(SILENCE * patience_seconds, positional, named)


def _connected(seconds: float, positional: tuple[Any, ...], named: dict[str, Any]) -> Any:
    from psycopg import Connection, OperationalError  # here: most processes have no server

    class ImpatientConnection(Connection[Any]):
        """Waits for seconds, not for ever."""

        def wait(self, gen: PQGen[T], *args: Any, **options: Any) -> T:
            """As the parent does, with a deadline."""
            return super().wait(self._until(gen, time.monotonic() + seconds), *args, **options)

        def _until(self, gen: PQGen[T], deadline: float) -> PQGen[T]:
            ready: Any = None
            while True:
                try:
                    asked = gen.send(ready)
                except StopIteration as done:
                    return cast(T, done.value)
                ready = yield asked
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()  # whatever it would still say belongs to nobody
                    raise OperationalError("the server has fallen silent")

    return ImpatientConnection.connect(*positional, **named)
