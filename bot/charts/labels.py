"""The names and values written beside lines: at their ends where all of them fit, else in a legend above.

Labels at the ends are moved apart as little as needed and tied to their line by a thin leader. A single line needs no
name; its newest, highest and lowest values are written at the points instead, and all of them where they are few.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from bot.charts import words
from bot.charts.figures import short_text
from bot.charts.font import ELLIPSIS, Weight, clean, shortened, width, wrapped
from bot.charts.frame import SMALL, Frame
from bot.charts.markers import DASHES, marker
from bot.charts.plot import Plot
from bot.charts.scene import Box, Path, Text
from bot.charts.spec import Chart, Line

COLUMN_SHARE = 0.36
"""How much of the picture the labels at the ends may take."""
LABEL_STEP = 1.16
BETWEEN = 9.0
TO_LABEL = 30.0
"""From the last point to its label."""
ALL_VALUES_UP_TO = 12
SAMPLE = 44.0


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
        names = wrapped(clean(line.label), room, SMALL, most=2)
        if any(ELLIPSIS in name for name in names):
            return None
        value, last = _newest(line, chart, locale)
        if width(value, SMALL, Weight.STRONG) > room:
            return None
        found.append(LineLabel(number, names, value, last))
    return tuple(found)


def column_width(labels: tuple[LineLabel, ...]) -> float:
    """How wide the column at the ends must be."""
    names = max(width(name, SMALL) for label in labels for name in label.names)
    return max(names, *(width(label.value, SMALL, Weight.STRONG) for label in labels)) + TO_LABEL


def column_height(labels: tuple[LineLabel, ...]) -> float:
    """How high the column is when nothing is between the labels but their distance."""
    return sum(label.height for label in labels) + BETWEEN * (len(labels) - 1)


def draw_end_labels(chart: Chart, labels: tuple[LineLabel, ...], plot: Plot, frame: Frame) -> None:
    """Writes the labels right of the plot."""
    ordered = sorted(labels, key=lambda label: (_wanted(chart, label, plot), label.number))
    wanted = [_wanted(chart, label, plot) - label.height / 2 for label in ordered]
    heights = [label.height + BETWEEN for label in ordered]
    slack = max(0.0, (sum(heights) - BETWEEN - (plot.bottom - plot.top)) / 2)
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


def draw_legend(chart: Chart, frame: Frame, locale: Locale) -> None:
    """Writes names and newest values above the plot, and moves the frame's top below them."""
    x = frame.left
    for number, line in enumerate(chart.lines):
        value = _newest(line, chart, locale)[0]
        value_width = width(value, SMALL, Weight.STRONG)
        name = shortened(clean(line.label), frame.room - SAMPLE - value_width - 8, SMALL)
        wide = SAMPLE + width(name, SMALL) + 8 + value_width
        if x > frame.left and x + wide > frame.right:
            x, frame.top = frame.left, frame.top + SMALL * 1.5
        _draw_entry(number, name, value, x, frame)
        x += wide + 24
    frame.top += SMALL * 1.5 + 10


def draw_values(chart: Chart, plot: Plot, frame: Frame, locale: Locale) -> None:
    """Writes values at the points of a single line, the most telling first, as long as none touches another."""
    line = chart.lines[0]
    taken: list[Box] = []
    for index in _telling(line):
        value = line.points[index].value
        if value is None:
            continue
        text = _value_at(plot, index, value, short_text(value, chart.unit, locale), frame, _is_dip(line, index))
        if not any(text.box.overlaps(box, -4) for box in taken):
            taken.append(text.box)
            frame.scene.marks.append(text)


def _newest(line: Line, chart: Chart, locale: Locale) -> tuple[str, int | None]:
    """The newest known value, saying of when it is where that is not the end of the line."""
    for index in range(len(line.points) - 1, -1, -1):
        point = line.points[index]
        if point.value is not None:
            text = short_text(point.value, chart.unit, locale)
            if index < len(line.points) - 1:
                return f"{text} ({clean(point.label)})", index
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


def _draw_entry(number: int, name: str, value: str, x: float, frame: Frame) -> None:
    colour = frame.colours.lines[number]
    middle = frame.top + SMALL * 0.62
    sample = (x, middle), (x + SAMPLE - 10, middle)
    frame.scene.marks.append(Path(sample, colour, 3, DASHES[number]))
    frame.scene.marks.append(marker(number, x + (SAMPLE - 10) / 2, middle, colour))
    frame.scene.marks.append(Text(x + SAMPLE, frame.top + SMALL, name, SMALL, frame.colours.ink))
    after = x + SAMPLE + width(name, SMALL) + 8
    frame.scene.marks.append(Text(after, frame.top + SMALL, value, SMALL, frame.colours.ink, Weight.STRONG))


def _telling(line: Line) -> list[int]:
    """Indices in the order of how much their values tell: newest, highest, lowest, first, then the others if few."""
    known = [index for index, point in enumerate(line.points) if point.value is not None]
    values = {index: line.points[index].value or 0.0 for index in known}
    highest, lowest = max(known, key=lambda index: values[index]), min(known, key=lambda index: values[index])
    first = [known[-1], highest, lowest, known[0]]
    return list(dict.fromkeys(first + (known if len(known) <= ALL_VALUES_UP_TO else [])))


def _is_dip(line: Line, index: int) -> bool:
    """Whether the line rises to both sides of a point, so that its value stands better below."""
    value = line.points[index].value or 0.0
    beside = [line.points[near].value for near in (index - 1, index + 1) if 0 <= near < len(line.points)]
    known = [other for other in beside if other is not None]
    return bool(known) and all(other > value for other in known)


def _value_at(plot: Plot, index: int, value: float, text: str, frame: Frame, below: bool) -> Text:
    half = width(text, SMALL, Weight.STRONG) / 2
    x = min(max(plot.x(index), plot.left + half), frame.right - half)
    y = plot.y(value)
    below = below and y + SMALL * 1.5 < plot.bottom
    place = y + SMALL * 1.35 if below else y - SMALL * 0.65
    return Text(x, place, text, SMALL, frame.colours.ink, Weight.STRONG, "middle", frame.colours.background)
