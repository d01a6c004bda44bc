"""Horizontal bars from zero, in the order given: a name, a bar, the value at its end.

The value is always there as text, however short the bar; a gap says that there is no figure, a part of a period is
hatched. Shares large enough to compare with the whole are drawn on a track that ends at 100%.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

from bot.charts import words
from bot.charts.figures import value_text
from bot.charts.font import ASCENT, DESCENT, Weight, clean, width, wrapped
from bot.charts.frame import LINE, SMALL, Frame
from bot.charts.scene import HATCH, Rect, Scene, Text
from bot.charts.spec import Chart, ChartKind, Point

NAME_SHARE = 0.44
"""How much of the picture the names may take."""
WHOLE_FROM = 25.0
"""From here on a share is drawn against the whole."""
GAP = 10.0
LEAST = 2.0
"""The shortest bar of a value that is not zero."""


@dataclass(frozen=True, slots=True)
class _Row:
    point: Point
    names: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class _Field:
    """Where bars are drawn: from `left`, so many units for each one of value."""

    zero: float
    left: float
    right: float
    per_value: float
    whole: bool


def draw_bars(chart: Chart, frame: Frame, locale: Locale) -> Scene:
    """The chart's rows inside the frame."""
    rows = _rows(chart, frame.room, locale)
    field = _field(chart, rows, frame)
    if any(row.point.partial for row in rows):
        frame.scene.hatch = frame.colours.lines[0]
    top = frame.top
    for row in rows:
        top += _draw_row(row, frame, field, top)
    has_part = any(row.point.partial and row.point.value is not None for row in rows)
    return frame.close(top, words.PART_BARS if has_part else "")


def _rows(chart: Chart, room: float, locale: Locale) -> list[_Row]:
    rows = []
    for point in chart.bars:
        value = words.NO_FIGURE if point.value is None else value_text(point.value, chart.unit, locale)
        rows.append(_Row(point, wrapped(clean(point.label), room * NAME_SHARE, SMALL, most=2), value))
    return rows


def _field(chart: Chart, rows: list[_Row], frame: Frame) -> _Field:
    names = max(width(name, SMALL) for row in rows for name in row.names)
    known = [row.point.value for row in rows if row.point.value is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    whole = chart.unit == "%" and chart.kind is ChartKind.SHARE and low == 0 and WHOLE_FROM <= high <= 100
    if whole:
        high = 100.0
    left = frame.left + names + GAP
    widest = max(width(row.value, SMALL, Weight.STRONG) for row in rows)
    right = frame.right - widest - GAP
    per_value = (right - left) / ((high - low) or 1.0)
    return _Field(left - low * per_value, left, right, per_value, whole)


def _draw_row(row: _Row, frame: Frame, field: _Field, top: float) -> float:
    """Draws one row and returns its height."""
    colours, marks = frame.colours, frame.scene.marks
    height = max(len(row.names) * SMALL * 1.15, SMALL * LINE) + 12
    middle = top + height / 2
    thick = 20.0
    _draw_names(row.names, frame, field, middle)
    if field.whole and row.point.value is not None:
        marks.append(Rect(field.left, middle - thick / 2, field.right - field.left, thick, colours.track))
    value = row.point.value
    end = field.zero
    if value is not None:
        long = max(abs(value) * field.per_value, LEAST if value else 0.0)
        if long:
            fill, stroke = (HATCH, colours.lines[0]) if row.point.partial else (colours.lines[0], "")
            start = field.zero if value >= 0 else field.zero - long
            marks.append(Rect(start, middle - thick / 2, long, thick, fill, stroke))
        end = field.right if field.whole else field.zero + (long if value > 0 else 0.0)
    marks.append(Rect(field.zero - 0.75, top, 1.5, height, colours.axis))
    strong = Weight.REGULAR if value is None else Weight.STRONG
    ink = colours.muted if value is None else colours.ink
    marks.append(Text(end + GAP - 2, _baseline(middle), row.value, SMALL, ink, strong))
    return height


def _draw_names(names: tuple[str, ...], frame: Frame, field: _Field, middle: float) -> None:
    step = SMALL * 1.15
    first = _baseline(middle) - step * (len(names) - 1) / 2
    for number, name in enumerate(names):
        place = first + number * step
        frame.scene.marks.append(Text(field.left - GAP, place, name, SMALL, frame.colours.ink, anchor="end"))


def _baseline(middle: float) -> float:
    """The baseline of a text whose middle lies here."""
    return middle + SMALL * (ASCENT - DESCENT) / 2 + 1
