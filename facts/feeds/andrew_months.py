"""Robbie Andrew's one file of all months (`YYYYMM,Country,Fuel,Value`) -> the folder of the publisher.

The file writes 0 for none and for not reported, spreads quarters evenly over months and gives modelled months as
fractions; here such zeros are left out, the quarters are put together again and the fractions are estimates. Years that
were the sum of their months stay so. A series that we do not hold is named and left out: what it counts is unknown.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from facts.catalogue import Catalogue, CatalogueError
from facts.feeds.andrew import NOTES, SECOND_SERIES, WHOLE_MARKETS
from facts.feeds.declared import Feed
from facts.feeds.held import POWERTRAIN, Held, Series, as_figure, held_sources, last_month, series_of
from facts.feeds.writing import FeedError, Figure, Folder
from facts.rows import Row
from facts.tables import read_scopes

HEADER = ["YYYYMM", "Country", "Fuel", "Value"]
SHORT, YEARLY = "registrations.csv", "registrations_by_year.csv"
SILENCE_MONTHS = 6
"""So many zeros of plug-in cars in a row mean that nobody reported them."""
_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_VALUE = re.compile(r"\d{1,9}(?:\.\d{1,12})?")

Months = dict[str, float]
"""Value by month, 2024-01."""


def convert(files: Mapping[str, bytes], staged: Path, catalogue: Catalogue, feed: Feed, day: str) -> list[str]:
    """Write the folder anew over a copy of what we hold; returns remarks on what was left out."""
    held = Held(staged)
    sources = held_sources(staged)
    quarterly = {(scope.variant, scope.region) for scope in read_scopes(staged) if scope.frequency == "Q"}
    folder = Folder(staged.parent, staged.name)
    reviewed = _Reviewed(held)
    remarks: list[str] = []
    new: dict[tuple[Series, str], Figure] = {}
    for country, fuels in _read(files, feed).items():
        source = _source_of(country, catalogue)
        if source is None or source not in sources:
            remarks.append(f"{country} is a series that we do not hold: left out")
            continue
        region, variant = catalogue.region_of(country), SECOND_SERIES.get(country, "")
        for figure, silent in _figures(country, region, variant, source, fuels, (variant, region) in quarterly):
            if reviewed.lets_in(figure, silent):
                new[series_of(figure), figure.period] = held.doubted(SHORT, figure)
    for figure in new.values():
        folder.add(SHORT, figure)
    for figure in _years(held, new):
        folder.add(YEARLY, figure)
    used = {figure.source for figure in new.values()} | {_local(row.source) for row in held.rows.values()}
    for name in sorted(used & set(sources)):
        folder.add_source(replace(sources[name], published=max(day, sources[name].published)))
    folder.write()
    return remarks


def _read(files: Mapping[str, bytes], feed: Feed) -> dict[str, dict[str, Months]]:
    """Country -> powertrain -> months."""
    (name, content), *others = files.items()
    if others:
        raise FeedError(f"{feed.publisher} is one file, not {len(files)}")
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if next(reader, []) != HEADER:
            raise FeedError(f"{name}:1: other columns than {','.join(HEADER)}")
        found: dict[str, dict[str, Months]] = defaultdict(lambda: defaultdict(dict))
        for row in reader:
            _take(row, f"{name}:{reader.line_num}", feed, found)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise FeedError(f"{name} is not a table of text: {problem}") from problem
    if not content.endswith(b"\n"):
        raise FeedError(f"{name} ends in the middle of a line")
    return found


def _take(row: list[str], place: str, feed: Feed, found: dict[str, dict[str, Months]]) -> None:
    if len(row) != len(HEADER) or not _MONTH.fullmatch(row[0]) or not _VALUE.fullmatch(row[3]):
        raise FeedError(f"{place}: not a month, country, fuel and number: {','.join(row)[:80]}")
    if row[2] not in feed.names:
        raise FeedError(f"{place}: the fuel {row[2][:40]!r} is not known; add it to the feed's names")
    months = found[row[1]][feed.names[row[2]]]
    month = f"{row[0][:4]}-{row[0][4:]}"
    if month in months:
        raise FeedError(f"{place}: a second figure for {row[1]}, {row[2]}, {month}")
    months[month] = float(row[3])


def _source_of(country: str, catalogue: Catalogue) -> str | None:
    try:
        region = catalogue.region_of(country)
    except CatalogueError:
        return None
    return "-".join(filter(None, (region.lower(), SECOND_SERIES.get(country, ""))))


def _figures(
    country: str, region: str, variant: str, source: str, fuels: Mapping[str, Months], by_quarter: bool
) -> Iterator[tuple[Figure, bool]]:
    """The figures of a country, each with whether it is a nought that may as well mean "not reported"."""
    told = {month for months in fuels.values() for month, value in months.items() if value}
    for powertrain, months in fuels.items():
        silent = _silent_months(powertrain, months) | (set(months) - told)
        for period, value in _quarters(months) if by_quarter else months.items():
            fraction = not by_quarter and not value.is_integer()
            figure = Figure(
                variant=variant,
                measure="registrations",
                powertrain=powertrain,
                vehicle_type="all" if country in WHOLE_MARKETS else "car",
                region=region,
                period=period,
                value=str(round(value)),
                basis="estimated" if fraction else "published",
                source=source,
                note=NOTES.get((country, powertrain)) or NOTES.get((country, ""), ""),
            )
            yield figure, last_month(period) in silent


def _silent_months(powertrain: str, months: Months) -> set[str]:
    """The months before the first car, and long runs without one plug-in car."""
    silent: set[str] = set()
    run: set[str] = set()
    begun = False
    for month, value in sorted(months.items()):
        if value == 0:
            run.add(month)
            continue
        silent |= run if not begun or _is_silence(powertrain, run) else set()
        begun, run = True, set()
    return silent | (run if not begun or _is_silence(powertrain, run) else set())


def _is_silence(powertrain: str, zeros: set[str]) -> bool:
    return powertrain in ("BEV", "PHEV") and len(zeros) >= SILENCE_MONTHS


def _quarters(months: Months) -> Iterator[tuple[str, float]]:
    for month in sorted(months):
        year, number = month[:4], int(month[5:])
        parts = [f"{year}-{number - back:02}" for back in (0, 1, 2)]
        if number % 3 == 0 and all(part in months for part in parts):
            yield f"{year}-Q{number // 3}", float(round(sum(months[part] for part in parts)))


class _Reviewed:
    """Over which time the figures that we hold were looked at: what was left out there stays left out."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._places: dict[tuple[str, str], str] = {}
        for (file, (variant, region, *_), _), row in held.rows.items():
            if file == SHORT:
                place = (variant, region)
                self._places[place] = max(self._places.get(place, ""), row.end[:7])

    def lets_in(self, figure: Figure, silent: bool) -> bool:
        """Whether a figure is one that we hold, or one that came since; a nought never fills a gap."""
        series = series_of(figure)
        if (SHORT, series, figure.period) in self._held.rows:
            return True
        if silent:
            return False
        month = last_month(figure.period)
        span = self._held.span(SHORT, series)
        if span is None:
            return month > self._places.get((figure.variant, figure.region), "")
        return month > span[1][:7] or (month > span[0][:7] and figure.value != "0")


def _years(held: Held, new: Mapping[tuple[Series, str], Figure]) -> Iterator[Figure]:
    """The yearly rows that we hold: those that were the sum of their months are added up again."""
    before = _sums((*key, row.value) for key, row in _short_rows(held))
    now = _sums((series, period, float(figure.value)) for (series, period), figure in new.items())
    before |= _all_powertrains(before)
    now |= _all_powertrains(now)
    # A year of which a part went missing keeps its figure: the sum of the rest would be too small.
    broken = {
        (row.variant, row.region, period[:4])
        for (series, period), row in _short_rows(held)
        if (series, period) not in new
    }
    for (file, series, year), row in held.rows.items():
        if file != YEARLY:
            continue
        summed = before.get((series, year)) == row.value and (row.variant, row.region, year) not in broken
        yield as_figure(row)._replace(value=str(round(now[series, year] if summed else row.value)))


def _short_rows(held: Held) -> Iterator[tuple[tuple[Series, str], Row]]:
    for (file, series, period), row in held.rows.items():
        if file == SHORT:
            yield (series, period), row


def _sums(figures: Iterable[tuple[Series, str, float]]) -> dict[tuple[Series, str], float]:
    """What a series has in each year."""
    sums: dict[tuple[Series, str], float] = defaultdict(float)
    for series, period, value in figures:
        sums[series, period[:4]] += value
    return dict(sums)


def _all_powertrains(sums: Mapping[tuple[Series, str], float]) -> dict[tuple[Series, str], float]:
    found: dict[tuple[Series, str], float] = defaultdict(float)
    for (series, year), value in sums.items():
        found[(*series[:POWERTRAIN], "ALL", *series[POWERTRAIN + 1 :]), year] += value
    return dict(found)


def _local(source: str) -> str:
    return source.partition(":")[2]
