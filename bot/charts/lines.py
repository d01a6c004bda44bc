"""Lines over time: drawn through what is known, broken where nothing is, dotted and hollow in a part of a period."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from bot.charts import words
from bot.charts.font import clean
from bot.charts.frame import Frame
from bot.charts.labels import (
    column_height,
    column_width,
    draw_end_labels,
    end_labels,
)
from bot.charts.legend import draw_legend
from bot.charts.markers import DASHES, marker
from bot.charts.plot import Plot, draw_grid, make_plot
from bot.charts.scene import Path, Scene
from bot.charts.spec import Chart, Line
from bot.charts.values import draw_values

HEIGHT = 300.0
HIGHEST = 440.0
"""How far the plot grows for its labels; more than that and they go into a legend."""
THICKNESS = 3.2
FINE = 2.4
PARTIAL_DASH = "1 7"
MARK_ALL_UP_TO = 24
MARKS_OF_LONG_LINES = 6
FINE_FROM = 41
"""From so many points on strokes are thinner, and solid: dashes are lost on a jagged line."""


@dataclass(frozen=True, slots=True)
class Run:
    """Points of a line that are drawn in one stroke: indices that follow each other, all of them known."""

    indices: tuple[int, ...]
    partial: bool


def draw_lines(chart: Chart, frame: Frame, locale: Locale) -> Scene:
    """The chart's lines inside the frame."""
    labels = end_labels(chart, frame, locale)
    if labels is not None and column_height(labels) <= HIGHEST:
        height = max(HEIGHT, column_height(labels))
        plot = make_plot(chart, frame, locale, height=height, right=frame.right - column_width(labels))
    else:
        labels = None
        if len(chart.lines) > 1:
            draw_legend(chart, frame, locale)
        plot = make_plot(chart, frame, locale, height=HEIGHT, right=frame.right)
    bottom = draw_grid(chart, plot, frame, locale)
    for number, line in reversed(list(enumerate(chart.lines))):
        _draw_line(number, line, plot, frame)
    if labels is not None:
        draw_end_labels(chart, labels, plot, frame)
    if len(chart.lines) == 1:
        draw_values(chart, plot, frame, locale)
    return frame.close(bottom, _note(chart))


def runs(line: Line) -> list[Run]:
    """The strokes of a line: whole periods in one, each step into or out of a part of a period in one of its own."""
    found: list[Run] = []
    for index, point in enumerate(line.points):
        if point.value is None:
            continue
        before = line.points[index - 1] if index else None
        if before is None or before.value is None:
            found.append(Run((index,), partial=False))
        elif point.partial or before.partial:
            found.append(Run((index - 1, index), partial=True))
        elif found and not found[-1].partial and found[-1].indices[-1] == index - 1:
            found[-1] = Run((*found[-1].indices, index), partial=False)
        else:
            found.append(Run((index - 1, index), partial=False))
    return found


def _draw_line(number: int, line: Line, plot: Plot, frame: Frame) -> None:
    colour = frame.colours.lines[number]
    for run in runs(line):
        places = tuple((plot.x(index), plot.y(line.points[index].value or 0.0)) for index in run.indices)
        if len(places) > 1:
            fine = len(line.points) >= FINE_FROM
            dash = PARTIAL_DASH if run.partial else "" if fine else DASHES[number]
            frame.scene.marks.append(Path(places, colour, FINE if fine else THICKNESS, dash))
    for index in _marked(number, line):
        point = line.points[index]
        place = plot.x(index), plot.y(point.value or 0.0)
        frame.scene.marks.append(marker(number, *place, colour, frame.colours.background, hollow=point.partial))


def _marked(number: int, line: Line) -> list[int]:
    """The points that get a mark: all of a short line, some of a long one, and each that stands alone or is partial."""
    known = [index for index, point in enumerate(line.points) if point.value is not None]
    if len(line.points) <= MARK_ALL_UP_TO or not known:
        return known
    stride = max(1, len(line.points) // MARKS_OF_LONG_LINES)
    alone = {run.indices[0] for run in runs(line) if len(run.indices) == 1}
    return [
        index
        for index in known
        if index == known[-1]
        or index in alone
        or line.points[index].partial
        or (number > 0 and index % stride == (number * stride // 6) % stride)
    ]


def _is_broken(line: Line) -> bool:
    """Whether something is missing between the first and the last known point."""
    known = [index for index, point in enumerate(line.points) if point.value is not None]
    return bool(known) and known[-1] - known[0] + 1 > len(known)


def _note(chart: Chart) -> str:
    """What the marks of the picture mean, as far as it shows them."""
    labels = [point.label for point in chart.lines[0].points]
    partial = {
        point.label for line in chart.lines for point in line.points if point.partial and point.value is not None
    }
    notes = [words.partial_note([clean(label) for label in labels if label in partial], clean(labels[-1]))]
    if len(chart.lines) == 1:
        notes.append(words.gap_note([clean(point.label) for point in chart.lines[0].points if point.value is None]))
    elif any(_is_broken(line) for line in chart.lines):
        notes.append(words.BREAKS)
    return " · ".join(note for note in notes if note)
