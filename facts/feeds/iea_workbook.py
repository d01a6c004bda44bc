"""The IEA's Global EV Outlook as it is published, an .xlsx workbook -> the folder of the publisher.

Of its sheet `GEVO_EV_<edition>` only historical sales, stock and their shares are read; projections, prices and
charging points are left out. What is suspect is judged as in `facts.feeds.iea`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from facts.catalogue import Catalogue, CatalogueError
from facts.feeds.declared import Feed
from facts.feeds.iea import FILES, SOURCE, VEHICLES, add_figures
from facts.feeds.sheets import read_sheet
from facts.feeds.writing import FeedError, Folder

COLUMNS = ("region_country", "category", "parameter", "mode", "powertrain", "year", "unit", "value")
POWERTRAINS = frozenset({"BEV", "PHEV", "EV", "FCEV"})
SHARES = frozenset({"EV sales share", "EV stock share"})
_SHEET = re.compile(r"GEVO_EV_(20\d\d)")
_KNOWN_EDITION = re.compile(r"gevo-(20\d\d)")


def convert(files: Mapping[str, bytes], staged: Path, catalogue: Catalogue, feed: Feed, day: str) -> list[str]:
    """Write the folder anew over a copy of what we hold; returns remarks on regions that are not known."""
    (name, content), *others = files.items()
    if others:
        raise FeedError(f"{feed.publisher} is one workbook, not {len(files)} files")
    title, table = read_sheet(name, content, lambda title: bool(_SHEET.fullmatch(title)), feed.most_bytes)
    edition = title.rpartition("_")[2]
    regions: dict[str, str] = {}
    unknown: set[str] = set()
    rows = []
    for row in _historical(name, table):
        region = row["region"]
        if region not in regions and region not in unknown:
            try:
                regions[region] = catalogue.region_of(region)
            except CatalogueError:
                unknown.add(region)
        if region in regions:
            rows.append(row)
    _name_edition(staged, edition)
    folder = Folder(staged.parent, staged.name)
    add_figures(rows, regions, folder, replace(SOURCE, **_source(edition, day)))
    folder.write()
    return [f"{region} is not in the catalogue: left out" for region in sorted(unknown)]


def _historical(name: str, table: list[list[str]]) -> Iterator[dict[str, str]]:
    if not table or tuple(table[0][: len(COLUMNS)]) != COLUMNS:
        raise FeedError(f"{name}: other columns than {', '.join(COLUMNS)}")
    for number, cells in enumerate(table[1:], start=2):
        row = dict(zip(COLUMNS, cells, strict=False))
        parameter, powertrain = row.get("parameter", ""), row.get("powertrain", "")
        if row.get("category") != "Historical" or parameter not in FILES or row.get("mode") not in VEHICLES:
            continue
        if powertrain not in ({"EV"} if parameter in SHARES else POWERTRAINS):
            continue
        try:
            value, year = float(row["value"]), int(float(row["year"]))
        except (KeyError, ValueError, OverflowError) as problem:
            raise FeedError(f"{name}: row {number} has no number where one belongs") from problem
        if not (0 <= value < 1e10 and 1990 <= year < 2100):
            raise FeedError(f"{name}: row {number} has an impossible value or year")
        text = _number(value) if parameter in SHARES else str(round(value))
        if text != "0":  # a count below one half is no vehicle; no row of this publisher stands for none
            unit = "percent" if parameter in SHARES else "Vehicles"
            if row.get("unit") != unit:
                raise FeedError(f"{name}: row {number} is in {row.get('unit', '')[:20]!r}, not in {unit}")
            yield {**row, "region": row["region_country"], "year": str(year), "value": text}


def _number(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _source(edition: str, day: str) -> dict[str, str]:
    known = _KNOWN_EDITION.fullmatch(SOURCE.id)
    if known and known[1] == edition:
        return {}
    old = known[1] if known else ""
    return {
        "id": f"gevo-{edition}",
        "title": SOURCE.title.replace(old, edition),
        "url": SOURCE.url.replace(old, edition),
        "published": day,
    }


def _name_edition(staged: Path, edition: str) -> None:
    """The declaration speaks of the edition by its year, in its name, address and attribution."""
    path = staged / "publisher.toml"
    text = path.read_text(encoding="utf-8")
    if found := _KNOWN_EDITION.search(text):
        old = found[1]
        for words in ("gevo-{}", "global-ev-outlook-{}", "IEA ({})", "Outlook {}"):
            text = text.replace(words.format(old), words.format(edition))
        path.write_text(text, encoding="utf-8")
