"""Whether what an edition changes can be true, by the thresholds of `plausible.toml`.

Every doubt is one sentence for the person who decides. Form and references were checked before (`facts.check`); here
only the change counts, so a new publisher raises no doubt.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from facts.feeds.held import Series, series_of
from facts.rows import Row
from facts.updating.comparing import Differences, name_of, number, revision

THRESHOLDS = Path(__file__).with_name("plausible.toml")
MOST_DOUBTS = 20
"""Doubts of one kind that are told one by one."""
_NOT_RELIED_ON = frozenset({"suspect", "name_suspect", "estimated"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an edition may go; the fields are described in `plausible.toml`."""

    small: float
    move_percent: float
    fresh_move_percent: float
    fresh_months: int
    revised_percent: float
    shrink_percent: float
    vanish_figures: int
    leap_times: float


def read_limits(publisher: str, path: Path = THRESHOLDS) -> Limits:
    """The thresholds for one publisher."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    return Limits(**{**declared["every"], **declared.get("publisher", {}).get(publisher, {})})


def doubts(found: Differences, limits: Limits) -> list[str]:
    """Why the change cannot be believed; empty where it can."""
    if not found.before:
        return []
    kinds = (
        _shrunken(found, limits),
        _vanished(found, limits),
        _revised(found, limits),
        _moved(found, limits),
        _leaps(found, limits),
    )
    told: list[str] = []
    for kind in kinds:
        all_of_it = list(kind)
        told += all_of_it[:MOST_DOUBTS]
        if len(all_of_it) > MOST_DOUBTS:
            told.append(f"and {len(all_of_it) - MOST_DOUBTS:,} more of this kind")
    return told


def _shrunken(found: Differences, limits: Limits) -> Iterator[str]:
    before = Counter(key[0] for key in found.before)
    gone = Counter(key[0] for key in found.before if key not in found.after)
    for file, count in sorted(gone.items()):
        percent = 100 * count / before[file]
        if percent > limits.shrink_percent:
            yield f"{file}: {count:,} of {before[file]:,} figures are gone ({percent:.1f} percent)"


def _vanished(found: Differences, limits: Limits) -> Iterator[str]:
    series: dict[tuple[str, Series], list[Row]] = defaultdict(list)
    for key, row in found.before.items():
        series[key[0], key[1]].append(row)
    left = {(key[0], key[1]) for key in found.after}
    for at, rows in series.items():
        if at not in left and len(rows) >= limits.vanish_figures:
            last = max(rows, key=lambda row: row.end)
            yield f"{at[0]}: a whole series is gone, {len(rows):,} figures to {name_of(last)}"


def _revised(found: Differences, limits: Limits) -> Iterator[str]:
    common = len(found.before) - len(found.dropped)
    percent = 100 * len(found.revised) / common if common else 0
    if percent > limits.revised_percent:
        yield f"{len(found.revised):,} of {common:,} figures were revised ({percent:.1f} percent)"


def _moved(found: Differences, limits: Limits) -> Iterator[str]:
    newest: dict[str, str] = {}
    for key, row in found.before.items():
        newest[key[0]] = max(newest.get(key[0], ""), row.end)
    for key, old in found.before.items():
        new = found.after.get(key)
        if new is None or old.basis in _NOT_RELIED_ON or max(old.value, new.value) <= _small(old, limits):
            continue
        fresh = _months(newest[key[0]]) - _months(old.end) < limits.fresh_months
        most = limits.fresh_move_percent if fresh else limits.move_percent
        if abs(new.value - old.value) * 100 > most * old.value:
            yield f"moved by more than {most:g} percent: {revision(old, new)}"


def _leaps(found: Differences, limits: Limits) -> Iterator[str]:
    most: dict[tuple[Series, str], float] = {}
    for row in found.before.values():
        at = (series_of(row), row.kind)
        most[at] = max(most.get(at, 0.0), row.value)
    for row in found.added:
        largest = most.get((series_of(row), row.kind))
        if largest is not None and row.value > max(largest, _small(row, limits)) * limits.leap_times:
            yield f"new and beyond belief: {name_of(row)}: {number(row.value)}; the most so far was {number(largest)}"


def _small(row: Row, limits: Limits) -> float:
    """Shares have no small counts: one percent of a market is a lot of cars."""
    return 1.0 if row.unit == "percent" else limits.small


def _months(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])
