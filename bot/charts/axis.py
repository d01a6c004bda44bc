"""Which labels of the axis of time are written, and where, so that none touches another.

Months and quarters over several years are told by their years alone; what cannot be written side by side is thinned out
from the last label backwards, since the newest is the one that people look for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.charts.font import clean, shortened, width
from bot.charts.scene import Text

LABEL_GAP = 12.0
LONGEST = 150.0
YEARS_ALONE_FROM = 3
_PART_OF_YEAR = (
    re.compile(r"(?P<part>[^\W\d]+\.?|[QHTS]\d) (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[ -](?P<part>[^\W\d]+\.?|[QHTS]\d|\d\d)"),
)


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """One label under the axis: at which point, where its middle is, and its one or two lines."""

    index: int
    x: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AxisRoom:
    """What the labels have: the places of the points, the ends they must keep within, the size of the letters."""

    places: tuple[float, ...]
    left: float
    right: float
    size: float


def axis_labels(labels: tuple[str, ...], room: AxisRoom) -> list[AxisLabel]:
    """As many labels as can stand side by side."""
    labels = tuple(clean(label) for label in labels)
    parts = [_parted(label) for label in labels]
    known = [part for part in parts if part is not None]
    if len(known) == len(labels):
        if len({year for _, year in known}) >= YEARS_ALONE_FROM and len(labels) > len({year for _, year in known}):
            years = _year_labels(known, room)
            if len(years) > 1:
                return years
        return _thinned([(index, part) for index, part in enumerate(known)], room)
    return _thinned([(index, (shortened(label, LONGEST, room.size), "")) for index, label in enumerate(labels)], room)


def _parted(label: str) -> tuple[str, str] | None:
    for pattern in _PART_OF_YEAR:
        if found := pattern.fullmatch(label):
            return found["part"], found["year"]
    return None


def _year_labels(parts: list[tuple[str, str]], room: AxisRoom) -> list[AxisLabel]:
    """One label at the first point of each year that is there from its beginning."""
    starts = [index for index in range(1, len(parts)) if parts[index][1] != parts[index - 1][1]]
    if parts[0][0] == parts[starts[0]][0]:
        starts.insert(0, 0)
    return _thinned([(index, (parts[index][1], "")) for index in starts], room)


def _thinned(texts: list[tuple[int, tuple[str, str]]], room: AxisRoom) -> list[AxisLabel]:
    for stride in range(1, len(texts) + 1):
        chosen = _two_lined(texts[::-stride][::-1], room)
        if all(_apart(one, other, room.size) for one, other in pairwise(chosen)):
            return chosen
    return chosen


def _two_lined(texts: list[tuple[int, tuple[str, str]]], room: AxisRoom) -> list[AxisLabel]:
    """The year stands below its first label only."""
    found: list[AxisLabel] = []
    before = ""
    for index, (part, year) in texts:
        lines = (part, year) if year and year != before else (part,)
        before = year
        half = max(width(line, room.size) for line in lines) / 2
        found.append(AxisLabel(index, min(max(room.places[index], room.left + half), room.right - half), lines))
    return found


def _apart(one: AxisLabel, other: AxisLabel, size: float) -> bool:
    halves = sum(max(width(line, size) for line in label.lines) / 2 for label in (one, other))
    return other.x - one.x >= halves + LABEL_GAP


def axis_texts(labels: list[AxisLabel], top: float, size: float, fill: str) -> list[Text]:
    """The labels as marks; `top` is where their room begins."""
    return [
        Text(label.x, top + size * (1 + 1.2 * row), line, size, fill, anchor="middle")
        for label in labels
        for row, line in enumerate(label.lines)
    ]
