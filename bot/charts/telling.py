"""The chart in words, for who cannot see it, and a name for its file."""

from __future__ import annotations

import re
import unicodedata

from babel import Locale

from bot.charts import words
from bot.charts.figures import locale_named, value_text
from bot.charts.font import ELLIPSIS, clean
from bot.charts.spec import Chart, Line, Point

LONGEST = 1_000
LONGEST_NAME = 60
TOP = 5
"""Bars that are told one by one."""
GAPS_NAMED = 4
_HEAD, _TAIL = 300, 250
"""How much of the limit the words around the figures may take."""
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "Ae", "đ": "d", "ı": "i"})


def alt_text(chart: Chart, *, locale: str = "en") -> str:
    """What the picture tells, in at most 1,000 characters; the source is never what is left out."""
    known = locale_named(locale)
    head = _cut(" ".join(_sentence(part) for part in (_kind(chart), chart.title, chart.subtitle) if part), _HEAD)
    dated = f", {words.AS_OF} {chart.as_of}" if chart.as_of else ""
    source = f"{words.SOURCE}: {_cut(clean(chart.source), 150)}{dated}" if chart.source else ""
    tail = _cut(" ".join(_sentence(part) for part in (_cut(clean(chart.note), 80), source) if part), _TAIL)
    room = LONGEST - len(head) - len(tail) - 2
    for is_full in (True, False):
        body = _bars(chart, known) if chart.is_bars else _lines(chart, known, is_full)
        if len(body) <= room:
            break
    return " ".join(part for part in (head, _cut(body, room), tail) if part)


def file_name(chart: Chart) -> str:
    """A name for the picture's file: ASCII, short, safe on every system."""
    plain = unicodedata.normalize("NFKD", chart.title.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    words_of_it = re.findall(r"[a-z0-9]+", plain.lower())
    stem = ""
    for word in words_of_it:
        longer = f"{stem}-{word}" if stem else word[:LONGEST_NAME]
        if len(longer) > LONGEST_NAME:
            break
        stem = longer
    return f"chart-{stem}.png" if stem else "chart.png"


def _kind(chart: Chart) -> str:
    if chart.is_bars:
        count = len(chart.bars)
        return f"Bar chart, {count} rows" if count > 1 else "Bar chart"
    count = len(chart.lines)
    return f"Line chart, {count} lines" if count > 1 else "Line chart"


def _bars(chart: Chart, locale: Locale) -> str:
    rows = chart.bars
    known = [row for row in rows if row.value is not None]
    told = [f"{_cut(clean(row.label), 60)} {_told(row, chart, locale)}" for row in known[:TOP]]
    if len(known) > TOP + 1:
        told.append(
            f"{len(known) - TOP} more, ending with {_cut(clean(known[-1].label), 60)} {_told(known[-1], chart, locale)}"
        )
    elif len(known) > TOP:
        told.append(f"{_cut(clean(known[-1].label), 60)} {_told(known[-1], chart, locale)}")
    gaps = _gaps([clean(row.label) for row in rows if row.value is None])
    return " ".join(_sentence(part) for part in ("; ".join(told), gaps[:1].upper() + gaps[1:]) if part)


def _lines(chart: Chart, locale: Locale, is_full: bool) -> str:
    return " ".join(_sentence(_line(line, chart, locale, is_full)) for line in chart.lines)


def _line(line: Line, chart: Chart, locale: Locale, is_full: bool) -> str:
    """First and last, highest and lowest, and what is missing."""
    name = f"{_cut(clean(line.label), 60)}: " if clean(line.label) and len(chart.lines) > 1 else ""
    known = [(point.value, point) for point in line.points if point.value is not None]
    if not known:
        return f"{name}{words.NO_FIGURE}"
    first, last = known[0][1], known[-1][1]
    parts = [_at(first, chart, locale) + (f" to {_at(last, chart, locale)}" if last is not first else "")]
    if is_full and len(known) > 2:
        highest, lowest = max(known, key=lambda pair: pair[0])[1], min(known, key=lambda pair: pair[0])[1]
        parts += [f"highest {_at(highest, chart, locale)}"] if highest not in (first, last) else []
        parts += [f"lowest {_at(lowest, chart, locale)}"] if lowest not in (first, last) else []
        if highest in (first, last):
            parts.append(f"highest at the {'end' if highest is last else 'beginning'}")
    if is_full:
        parts.append(_gaps([clean(point.label) for point in line.points if point.value is None]))
    return name + "; ".join(part for part in parts if part)


def _at(point: Point, chart: Chart, locale: Locale) -> str:
    """A value and its label: "12,345 in 2020"."""
    return f"{_told(point, chart, locale)} ({clean(point.label)})"


def _told(point: Point, chart: Chart, locale: Locale) -> str:
    value = value_text(point.value or 0.0, chart.unit, locale)
    if not point.partial:
        return value
    is_last = not chart.is_bars and point.label == chart.lines[0].points[-1].label
    return f"{value} {words.SO_FAR if is_last else words.IN_PART}"


def _gaps(labels: list[str]) -> str:
    if not labels:
        return ""
    if len(labels) > GAPS_NAMED:
        return (
            f"{words.NO_FIGURE} for {len(labels)} of the labels, from {_cut(labels[0], 40)} to {_cut(labels[-1], 40)}"
        )
    return f"{words.NO_FIGURE} for {', '.join(_cut(label, 40) for label in labels)}"


def _sentence(text: str) -> str:
    text = clean(text)
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: max(0, room - 1)].rstrip() + ELLIPSIS
