"""An Answer as a chart and as a CSV file: what a platform attaches where a person asks for a picture or for the rows.

The chart is described from the rows that the answer tells, so the two cannot disagree. Drawing is `bot.charts`' work,
and which platform shows what is the platforms'.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from textwrap import shorten

from bot.answer import Answer, Row, Status, number
from bot.cells import harmless
from bot.charts import Chart, ChartError, ChartKind, Line, Point
from bot.document import Headline, plain

SHOWN = (Status.ANSWERED, Status.PARTIAL)
OVER_TIME = frozenset({"trend"})
SIDE_BY_SIDE = frozenset({"rank", "compare", "share", "growth", "count"})
MOST_BARS = 20
MOST_SOURCES = 3
FEWEST_ROWS = 2
LONGEST_NOTE = 240
OF_THE_QUESTION = ("No place was named", "No period was named", "Carried over", "I read", "I left out", "No figure for")
"""Caveats that speak of how a question was read, or of gaps that the picture shows."""
CSV_NAME = "evbot.csv"
COLUMNS = ("id", "label", "value", "unit", "period", "share", "verdict", "note")


def chart_of(answer: Answer) -> Chart | None:
    """The chart of an answer's figures, or None where there is nothing to compare or to follow."""
    if answer.status not in SHOWN or answer.intent not in OVER_TIME | SIDE_BY_SIDE:
        return None
    if sum(row.value is not None for row in answer.rows) < FEWEST_ROWS:
        return None
    percent = answer.unit == "percent" or all(row.unit == "percent" for row in answer.rows if row.value is not None)
    over_time = answer.intent in OVER_TIME
    try:
        return Chart(
            kind=ChartKind.SHARE if percent else ChartKind.LINE if over_time else ChartKind.BARS,
            title=_title(answer),
            subtitle=answer.reading.label,
            unit="%" if percent else "vehicles",
            lines=_lines(answer.rows) if over_time else _bars(answer.rows, percent=percent),
            source=", ".join(dict.fromkeys(source.publisher for source in answer.sources[:MOST_SOURCES])) or "evbot",
            as_of=max((source.published for source in answer.sources), default=""),
            note=_note(answer, over_time=over_time),
        )
    except ChartError:
        return None


def csv_of(answer: Answer) -> str | None:
    """All rows of an answer as CSV with a heading, or None where it has none. No cell is taken for a formula."""
    if not answer.rows:
        return None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*COLUMNS, "source"))
    source = "; ".join(f"{source.publisher}: {source.title} ({source.url})" for source in answer.sources)
    for row in answer.rows:
        cells = (
            row.id, row.label, number(row.value), row.unit, row.period, number(row.share),
            row.verdict and str(row.verdict), row.note, source,
        )  # fmt: skip
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> object:
    """A cell as it is, text that a spreadsheet would run made plain."""
    return harmless(value) if isinstance(value, str) else "" if value is None else value


def _title(answer: Answer) -> str:
    """The answer's first sentence: a chart that stands alone tells what it shows."""
    headline = next((block for block in answer.document.blocks if isinstance(block, Headline)), None)
    words = plain(headline.spans).rstrip(".") if headline is not None else answer.reading.label
    return words.replace(" %", "\u00a0%")  # a line must not begin with the sign


def _note(answer: Answer, *, over_time: bool) -> str:
    """What limits the figures most, so that the picture alone does not mislead; how many rows of a longer list."""
    said = [] if over_time or len(answer.rows) <= MOST_BARS else [f"{MOST_BARS} of {len(answer.rows)} rows."]
    told = next((caveat for caveat in answer.caveats if not caveat.startswith(OF_THE_QUESTION)), "")
    if told and "so far" not in told:
        said.append(shorten(told, LONGEST_NOTE, placeholder=" …"))
    return " ".join(said)


def _bars(rows: Sequence[Row], *, percent: bool) -> tuple[Line, ...]:
    points = [_point(row.label, row) for row in rows[:MOST_BARS]]
    if percent:
        return tuple(Line(point.label, (Point("share", point.value, point.partial),)) for point in points)
    return (Line("", tuple(points)),)


def _lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    """One line a thing, all over the same periods; a period without a row is a gap."""
    by_thing: dict[str, dict[str, Row]] = {}
    names: dict[str, str] = {}
    periods: dict[str, str] = {}
    for row in rows:
        thing, _, _ = row.id.rpartition("@")
        name, _, when = row.label.rpartition(", ") if thing else ("", "", row.label)
        period = row.period or row.id
        by_thing.setdefault(thing, {})[period] = row
        names.setdefault(thing, name)
        periods.setdefault(period, when)
    ordered = sorted(periods)
    return tuple(
        Line(names[thing], tuple(_point(periods[period], held.get(period)) for period in ordered))
        for thing, held in by_thing.items()
    )


def _point(label: str, row: Row | None) -> Point:
    return Point(label, None if row is None else row.value, row is not None and row.note == "incomplete")
