"""Robbie Andrew's collected vehicle registrations (`country/andrew_*.csv`) -> facts/data/andrew.

Monthly or quarterly rows and the publisher's own yearly rows, with a total. Second series of a place keep apart as
variants; what each series counts goes to scopes.csv.
"""

from __future__ import annotations

from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds.writing import Figure, Folder, SourceLine, read_csv, write_csv
from facts.tables import SCOPE_COLUMNS

HOME = "https://robbieandrew.github.io/carsales/"
SECOND_SERIES = {
    "Belgium including used": "including-used",
    "Finland including used": "including-used",
    "Netherlands including used": "including-used",
    "Spain including used": "including-used",
    "California CNCDA": "cncda",
    "Nepal Comtrade": "comtrade",
    "Spain ANFAC": "anfac",
    "United Kingdom": "dvla",
}
WHOLE_MARKETS = frozenset({"Colombia", "Peru"})
"""Their publishers count vehicles of every kind together."""
NOTES = {
    ("Denmark", "HYBRID_ANY"): "in effect the plug-in hybrids",
    ("Nepal", ""): "imports, not registrations",
    ("Nepal Comtrade", ""): "imports, not registrations",
}


def convert(tree: Path, data: Path, catalogue: Catalogue) -> int:
    """Write facts/data/andrew and say how many figures it holds."""
    folder = Folder(data, "andrew")
    series = {row["geography"]: row for row in read_csv(tree / "country" / "andrew_geographies.csv")}
    regions = {name: row["subdivision"] or row["iso2"] or catalogue.region_of(name) for name, row in series.items()}
    sources = {name: folder.add_source(_source(row, regions[name])) for name, row in series.items()}
    for file, origin, when in (
        ("registrations.csv", "andrew_registrations.csv", "period"),
        ("registrations_by_year.csv", "andrew_registrations_annual.csv", "year"),
    ):
        for row in read_csv(tree / "country" / origin):
            name = row["geography"]
            figure = Figure(
                variant=_variant(series[name]),
                measure="registrations",
                powertrain="ALL" if row["powertrain"] == "TOTAL" else row["powertrain"],
                vehicle_type="all" if name in WHOLE_MARKETS else "car",
                region=regions[name],
                period=row[when],
                value=row["vehicles"],
                basis=row["basis"],
                source=sources[name],
                note=NOTES.get((name, row["powertrain"])) or NOTES.get((name, ""), ""),
            )
            folder.add(file, figure)
    write_csv(folder.path / "scopes.csv", SCOPE_COLUMNS, sorted(_scope(row, regions) for row in series.values()))
    return folder.write()


def _variant(row: dict[str, str]) -> str:
    return SECOND_SERIES[row["geography"]] if row["variant"] == "alternative" else ""


def _source(row: dict[str, str], region: str) -> SourceLine:
    return SourceLine(
        id="-".join(filter(None, (region.lower(), _variant(row)))),
        publisher="Robbie Andrew (CICERO)",
        title=f"Collected vehicle registration data: {row['geography']}",
        url=HOME,
        published="2026-08-19",
        licence="CC BY 4.0",
        via=f"{row['original_publisher']}, {row['original_url']}",
    )


def _scope(row: dict[str, str], regions: dict[str, str]) -> tuple[str, ...]:
    given = {
        **row,
        "variant": _variant(row),
        "region": regions[row["geography"]],
    }
    return tuple(given[column] for column in SCOPE_COLUMNS)
