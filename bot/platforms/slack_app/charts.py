"""An answer's chart as Slack draws it itself, for the workspaces that take such a block.

The same figures as in the picture of `bot.charts`. What Slack's own chart cannot show truly (a gap, too many points,
names that are alike when they are cut) is left to the picture. See docs.slack.dev, data-visualization-block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.platforms.limits import Slack
from bot.platforms.slack_app.pages import clipped

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.charts import Chart, Line

CHART = "data_visualization"


def chart_block(answer: Answer) -> dict[str, Any] | None:
    """The block with an answer's chart, or None where one was not asked for or Slack's own cannot show it."""
    if not answer.wants_chart:
        return None
    from bot.picturing import chart_of  # here: few answers want one

    chart = chart_of(answer)
    return None if chart is None else _block(chart)


def _block(chart: Chart) -> dict[str, Any] | None:
    lines = _turned(chart)
    names = [_cut(line.label or chart.unit) for line in lines]
    categories = [_cut(point.label) for point in lines[0].points]
    values = [[point.value for point in line.points] for line in lines]
    if not _fits(names, Slack.CHART_SERIES) or not _fits(categories, Slack.CHART_CATEGORIES):
        return None
    if any(value is None for series in values for value in series):
        return None
    return {
        "type": CHART,
        "title": clipped(chart.title, Slack.CHART_TITLE),
        "chart": {
            "type": "bar" if len(categories) == 1 or chart.is_bars else "line",
            "series": [
                {
                    "name": name,
                    "data": [{"label": label, "value": value} for label, value in zip(categories, series, strict=True)],
                }
                for name, series in zip(names, values, strict=True)
            ],
            "axis_config": {"categories": categories, "y_label": chart.unit},
        },
    }


def _turned(chart: Chart) -> Sequence[Line]:
    """The lines; bars of one point each are one series of bars."""
    if not chart.is_bars or len(chart.lines) == 1:
        return chart.lines
    from bot.charts import Line

    return (Line("", chart.bars),)


def _fits(names: Sequence[str], most: int) -> bool:
    """Whether Slack takes so many, and can tell them apart."""
    return 0 < len(names) == len(set(names)) <= most


def _cut(name: str) -> str:
    return clipped(name, Slack.CHART_CATEGORY)
