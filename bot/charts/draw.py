"""The way from a chart to its picture: lay out, write SVG, let resvg paint it as PNG.

Measured on one core of the machine the library was chosen on, 1,200 × 800 pixels: see `MEASURED`.
"""

from __future__ import annotations

from bot.charts.bars import draw_bars
from bot.charts.figures import locale_named
from bot.charts.font import Weight
from bot.charts.frame import Frame
from bot.charts.lines import draw_lines
from bot.charts.scene import Scene
from bot.charts.spec import Chart
from bot.charts.telling import alt_text
from bot.charts.theme import Theme, palette

WIDTH = 600
"""Seen on a phone at two thirds: the smallest letters, 18 here, are 12 there."""
SCALE = 2.0


def scene(chart: Chart, *, theme: Theme = Theme.LIGHT, width: int = WIDTH, locale: str = "en") -> Scene:
    """The marks of the picture, in units of the canvas."""
    known = locale_named(locale)
    frame = Frame(chart, width, palette(theme))
    drawn = draw_bars(chart, frame, known) if chart.is_bars else draw_lines(chart, frame, known)
    drawn.description = alt_text(chart, locale=locale)
    return drawn


def svg(chart: Chart, *, theme: Theme = Theme.LIGHT, width: int = WIDTH, locale: str = "en") -> str:
    """The picture as SVG; the same chart always gives the same text."""
    return scene(chart, theme=theme, width=width, locale=locale).svg()


def png(
    chart: Chart, *, theme: Theme = Theme.LIGHT, width: int = WIDTH, scale: float = SCALE, locale: str = "en"
) -> bytes:
    """The picture as PNG, `width` × `scale` pixels across.

    Takes tens of milliseconds of a processor: not for an event loop.
    """
    # Only who asks for a picture pays for the library that paints it.
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=svg(chart, theme=theme, width=width, locale=locale),
        zoom=scale,
        skip_system_fonts=True,
        font_files=[str(weight.path) for weight in Weight],
        text_rendering="geometric_precision",
    )
