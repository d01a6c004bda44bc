"""What a chart shows, as plain frozen values: kind, words, lines of points, source and date.

It knows nothing of pixels and nothing of the bot; a chart that cannot be drawn honestly is refused here, with an error
that names what is wrong. `bot.charts.draw` makes the picture, `bot.charts.telling` the words for who cannot see it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.charts.font import clean

MAX_LINES = 6
MAX_POINTS = 180
MAX_BARS = 25
LARGEST_PERCENT = 1e6
SMALLEST, LARGEST = 1e-9, 1e12
"""Sizes that can still be written beside each other."""

Unit = Literal["vehicles", "%"]


class ChartError(ValueError):
    """The chart cannot be drawn as described; the message says why.

    ChartError
    └── NothingToDraw   no line, no point, or not one known value
    """


class NothingToDraw(ChartError):  # noqa: N818 (it reads as what happened)
    """There is not a single known value."""


class ChartKind(StrEnum):
    """How the values are shown."""

    LINE = "line"
    """A trend: one to six lines over the same points of time."""
    BARS = "bars"
    """A ranking or comparison: horizontal bars in the order given."""
    SHARE = "share"
    """Percentages of a whole: lines over time, or bars where every line is one point."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value at one place of the axis: a year, a month, a model, a country."""

    label: str
    value: float | None
    """None is a gap: not known, and never drawn as zero."""
    partial: bool = False
    """Whether the figure covers only a part of what the label says, such as the year so far."""

    def __post_init__(self) -> None:
        if not clean(self.label):
            raise ChartError("a point has no label")
        if self.value is None:
            return
        if not math.isfinite(self.value):
            raise ChartError(f"the value at {self.label!r} is {self.value}: give a number, or None for a gap")
        if self.value and not SMALLEST <= abs(self.value) <= LARGEST:
            raise ChartError(f"the value at {self.label!r} is {self.value}: too far from one to be written")


@dataclass(frozen=True, slots=True)
class Line:
    """One series of points."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a picture of figures shows. Bars are one line of points, or several lines of one point each.

    Percentages are 81.3, never 0.813. Lines share their labels: where one has no figure, its point's value is None.
    """

    kind: ChartKind
    title: str
    subtitle: str
    """The reading line; may be empty."""
    unit: Unit
    lines: tuple[Line, ...]
    source: str
    as_of: str
    """The date of the figures, in words; may be empty."""
    note: str = ""

    def __post_init__(self) -> None:
        if not clean(self.title):
            raise ChartError("a chart needs a title")
        if self.unit not in ("vehicles", "%"):
            raise ChartError(f"the unit is {self.unit!r}: it is 'vehicles' or '%'")
        if self.kind is ChartKind.SHARE and self.unit != "%":
            raise ChartError("a chart of shares has the unit '%'")
        self._check_values()
        self._check_sizes()
        self._check_axis()

    @property
    def is_bars(self) -> bool:
        """Whether the chart is drawn as bars: said so, or shares of a single moment."""
        return self.kind is ChartKind.BARS or (
            self.kind is ChartKind.SHARE and all(len(line.points) == 1 for line in self.lines)
        )

    @property
    def bars(self) -> tuple[Point, ...]:
        """The rows of a chart of bars; a line of a single point is named by the line."""
        if len(self.lines) == 1 and (self.kind is ChartKind.BARS or not clean(self.lines[0].label)):
            return self.lines[0].points
        return tuple(
            Point(
                line.label if clean(line.label) else line.points[0].label, line.points[0].value, line.points[0].partial
            )
            for line in self.lines
        )

    def _check_values(self) -> None:
        values = [point.value for line in self.lines for point in line.points if point.value is not None]
        if not values:
            raise NothingToDraw("nothing to draw: the chart has no known value")
        if self.unit == "%" and max(map(abs, values)) > LARGEST_PERCENT:
            raise ChartError(f"a percentage of {max(values, key=abs):g} is more than can be meant")

    def _check_sizes(self) -> None:
        if self.is_bars:
            if len(self.lines) > 1 and any(len(line.points) != 1 for line in self.lines):
                raise ChartError("bars are one line of points, or several lines of one point each")
            if len(self.bars) > MAX_BARS:
                raise ChartError(f"{len(self.bars)} bars are too many to read: at most {MAX_BARS}")
            return
        if len(self.lines) > MAX_LINES:
            raise ChartError(f"{len(self.lines)} lines are too many to tell apart: at most {MAX_LINES}")
        if len(self.lines[0].points) > MAX_POINTS:
            raise ChartError(f"{len(self.lines[0].points)} points are too many for one line: at most {MAX_POINTS}")

    def _check_axis(self) -> None:
        if self.is_bars:
            return
        labels = [point.label for point in self.lines[0].points]
        for line in self.lines:
            if [point.label for point in line.points] != labels:
                raise ChartError(
                    f"line {line.label!r} has other labels than {self.lines[0].label!r}; fill gaps with None"
                )
            if len(self.lines) > 1 and not clean(line.label):
                raise ChartError("one of several lines has no label")
        if len(set(labels)) != len(labels):
            raise ChartError("two points of a line have the same label")
