"""The data lint: everything that can be wrong with facts/data and that a reader of one line would not see.

`problems` reads every folder once and says file, line, column, what is wrong and what to do. Form and references are
judged here, what rows of one series say together in `facts.check_series`, and the names in `Catalogue.problems`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from facts.catalogue import Catalogue, CatalogueError
from facts.check_series import SeriesCheck
from facts.model import MARKET, Measure, Source, Statement
from facts.period import parse_day
from facts.revisions import FILE as REVISIONS
from facts.revisions import read_revisions
from facts.tables import (
    DATA,
    PublisherData,
    Row,
    Table,
    TableError,
    iter_rows,
    publisher_folders,
    read_publisher,
    read_sources,
)

SHARES = frozenset({str(Measure.SHARE_OF_SALES), str(Measure.SHARE_OF_STOCK)})
OTHER_FILES = frozenset({"sources.csv", "scopes.csv", "statements.csv", REVISIONS})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right."""

    file: Path
    line: int
    column: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f", {self.column}" if self.column else "")
        return f"{place}: {self.message}" + (f" ({self.fix})" if self.fix else "")


def problems(folder: Path = DATA) -> list[Problem]:
    """What is wrong with a data folder; empty where nothing is."""
    catalogue_folder = folder / "catalogue"
    try:
        catalogue = Catalogue.load(catalogue_folder)
    except CatalogueError as error:
        return [Problem(catalogue_folder, 0, "", str(error))]
    found = [Problem(catalogue_folder, 0, "", text) for text in catalogue.problems()]
    for publisher_folder in publisher_folders(folder):
        found += publisher_problems(publisher_folder, catalogue)
    return sorted(found)


def publisher_problems(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with one publisher's folder, by the catalogue that it shall be read with."""
    return sorted([*_in_publisher(folder, _Known(catalogue)), *_undocumented(folder)])


def own_problems(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """The same for a host's own figures, which need neither a licence nor an address."""
    return sorted(_in_publisher(folder, _Known(catalogue)))


class _Known:
    """The ids that figures may name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.subjects = frozenset({MARKET, *catalogue.models, *catalogue.brands, *catalogue.groups})
        self.regions = frozenset(catalogue.regions)


def _undocumented(folder: Path) -> Iterator[Problem]:
    """What a reader of published figures must be told besides: on which terms, and where to look."""
    licence = folder / "LICENCE.md"
    if not licence.is_file() or not licence.read_text(encoding="utf-8").strip():
        yield Problem(licence, 1, "", "is missing", "say under which terms these figures stand")
    try:
        sources = read_sources(folder)
    except TableError:
        return  # said by whoever reads the folder
    for line, source in enumerate(sources, start=2):
        if not source.url:
            yield Problem(folder / "sources.csv", line, "url", "empty", "every line needs it")


def _in_publisher(folder: Path, known: _Known) -> Iterator[Problem]:
    try:
        given = read_publisher(folder)
        read_revisions(folder)
    except TableError as error:
        yield _of(error)
        return
    declared = {table.path.name for table in given.tables}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in declared | OTHER_FILES:
            yield Problem(path, 1, "", "no table in publisher.toml", "declare the file or remove it")
    yield from _in_scopes(given, known)
    yield from _in_statements(given, known)
    sources = {source.id: source for source in given.sources}
    used = {statement.source for statement in _statements(given)}
    series = SeriesCheck()
    for table in given.tables:
        yield from _in_table(table, given, known, sources, series, used)
    for table, row, column, message, fix in series.problems():
        yield Problem(table.path, row.line, column, message, fix)
    for line, source in enumerate(given.sources, start=2):
        if source.id not in used:
            yield Problem(folder / "sources.csv", line, "id", f"no figure comes from {source.id}", "remove the line")


def _in_table(
    table: Table,
    given: PublisherData,
    known: _Known,
    sources: dict[str, Source],
    series: SeriesCheck,
    used: set[str],
) -> Iterator[Problem]:
    variants = {"", *(variant.id for variant in given.variants)}
    last_days = {source.id: _last_day(source.published) for source in sources.values()}
    faults: list[TableError] = []
    try:
        for row in iter_rows(table, faults.append):
            used.add(row.source)
            series.add(table, row)
            for column, message, fix in _in_row(row, known, variants, last_days):
                yield Problem(table.path, row.line, column, message, fix)
    except TableError as error:
        faults.append(error)
    yield from map(_of, faults)


Complaint = tuple[str, str, str]


def _in_row(row: Row, known: _Known, variants: set[str], last_days: dict[str, str]) -> Iterator[Complaint]:
    if row.subject not in known.subjects:
        yield "subject", f"{row.subject!r} is not in the catalogue", "add the thing or correct the id"
    if row.region not in known.regions:
        yield "region", f"{row.region!r} is not in the catalogue", "add the region or correct the id"
    if row.source not in last_days:
        yield "source", f"{row.source!r} is not in sources.csv", "add a line there"
    if row.variant not in variants:
        yield "variant", f"{row.variant!r} is not declared", "add a [[variant]] to publisher.toml"
    yield from _in_value(row)
    known_on = _last_day(row.published) if row.published else last_days.get(row.source, "")
    if known_on and row.end > known_on:
        yield "period", f"{row.period} ends after its publication ({known_on})", "correct the period or the day"


def _in_value(row: Row) -> Iterator[Complaint]:
    share = row.measure in SHARES
    if share != (row.unit == "percent"):
        yield "unit", f"{row.measure} in {row.unit}", "shares are in percent, everything else in vehicles"
    if share != bool(row.of):
        yield "of", f"{row.measure} of {row.of or 'nothing'}", "shares, and only they, say what they are a share of"
    if share and not 0 <= row.value <= 100 and row.basis != "suspect":
        yield "value", f"an impossible share: {row.value:g} percent", "correct it, or give it the basis suspect"
    # A market's month without, say, a fuel-cell car is published as 0; for a brand or model a row of 0 is noise.
    if not share and (row.value < 0 or (row.value == 0 and row.subject != MARKET)):
        yield "value", f"a count of {row.value:g}", "a missing row says none or unknown; leave the row out"
    if not share and not row.value.is_integer():
        yield "value", f"{row.value:g} vehicles", "vehicles are whole"
    if (row.measure in (Measure.STOCK, Measure.SHARE_OF_STOCK)) != (row.kind == "point"):
        yield "period", f"{row.measure} for {row.period}", "stock, and only it, stands at a day: @2024-12-31"


def _in_scopes(given: PublisherData, known: _Known) -> Iterator[Problem]:
    variants = {"", *(variant.id for variant in given.variants)}
    for line, scope in enumerate(given.scopes, start=2):
        if scope.region not in known.regions:
            yield Problem(given.folder / "scopes.csv", line, "region", f"{scope.region!r} is not in the catalogue")
        if scope.variant not in variants:
            yield Problem(given.folder / "scopes.csv", line, "variant", f"{scope.variant!r} is not declared")


def _in_statements(given: PublisherData, known: _Known) -> Iterator[Problem]:
    path = given.folder / "statements.csv"
    try:
        statements = given.statements()
    except TableError as error:
        yield _of(error)
        return
    seen: set[str] = set()
    sources = {source.id for source in given.sources}
    for line, statement in enumerate(statements, start=2):
        checks: tuple[tuple[str, bool, str], ...] = (
            ("id", statement.id not in seen, "is given twice"),
            ("subject", statement.subject in known.subjects, "is not in the catalogue"),
            ("region", statement.region in known.regions, "is not in the catalogue"),
            ("source", statement.source in sources, "is not in sources.csv"),
        )
        for column, fine, message in checks:
            if not fine:
                yield Problem(path, line, column, f"{getattr(statement, column)!r} {message}")
        for subject in statement.about:
            if subject not in known.subjects:
                yield Problem(path, line, "about", f"{subject!r} is not in the catalogue")
        seen.add(statement.id)


def _statements(given: PublisherData) -> Iterator[Statement]:
    try:
        yield from given.statements()
    except TableError:
        return


def _of(error: TableError) -> Problem:
    return Problem(error.file, error.line, error.column, error.message, error.fix)


def _last_day(published: str) -> str:
    """The end of the month of publication: a milestone told within a month is dated to its end."""
    return parse_day(published[:7], first=False).isoformat() if published else ""


def main(arguments: list[str] | None = None, write: Callable[[str], object] = sys.stdout.write) -> int:
    """`python -m facts.check [FOLDER]`: print what is wrong; the exit status is 1 where something is."""
    parser = argparse.ArgumentParser(prog="python -m facts.check", description="Check the figures and the catalogue.")
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    found = problems(parser.parse_args(arguments).folder)
    for problem in found:
        write(f"{problem}\n")
    write(f"{len(found)} problems\n" if found else "the data are fine\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
