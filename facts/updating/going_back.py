"""Going back to the edition before, and remembering what was gone back from, so that no update brings it again.

What is remembered is the state of each publisher that changes by going back; a newer state of it is taken as ever.
`facts.updating.taking` holds to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from facts.editions import Editions, RolledBack, folder_hash
from facts.tables import DATA, TableError
from facts.updating.comparing import differences


def go_back(editions: Editions, today: date, data: Path = DATA) -> str:
    """Let the edition before serve again; returns its id. Raises EditionError where there is none.

    For whoever is alone at the editions (`Editions.alone`).
    """
    current, *before = editions.history()
    found = _left_behind(editions.served(current, data), editions.served(before[0], data), today) if before else ()
    return editions.roll_back(tuple(found))


def _left_behind(left: dict[str, Path], again: dict[str, Path], today: date) -> Iterator[RolledBack]:
    """The states of publishers that serve no longer; what cannot be read cannot come again either."""
    for name, folder in left.items():
        other = again.get(name)
        if other is not None and (other == folder or folder_hash(other) == folder_hash(folder)):
            continue
        try:
            changes = differences(other, folder)
        except TableError:
            continue
        if not changes.none:
            yield RolledBack(name, changes.fingerprint, today.isoformat())
