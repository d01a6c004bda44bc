"""The values written at the points of a single line, which needs no name beside it."""

from __future__ import annotations

from babel import Locale

from bot.charts.figures import short_text
from bot.charts.font import Weight, width
from bot.charts.frame import SMALL, Frame
from bot.charts.plot import Plot
from bot.charts.scene import Box, Text
from bot.charts.spec import Chart, Line

ALL_VALUES_UP_TO = 12


def draw_values(chart: Chart, plot: Plot, frame: Frame, locale: Locale) -> None:
    """Writes values at the points of a single line, the most telling first, as long as none touches another.

    The newest is not among them: it stands at the end of the line.
    """
    line = chart.lines[0]
    taken: list[Box] = [text.box for text in frame.scene.texts]
    for index in _telling(line, plot):
        value = line.points[index].value
        if value is None:
            continue
        below = _is_dip(line, index)
        for is_below in (below, not below):
            text = _value_at(plot, index, value, short_text(value, chart.unit, locale), frame, is_below)
            if not any(text.box.overlaps(box, -4) for box in taken):
                taken.append(text.box)
                frame.scene.marks.append(text)
                break


def _telling(line: Line, plot: Plot) -> list[int]:
    """Indices in the order of how much their values tell: highest, lowest, first, then the others if they are few."""
    known = [index for index, point in enumerate(line.points) if point.value is not None]
    values = {index: line.points[index].value or 0.0 for index in known}
    highest, lowest = max(known, key=lambda index: values[index]), min(known, key=lambda index: values[index])
    # Which of many values near zero is the lowest tells nothing, and its label would lie on the line.
    low = [lowest] if abs(plot.y(values[lowest]) - plot.y(0.0)) > SMALL else []
    found = [highest, *low, known[0], *(known if len(known) <= ALL_VALUES_UP_TO else [])]
    return [index for index in dict.fromkeys(found) if index != known[-1]]


def _is_dip(line: Line, index: int) -> bool:
    """Whether the line rises to both sides of a point, so that its value stands better below."""
    value = line.points[index].value or 0.0
    beside = [line.points[near].value for near in (index - 1, index + 1) if 0 <= near < len(line.points)]
    known = [other for other in beside if other is not None]
    return bool(known) and all(other > value for other in known)


def _value_at(plot: Plot, index: int, value: float, text: str, frame: Frame, below: bool) -> Text:
    half = width(text, SMALL, Weight.STRONG) / 2
    x = min(max(plot.x(index), plot.left + 4 + half), plot.right + 4 - half)
    y = plot.y(value)
    below = below and y + SMALL * 1.5 < plot.bottom
    place = y + SMALL * 1.35 if below else y - SMALL * 0.65
    return Text(x, place, text, SMALL, frame.colours.ink, Weight.STRONG, "middle", frame.colours.background)
