"""The way from a chart to its picture: lay out, write SVG, paint it as PNG."""

from __future__ import annotations

from bot.charts.bars import draw_bars
from bot.charts.figures import locale_named
from bot.charts.frame import Frame
from bot.charts.lines import draw_lines
from bot.charts.paint import painted
from bot.charts.scene import Scene
from bot.charts.spec import Chart, ChartError
from bot.charts.telling import alt_text
from bot.charts.theme import Theme, palette

WIDTH = 600
"""Seen on a phone at two thirds: the smallest letters, 18 here, are 12 there."""
SCALE = 2.0
NARROWEST, WIDEST = 440, 1200
LARGEST_SCALE = 4.0


def scene(chart: Chart, *, theme: Theme = Theme.LIGHT, width: int = WIDTH, locale: str = "en") -> Scene:
    """The marks of the picture, in units of the canvas."""
    if not NARROWEST <= width <= WIDEST:
        raise ChartError(f"a chart is {NARROWEST} to {WIDEST} units wide, not {width}")
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

    Takes tens of milliseconds and holds Python's lock meanwhile: not for an event loop.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise ChartError(f"a chart is scaled by at most {LARGEST_SCALE:g}, not {scale}")
    return painted(scene(chart, theme=theme, width=width, locale=locale).svg(scale))
