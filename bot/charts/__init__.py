"""Charts: from a frozen description to a picture and to words.

Pure: no store, no clock, no network, nothing of the bot. Describe a chart with the values of `bot.charts.spec`, get the
picture with `png` or `svg`, its words with `alt_text`. The library that paints is imported with the first picture.
"""

from bot.charts.draw import png, svg
from bot.charts.spec import Chart, ChartError, ChartKind, Line, NothingToDraw, Point
from bot.charts.telling import alt_text, file_name
from bot.charts.theme import Theme

__all__ = [
    "Chart",
    "ChartError",
    "ChartKind",
    "Line",
    "NothingToDraw",
    "Point",
    "Theme",
    "alt_text",
    "file_name",
    "png",
    "svg",
]
