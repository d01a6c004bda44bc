"""What every chart has around its figures: title, reading line, note, source and date, and the room left between.

Nothing here knows what kind of chart it frames. A chart says how high its figures are; the frame grows with its words.
"""

from __future__ import annotations

from bot.charts import words
from bot.charts.font import Weight, clean, wrapped
from bot.charts.scene import Scene, Text
from bot.charts.spec import Chart
from bot.charts.theme import Palette

PADDING = 24.0
TITLE = 27.0
SMALL = 18.0
LINE = 1.3
"""The distance of baselines, in parts of the size."""


class Frame:
    """Draws the words above at once, those below when the height of the figures is known."""

    def __init__(self, chart: Chart, width: float, colours: Palette) -> None:
        self.chart = chart
        self.colours = colours
        self.scene = Scene(width, 0, colours.background)
        self.top = PADDING
        self._write(chart.title, TITLE, colours.ink, Weight.STRONG, most=3)
        if chart.subtitle:
            self.top += 2
            self._write(chart.subtitle, SMALL, colours.muted, Weight.REGULAR, most=3)
        self.top += 16

    @property
    def left(self) -> float:
        """Where words may begin."""
        return PADDING

    @property
    def right(self) -> float:
        """Where words must end."""
        return self.scene.width - PADDING

    @property
    def room(self) -> float:
        """Between the two."""
        return self.right - self.left

    def close(self, bottom: float, marks_note: str) -> Scene:
        """Writes notes and source under the figures and ends the picture there."""
        self.top = bottom + 14
        note = " · ".join(part for part in (marks_note, self.chart.note) if part)
        if note:
            self._write(note[0].upper() + note[1:], SMALL, self.colours.ink, Weight.REGULAR, most=4)
            self.top += 2
        source = f"{words.SOURCE}: {self.chart.source}" if self.chart.source else ""
        dated = f"{words.AS_OF} {self.chart.as_of}" if self.chart.as_of else ""
        footer = " · ".join(part for part in (source, dated) if part)
        if footer:
            self._write(footer, SMALL, self.colours.muted, Weight.REGULAR, most=4)
        self.scene.height = round(self.top + PADDING - SMALL * 0.3)
        return self.scene

    def _write(self, text: str, size: float, fill: str, weight: Weight, *, most: int) -> None:
        for line in wrapped(clean(text), self.room, size, weight, most=most):
            self.scene.marks.append(Text(self.left, self.top + size, line, size, fill, weight))
            self.top += size * LINE
