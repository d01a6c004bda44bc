"""What the people of a server, workspace or channel have set: where the bot may speak, and how.

Two who change the same settings at once do not undo each other: the later one gets a StateClashError. Settings are kept
until they are forgotten, which is for whoever hears that the bot was removed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update

from bot.state.database import Database, DatabaseNow
from bot.state.errors import StateClashError
from bot.state.schema import places


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """The settings of one place; these defaults hold where nobody has set anything."""

    channels: frozenset[str] = frozenset()
    """Ids of the channels it may answer in; all of them where empty."""
    threads: bool = True
    """Whether answers may go into threads."""
    private: bool = True
    """Whether an asker may have an answer that only they see."""
    locale: str | None = None
    """Form of the numbers ("de"); the asker's or the host's where None."""
    cooldown_seconds: float = 0.0
    """How long one person waits between two questions."""
    version: int = 0
    """Counts the changes, 0 where nobody has set anything; `Places.put` wants it as it was read."""


class Places:
    """The settings of places by their keys ("discord:123", "slack:T1:C2")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> PlaceSettings:
        """The settings of a place, or the defaults."""
        with self._database.reading() as connection:
            row = connection.execute(select(places).where(places.c.key == key)).mappings().first()
        if row is None:
            return PlaceSettings()
        return PlaceSettings(
            channels=frozenset(json.loads(row["channels"])),
            threads=row["threads"],
            private=row["private"],
            locale=row["locale"],
            cooldown_seconds=row["cooldown_seconds"],
            version=row["version"],
        )

    def put(self, key: str, settings: PlaceSettings) -> PlaceSettings:
        """Set what was read with `get` and changed; returns it with its new version.

        Raises StateClashError where they have been changed since, ValueError for a cooldown that makes no sense.
        """
        if not 0 <= settings.cooldown_seconds < float("inf"):
            raise ValueError(f"a cooldown of {settings.cooldown_seconds} seconds makes no sense")
        newer = replace(settings, version=settings.version + 1)
        values = {"key": key, **_columns(newer)}
        write = (
            update(places).where(places.c.key == key, places.c.version == settings.version).values(**values)
            if settings.version
            else self._database.insert(places).values(**values).on_conflict_do_nothing()
        )
        with self._database.writing() as connection:
            written = connection.execute(write.returning(places.c.key)).first()
        if written is None:
            raise StateClashError(
                f"the settings of {key} have been changed meanwhile; read them again and repeat the change"
            )
        return newer

    def forget(self, key: str) -> None:
        """Back to the defaults, with no trace left."""
        with self._database.writing() as connection:
            connection.execute(delete(places).where(places.c.key == key))


def _columns(settings: PlaceSettings) -> dict[str, Any]:
    return {
        "version": settings.version,
        "channels": json.dumps(sorted(settings.channels)),
        "threads": settings.threads,
        "private": settings.private,
        "locale": settings.locale,
        "cooldown_seconds": float(settings.cooldown_seconds),
        "at": DatabaseNow(),
    }
