"""The names and newest values written at the ends of lines, where all of them fit; else there is `bot.charts.legend`.

Labels are moved apart as little as needed and tied to their line by a thin leader. A single line needs no name; its
other values are written at the points, by `bot.charts.values`.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from bot.charts import words
from bot.charts.figures import short_text
from bot.charts.font import ELLIPSIS, Weight, clean, shortened, width, wrapped
from bot.charts.frame import SMALL, Frame
from bot.charts.plot import Plot
from bot.charts.scene import Path, Text
from bot.charts.spec import Chart, Line

COLUMN_SHARE = 0.36
"""How much of the picture the labels at the ends may take."""
LABEL_STEP = 1.16
BETWEEN = 9.0
LONGEST_LABEL = 100.0
TO_LABEL = 30.0
"""From the last point to its label."""


@dataclass(frozen=True, slots=True)
class LineLabel:
    """What is written about one line."""

    number: int
    names: tuple[str, ...]
    value: str
    last: int | None
    """The index of its newest known point."""

    @property
    def height(self) -> float:
        """How high the label is."""
        return (len(self.names) + bool(self.value)) * SMALL * LABEL_STEP


def end_labels(chart: Chart, frame: Frame, locale: Locale) -> tuple[LineLabel, ...] | None:
    """The labels for the ends of the lines, or None where a name is too long for that."""
    room = frame.room * COLUMN_SHARE
    found = []
    for number, line in enumerate(chart.lines):
        names = wrapped(clean(line.label), room, SMALL, most=2) if len(chart.lines) > 1 else ()
        if any(ELLIPSIS in name for name in names):
            return None
        value, last = newest(line, chart, locale)
        if names and width(value, SMALL, Weight.STRONG) > room:
            return None
        found.append(LineLabel(number, names, value, last))
    return tuple(found)


def column_width(labels: tuple[LineLabel, ...]) -> float:
    """How wide the column at the ends must be."""
    names = [width(name, SMALL) for label in labels for name in label.names]
    return max(*names, *(width(label.value, SMALL, Weight.STRONG) for label in labels), 0.0) + TO_LABEL


def column_height(labels: tuple[LineLabel, ...]) -> float:
    """How high the column is when nothing is between the labels but their distance."""
    return sum(label.height for label in labels) + BETWEEN * (len(labels) - 1)


def draw_end_labels(chart: Chart, labels: tuple[LineLabel, ...], plot: Plot, frame: Frame) -> None:
    """Writes the labels right of the plot."""
    ordered = sorted(labels, key=lambda label: (_wanted(chart, label, plot), label.number))
    wanted = [_wanted(chart, label, plot) - label.height / 2 for label in ordered]
    heights = [label.height + BETWEEN for label in ordered]
    slack = max(SMALL * 0.6, (sum(heights) - BETWEEN - (plot.bottom - plot.top)) / 2)
    tops = spread(wanted, heights, plot.top - slack, plot.bottom + slack + BETWEEN)
    for label, top in zip(ordered, tops, strict=True):
        _draw_end_label(chart, label, top, plot, frame)


def spread(wanted: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Tops as near as can be to those wanted, in their order, without overlap, between low and high.

    Without the heights before it each top may only grow from one to the next: the nearest such row is the isotonic
    regression, found by pooling neighbours that are out of order.
    """
    before = [sum(heights[:number]) for number in range(len(heights))]
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, before, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, count), (other, others) = pools.pop(), pools.pop()
            pools.append(((mean * count + other * others) / (count + others), count + others))
    level = [min(max(mean, low), high - sum(heights)) for mean, count in pools for _ in range(count)]
    return [place + offset for place, offset in zip(level, before, strict=True)]


def newest(line: Line, chart: Chart, locale: Locale) -> tuple[str, int | None]:
    """The newest known value, saying of when it is where that is not the end of the line."""
    for index in range(len(line.points) - 1, -1, -1):
        point = line.points[index]
        if point.value is not None:
            text = short_text(point.value, chart.unit, locale)
            if index < len(line.points) - 1:
                return f"{text} ({shortened(clean(point.label), LONGEST_LABEL, SMALL)})", index
            return (f"{text} {words.SO_FAR}" if point.partial else text), index
    return words.NO_FIGURE, None


def _wanted(chart: Chart, label: LineLabel, plot: Plot) -> float:
    if label.last is None:
        return plot.bottom
    return plot.y(chart.lines[label.number].points[label.last].value or 0.0)


def _draw_end_label(chart: Chart, label: LineLabel, top: float, plot: Plot, frame: Frame) -> None:
    colour = frame.colours.lines[label.number]
    x = plot.right + TO_LABEL - 12
    if label.last is not None:
        middle = top + label.height / 2
        end = (plot.x(label.last), _wanted(chart, label, plot))
        if label.last == plot.count - 1:
            frame.scene.marks.append(Path(((end[0] + 9, end[1]), (x - 5, middle)), colour, 1.2))
    for row, text in enumerate((*label.names, label.value)):
        weight = Weight.STRONG if row == len(label.names) else Weight.REGULAR
        fill = frame.colours.ink if row == len(label.names) else colour
        baseline = top + SMALL * (0.88 + LABEL_STEP * row)
        frame.scene.marks.append(Text(x, baseline, text, SMALL, fill, weight))
