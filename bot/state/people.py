"""What is kept of one person, for that person: shown whole, and deleted whole.

It goes through every table with a column `user_key`, so a new table with one is found without a line here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, select

from bot.state.database import Database
from bot.state.schema import metadata

PERSONAL: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if "user_key" in table.c)
"""The tables whose rows can be one person's."""


class People:
    """Rows by the key of the person they belong to ("discord:123")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, user_key: str) -> dict[str, list[dict[str, Any]]]:
        """Every row of this person by table, ready for JSON; moments are seconds since 1970."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self._database.reading() as connection:
            for table in PERSONAL:
                rows = connection.execute(select(table).where(table.c.user_key == user_key)).mappings().all()
                if rows:
                    found[table.name] = [dict(row) for row in rows]
        return found

    def delete(self, user_key: str) -> dict[str, int]:
        """Delete every row of this person, all or none; how many there were, by table."""
        counts: dict[str, int] = {}
        with self._database.writing() as connection:
            for table in PERSONAL:
                count = connection.execute(delete(table).where(table.c.user_key == user_key)).rowcount
                if count:
                    counts[table.name] = count
        return counts
