"""Open EV Charts' own files, `data-XX.js` -> the folder of the publisher.

The files are programs, but nothing of them is ever run: they hold one `db.insert(…)` after another, and whatever else
stands there stops the reading. A model that the catalogue does not know yet is counted with the rest of its brand, a
brand with the rest of its market, so that the sums stay right; the names are told.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from facts.catalogue import Catalogue, CatalogueError
from facts.feeds.addresses import host_of
from facts.feeds.declared import Feed
from facts.feeds.held import DOUBTS, Held, as_figure, held_sources
from facts.feeds.open_ev_charts import HOME, OTHER, POWERTRAINS, REGIONS
from facts.feeds.writing import FeedError, Figure, Folder, SourceLine
from facts.model import MARKET, Basis

COUNTRIES = {"UK": "GB", "global": "WORLD"}
"""Their names of a country where they are not ours of a file."""
DATASETS = {
    "AllCarsTotal": "all_cars",
    "AllCarsByBrand": "all_cars",
    "ElectricCarsTotal": "bev",
    "ElectricCarsByBrand": "bev",
    "ElectricCarsByModel": "bev",
}
KEPT_BASES = DOUBTS | {Basis.ESTIMATED}
"""The publisher marks no estimates: people found them."""
MOST_NAMES = 3_000
"""Names in one record; a real one has a few hundred."""
_RECORD = re.compile(
    r'db\.insert\(db\.countries\.(?P<country>\w{2,10}), "(?P<period>\d{4}-(?:0[1-9]|1[0-2]|Q[1-4]))", '
    r'db\.dsTypes\.(?P<dataset>\w{1,40}), "(?P<source>[^"\n]{0,4000})",\s{0,8}(?P<counts>\{[^{}]{0,200000}\})\s{0,8}\);'
)
_BETWEEN = re.compile(r'\s+|//[^\n]*|"use strict";|db\.addCountry\([^()\n]{0,200}\);')
_ADDRESS = re.compile(r"https?://[^\s,]+(?:,[^\s,]+)*")


class Record(NamedTuple):
    """One `db.insert`."""

    country: str
    period: str
    dataset: str
    """The last part of `db.dsTypes.…`."""
    source: str
    counts: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Writer:
    """What is needed for every record of an edition."""

    folder: Folder
    held: Held
    catalogue: Catalogue
    sources: _Sources
    feed: Feed
    unknown: set[str]
    """Names that the catalogue does not know."""

    def take(self, file: str, record: Record) -> None:
        region = file.removesuffix(".csv")
        source = self.folder.add_source(self.sources.line(record.source))
        sums: dict[tuple[str, str], float] = defaultdict(float)
        alone = record.dataset.endswith("Total")
        for name, count in record.counts.items():
            if count:
                sums[(MARKET, "total") if alone and name == OTHER else self._subject(name)] += count
        for (subject, role), count in sums.items():
            figure = Figure(
                subject=subject,
                role=role,
                measure="registrations",
                powertrain=POWERTRAINS[DATASETS[record.dataset]],
                vehicle_type="car",
                region=REGIONS.get(region, region),
                period=record.period,
                value=str(round(count)),
                source=source,
            )
            self.folder.add(file, self.held.doubted(file, figure, KEPT_BASES))

    def _subject(self, name: str) -> tuple[str, str]:
        brand, _, model = self.feed.names.get(name, name).partition("|")
        if brand == OTHER and not model:
            return MARKET, "remainder"
        for asked in ((brand, model), (brand, "")):
            try:
                found = self.catalogue.subject_of(*asked)
            except CatalogueError:
                self.unknown.add(name)
                continue
            return found.id, "remainder" if model and asked[1] in ("", OTHER) else "part"
        return MARKET, "remainder"


def convert(files: Mapping[str, bytes], staged: Path, catalogue: Catalogue, feed: Feed, day: str) -> list[str]:
    """Write the folder anew over a copy of what we hold; returns remarks on names and regions that are not known."""
    folder = Folder(staged.parent, staged.name)
    writer = _Writer(folder, Held(staged), catalogue, _Sources(held_sources(staged), day), feed, set())
    left_out: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    for name, content in files.items():
        for record in read_records(name, content):
            file = f"{COUNTRIES.get(record.country, record.country)}.csv"
            key = (record.country, record.period, record.dataset)
            if key in seen:
                raise FeedError(f"{name}: a second record for {' '.join(key)}")
            seen.add(key)
            if file in folder.files:
                writer.take(file, record)
            else:
                left_out.add(file.removesuffix(".csv"))
    for file in set(folder.files) - {f"{COUNTRIES.get(country, country)}.csv" for country, _, _ in seen}:
        for figure, source in writer.sources.kept(writer.held, file):
            folder.add_source(source)
            folder.add(file, figure)
    folder.write()
    remarks = [f"{region} has no table in publisher.toml: left out" for region in sorted(left_out)]
    if writer.unknown:
        remarks.append(f"counted with the rest, because the catalogue lacks them: {', '.join(sorted(writer.unknown))}")
    return remarks


def read_records(name: str, content: bytes) -> Iterator[Record]:
    """The records of one file, in their order. Raises FeedError at the first thing that is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FeedError(f"{name} is not text: {problem}") from problem
    at, line = 0, 1
    while at < len(text):
        if gap := _BETWEEN.match(text, at):
            at, line = gap.end(), line + gap[0].count("\n")
            continue
        found = _RECORD.match(text, at)
        if found is None:
            raise FeedError(f"{name}:{line}: not a record: {text[at : at + 60]!r}")
        if found["dataset"] not in DATASETS:
            raise FeedError(f"{name}:{line}: a data set of an unknown kind: {found['dataset']}")
        yield Record(
            found["country"],
            found["period"],
            found["dataset"],
            found["source"],
            _counts(f"{name}:{line}", found["counts"]),
        )
        at, line = found.end(), line + found[0].count("\n")


def _counts(place: str, text: str) -> dict[str, float]:
    def once(pairs: list[tuple[str, object]]) -> dict[str, float]:
        counts: dict[str, float] = {}
        for name, count in pairs:
            fine = isinstance(count, int | float) and not isinstance(count, bool) and 0 <= count < 1e9
            if not fine or name in counts or len(name) > 80:
                raise FeedError(f"{place}: {name[:80]!r} with {str(count)[:40]}: not one count for one name")
            counts[name] = float(str(count))
        return counts

    try:
        counts: dict[str, float] = json.loads(text, object_pairs_hook=once, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise FeedError(f"{place}: the counts cannot be read: {problem}") from problem
    if len(counts) > MOST_NAMES:
        raise FeedError(f"{place}: {len(counts):,} names in one record")
    return counts


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no count")


class _Sources:
    """The source lines: the one that we hold for the same text, else a new number."""

    def __init__(self, held: Mapping[str, SourceLine], day: str) -> None:
        self._day = day
        self._held = held
        self._by_text = {_normal(line.via): line for line in held.values()}
        self._next = max((int(key) for key in held if key.isdigit()), default=0) + 1

    def line(self, text: str) -> SourceLine:
        """The source of a record; its text mixes addresses and remarks."""
        normal = _normal(text)
        if normal not in self._by_text:
            self._by_text[normal] = self._new(text)
        return replace(self._by_text[normal], published=max(self._day, self._by_text[normal].published))

    def kept(self, held: Held, file: str) -> Iterator[tuple[Figure, SourceLine]]:
        """What we hold of a region that did not come this time."""
        for (where, _, _), row in held.rows.items():
            if where == file:
                figure = as_figure(row)
                known = self._held[figure.source]
                yield figure, replace(known, published=max(self._day, known.published))

    def _new(self, text: str) -> SourceLine:
        addresses = _ADDRESS.findall(text)
        hosts = list(dict.fromkeys(host_of(address).removeprefix("www.") for address in addresses if host_of(address)))
        remark = " ".join(_ADDRESS.sub(" ", text).replace("(", " ").replace(")", " ").split()).strip(" ,")
        number, self._next = self._next, self._next + 1
        return SourceLine(
            id=str(number),
            publisher="Open EV Charts",
            title=f"Car registrations by brand and model, from {', '.join(hosts) or 'a source of its own'}",
            url=HOME,
            published=self._day,
            licence="GPL-3.0",
            via=" ".join(addresses) + (f" ({remark})" if remark else ""),
        )


def _normal(text: str) -> str:
    """The addresses and words of a source, whatever stands between them."""
    addresses = sorted(_ADDRESS.findall(text))
    words = sorted(re.findall(r"\w+", _ADDRESS.sub(" ", text).casefold()))
    return " ".join((*addresses, *words))
