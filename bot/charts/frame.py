"""What every chart has around its figures: title, reading line, note, source and date, and the room left between.

Nothing here knows what kind of chart it frames. A chart says how high its figures are; the frame grows with its words.
"""

from __future__ import annotations

from bot.charts import words
from bot.charts.font import Weight, balanced, clean, width, wrapped
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
        self._write(balanced(clean(chart.title), self.room, TITLE, Weight.STRONG, most=3), TITLE, colours.ink)
        if chart.subtitle:
            self.top += 2
            self._write(wrapped(clean(chart.subtitle), self.room, SMALL, most=3), SMALL, colours.muted)
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
            note = clean(note[0].upper() + note[1:])
            self._write(wrapped(note, self.room, SMALL, most=4), SMALL, self.colours.ink)
            self.top += 2
        self._write(self._footer(), SMALL, self.colours.muted)
        self.scene.height = round(self.top + PADDING - SMALL * 0.3)
        return self.scene

    def _footer(self) -> tuple[str, ...]:
        """Source and date, the date in a line of its own where both do not fit into one."""
        source = clean(f"{words.SOURCE}: {self.chart.source}") if self.chart.source.strip() else ""
        dated = clean(f"{words.AS_OF} {self.chart.as_of}") if self.chart.as_of.strip() else ""
        together = " · ".join(part for part in (source, dated) if part)
        if not together or width(together, SMALL) <= self.room:
            return (together,) if together else ()
        own = wrapped(dated[:1].upper() + dated[1:], self.room, SMALL, most=1) if dated else ()
        return wrapped(source, self.room, SMALL, most=3) + own

    def _write(self, lines: tuple[str, ...], size: float, fill: str) -> None:
        weight = Weight.STRONG if size == TITLE else Weight.REGULAR
        for line in lines:
            self.scene.marks.append(Text(self.left, self.top + size, line, size, fill, weight))
            self.top += size * LINE
