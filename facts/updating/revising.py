"""What an edition replaces is kept: each publisher's `revisions.csv` goes on from edition to edition.

It adds a line for every figure that was revised, dropped or had not been there (`facts.revisions` has the form). An
edition carries the lines of how its own figures came about and no others: after a rollback those of the edition that
was gone back from are gone with it, because figures that were taken back are nobody's earlier figures. Where a newer
package stands in place of an edition, the next update joins the lines of that edition to the package's figures.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facts.editions import BUNDLED, Editions, published
from facts.feeds.held import Series, series_of
from facts.revisions import FILE, Replaced, last_day, read_revisions, write_revisions
from facts.rows import Row
from facts.updating.comparing import Differences, Key, differences


@dataclass(frozen=True, slots=True)
class Past:
    """How a publisher's folder came about, as far as that is kept."""

    lines: tuple[Replaced, ...]
    edition: str
    """The edition in which its figures stand."""


def figures_only(_: object, names: list[str]) -> set[str]:
    """For `shutil.copytree`: what a folder that newer figures are written into must not begin with."""
    return {FILE} & set(names)


def keep_replaced(
    staging: Path, held: Mapping[str, Path], taken: Collection[str], editions: Editions, day: date
) -> None:
    """Write what the folders in `staging` replace of those that are held, and what a newer package had replaced.

    `taken` are the publishers that stand in `staging` with newer figures; `day` is today.
    """
    for name, folder in held.items():
        past = _past(folder, editions, day)
        if name in taken:
            lines = (*past.lines, *_lines(differences(folder, staging / name), past, folder, staging / name, day))
            if lines:
                write_revisions(staging / name, lines)
        elif past.lines and past.lines != read_revisions(folder):
            # The package's own folder: only in an edition can its figures stand with what they replaced.
            shutil.copytree(folder, staging / name, dirs_exist_ok=True)
            write_revisions(staging / name, past.lines)


def _past(folder: Path, editions: Editions, day: date) -> Past:
    """The lines of a folder; of one that a package brought, with those of the edition that it took the place of."""
    own = read_revisions(folder)
    if folder.parent.parent == editions.home / "editions":
        return Past(own, folder.parent.name)
    before = next(
        (place for each in editions.history() if (place := editions.folder(each) / folder.name).is_dir()), None
    )
    if before is None:
        return Past(own, BUNDLED)
    earlier = Past(read_revisions(before), before.parent.name)
    joined = (*earlier.lines, *_lines(differences(before, folder), earlier, before, folder, day))
    # Both lead to the same figures, by other days: the one that reaches further back is kept, never parts of each.
    return Past(min(own, joined, key=lambda lines: lines[0].since if lines else "9999"), BUNDLED)


def _lines(found: Differences, past: Past, before: Path, after: Path, day: date) -> Iterator[Replaced]:
    """One line for each figure that changed."""
    last = {_key(line): line.replaced for line in past.lines}
    first = past.lines[0].since if past.lines else (last_day(published(before)) or day).isoformat()
    replaced = max(_day_of(before, after, day).isoformat(), first, *last.values())
    changed: list[tuple[Key, Row, bool]] = [
        (key, row, True) for key, row in found.before.items() if _differs(row, found.after.get(key))
    ]
    changed += [(key, row, False) for key, row in found.after.items() if key not in found.before]
    for key, row, existed in changed:
        yield Replaced(key[0], row, existed, last.get(key[:3], first), replaced, past.edition)


def _differs(old: Row, new: Row | None) -> bool:
    return new is None or (new.value, new.basis, new.precision) != (old.value, old.basis, old.precision)


def _key(line: Replaced) -> tuple[str, Series, str]:
    return line.file, series_of(line.row), line.row.period


def _day_of(before: Path, after: Path, day: date) -> date:
    """When the newer figures were published, where their sources say so; else the day on which they were taken."""
    newer = last_day(published(after))
    return min(newer, day) if newer is not None and published(after) > published(before) else day
