"""The field in which lines are drawn: where it lies, which value is how high, its grid and its ticks."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from bot.charts import words
from bot.charts.axis import AxisLabel, AxisRoom, axis_labels, axis_texts
from bot.charts.figures import tick_texts
from bot.charts.font import ASCENT, DESCENT, width
from bot.charts.frame import SMALL, Frame
from bot.charts.scene import Path, Text
from bot.charts.spec import Chart, ChartKind
from bot.charts.ticks import Scale, nice_scale

WHOLE_FROM = 60.0
"""From here on an axis of shares goes up to 100."""
INSET = 12.0
"""Between the ends of the grid and the first and last point."""
TICK_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the grid lies and how values and points map onto it."""

    left: float
    top: float
    right: float
    bottom: float
    scale: Scale
    count: int

    def x(self, index: int) -> float:
        """Where the point of this index is; one that is alone stands by its label."""
        if self.count == 1:
            return self.right - INSET
        return self.left + INSET + (self.right - self.left - 2 * INSET) * index / (self.count - 1)

    def y(self, value: float) -> float:
        """How high a value is."""
        return self.bottom - (self.bottom - self.top) * self.scale.fraction(value)


def make_plot(chart: Chart, frame: Frame, locale: Locale, *, height: float, right: float) -> Plot:
    """The field below what the frame holds already, up to `right`."""
    scale = chart_scale(chart)
    ticks = max(width(text, SMALL) for text in tick_texts(scale.ticks, chart.unit, locale))
    # The axis of vehicles says so above its highest tick; the values of a single line may stand above that tick.
    above = 1.6 if chart.unit == "vehicles" else 1.0 if len(chart.lines) == 1 else 0.6
    top = frame.top + SMALL * above
    return Plot(frame.left + ticks + TICK_GAP, top, right, top + height, scale, len(chart.lines[0].points))


def chart_scale(chart: Chart) -> Scale:
    """The axis of values."""
    values = [point.value for line in chart.lines for point in line.points if point.value is not None]
    if chart.kind is ChartKind.SHARE and max(values) <= 100:
        return nice_scale([*values, 100.0] if max(values) >= WHOLE_FROM else values, ceiling=100.0)
    whole = chart.unit == "vehicles" and all(value.is_integer() for value in map(float, values))
    return nice_scale(values, whole=whole)


def draw_grid(chart: Chart, plot: Plot, frame: Frame, locale: Locale) -> float:
    """Draws grid, ticks and the labels below; returns where they end."""
    colours, marks = frame.colours, frame.scene.marks
    for tick, text in zip(plot.scale.ticks, tick_texts(plot.scale.ticks, chart.unit, locale), strict=True):
        high = plot.y(tick)
        line = (plot.left, high), (plot.right, high)
        marks.append(Path(line, colours.grid if tick else colours.axis, 1.5))
        baseline = high + SMALL * (ASCENT - DESCENT) / 2
        marks.append(Text(plot.left - TICK_GAP, baseline, text, SMALL, colours.muted, anchor="end"))
    if chart.unit == "vehicles":
        marks.append(Text(frame.left, frame.top + SMALL * 0.6, words.VEHICLES, SMALL, colours.muted))
    labels = _labels(chart, plot, frame)
    for label in labels:
        place = plot.x(label.index)
        marks.append(Path(((place, plot.bottom), (place, plot.bottom + 6)), colours.axis, 1.5))
    marks.extend(axis_texts(labels, plot.bottom + 8, SMALL, colours.muted))
    return plot.bottom + 8 + SMALL * 1.25 * max(len(label.lines) for label in labels)


def _labels(chart: Chart, plot: Plot, frame: Frame) -> list[AxisLabel]:
    places = tuple(plot.x(index) for index in range(plot.count))
    room = AxisRoom(places, frame.left, min(frame.right, plot.right + SMALL * 2), SMALL)
    return axis_labels(tuple(point.label for point in chart.lines[0].points), room)
