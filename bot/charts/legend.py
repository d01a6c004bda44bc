"""The legend above lines whose names are too long to stand at their ends."""

from __future__ import annotations

from babel import Locale

from bot.charts.font import Weight, clean, shortened, width
from bot.charts.frame import SMALL, Frame
from bot.charts.labels import newest
from bot.charts.markers import DASHES, marker
from bot.charts.scene import Path, Text
from bot.charts.spec import Chart

SAMPLE = 44.0
"""The room of the piece of line before a name."""


def draw_legend(chart: Chart, frame: Frame, locale: Locale) -> None:
    """Writes names and newest values above the plot, and moves the frame's top below them."""
    x = frame.left
    for number, line in enumerate(chart.lines):
        value = newest(line, chart, locale)[0]
        value_width = width(value, SMALL, Weight.STRONG)
        name = shortened(clean(line.label), frame.room - SAMPLE - value_width - 8, SMALL)
        wide = SAMPLE + width(name, SMALL) + 8 + value_width
        if x > frame.left and x + wide > frame.right:
            x, frame.top = frame.left, frame.top + SMALL * 1.5
        _draw_entry(number, name, value, x, frame)
        x += wide + 24
    frame.top += SMALL * 1.5 + 10


def _draw_entry(number: int, name: str, value: str, x: float, frame: Frame) -> None:
    colour = frame.colours.lines[number]
    middle = frame.top + SMALL * 0.62
    sample = (x, middle), (x + SAMPLE - 10, middle)
    frame.scene.marks.append(Path(sample, colour, 3, DASHES[number]))
    frame.scene.marks.append(marker(number, x + (SAMPLE - 10) / 2, middle, colour, frame.colours.background))
    frame.scene.marks.append(Text(x + SAMPLE, frame.top + SMALL, name, SMALL, frame.colours.ink))
    after = x + SAMPLE + width(name, SMALL) + 8
    frame.scene.marks.append(Text(after, frame.top + SMALL, value, SMALL, frame.colours.ink, Weight.STRONG))
