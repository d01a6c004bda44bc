"""The older and special tables by model (`models/history/*.csv`) -> the folders of their publishers and of the press.

The note column of these tables holds the source's rounding words, estimates, the kind of vehicle and disagreements:
the first three become columns of their own here, and every word stays in the note.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from facts.catalogue import Catalogue
from facts.feeds.pages import Page, PageBook, page_of_titled
from facts.feeds.writing import Figure, Folder, SourceLine, read_csv
from facts.model import MARKET
from facts.period import Period
from facts.things import SubjectRef

POWERTRAINS = {"BEV": "BEV", "PHEV": "PHEV", "FCEV": "FCEV", "BEV/REx": "BEV", "BEV+PHEV": "EV"}
REX = "with and without range extender"
AT_LEAST = re.compile(r"printed as (?:slightly over|just over|over|more than|at least)|milestone|th delivery announced")
ABOUT = re.compile(r"printed as (?:around|about|approximately|nearly)")
ROUNDED = re.compile(r"\brounded\b|printed as \d(?!.* fewer)")
ESTIMATE = re.compile(r"\bestimate(?:s|d)?\b")
TOLD_ELSEWHERE = re.compile(
    r"federal incentives paid, not sales|month listed only when the model was among about the 20 best sellers|"
    r"manufacturer total as listed.*|battery and range-extender versions of a model are added together|"
    r"total of the table|brand total|table name: .*"
)
"""Said once for the whole table, or by a column."""
SCOPES = {
    "passenger cars": "passenger cars",
    "incl. commercial vehicles": "including commercial vehicles",
    "commercial vehicles": "commercial vehicles",
    "without Twizy": "without Twizy",
    "incl. Kangoo Z.E., without Twizy": "without Twizy",
    "cars and vans": "cars and vans",
    "cars and light commercial vehicles": "cars and light commercial vehicles",
    "includes vans and quadricycles": "cars, vans and quadricycles",
    "incl. Ampera": "including the Ampera",
    "incl. Black Cat": "including the Black Cat",
    "plug-in car grant eligible": "eligible for the plug-in car grant",
    "InsideEVs: US, Europe, Japan and Canada only": "US, Europe, Japan and Canada only",
}
VERSIONS_APART = frozenset({"transport_canada"})
ALL_OF_NIO = "incl. Onvo and Firefly"
MIXED = frozenset(
    {
        "including commercial vehicles",
        "commercial vehicles",
        "cars and light commercial vehicles",
        "cars, vans and quadricycles",
    }
)
KINDS = {"light commercial vehicle": "van", "quadricycle": "quadricycle"}


class Place(NamedTuple):
    """Where a table of the history goes."""

    folder: str
    file: str
    source: Callable[[dict[str, str], PageBook], SourceLine]


def _fixed(source: SourceLine) -> Callable[[dict[str, str], PageBook], SourceLine]:
    return lambda row, book: source


def _page(row: dict[str, str], book: PageBook) -> SourceLine:
    return book.enter(page_of_titled(row["source_title"], row["source_url"], row["published"]))


def _hybridcars(row: dict[str, str], book: PageBook) -> SourceLine:
    dashboard = row["source_title"].startswith("HybridCars")
    return SourceLine(
        id="dashboard" if dashboard else "scorecard",
        publisher="HybridCars.com" if dashboard else "InsideEVs",
        title="Dashboard" if dashboard else "Monthly Plug-In Sales Scorecard",
        url="https://www.hybridcars.com/" if dashboard else "https://insideevs.com/",
        published="2020",
        licence="none stated: figures only",
        via="as tabulated in the data of Roberson & Helveston (2020), doi:10.1088/1748-9326/aba715",
    )


AFDC = SourceLine(
    id="table-10567",
    publisher="US Department of Energy, Alternative Fuels Data Center",
    title="U.S. Plug-in Electric Vehicle Sales by Model, table 10567",
    url="https://afdc.energy.gov/data/10567",
    published="2020-01",
    licence="US government, public domain",
    via="Argonne National Laboratory; workbook of 2020-02-28, read from a copy",
)
DOE = SourceLine(
    id="visualizing",
    publisher="US Department of Energy",
    title="Visualizing Electric Vehicle Sales, chart data",
    url="https://www.energy.gov/",
    published="2013-11-13",
    licence="US government, public domain",
    via="read from a copy of the chart's data",
)
OFV = SourceLine(
    id="top-list",
    publisher="Opplysningsrådet for veitrafikken (OFV)",
    title="Monthly top list of new passenger cars by model, 2007-January 2017",
    url="https://ofv.no/registreringsstatistikk",
    published="2017",
    licence="none stated: figures only",
    via="read from a copy",
)
IZEV = SourceLine(
    id="izev",
    publisher="Transport Canada",
    title="Incentives for Zero-Emission Vehicles (iZEV) Program statistics",
    url="https://tc.canada.ca/en/road-transportation/innovative-technologies/zero-emission-vehicles",
    published="2024-12",
    licence="Open Government Licence - Canada",
    via="read from a copy of 2024-12-19",
)
GASGOO = SourceLine(
    id="model-pages",
    publisher="Gasgoo",
    title="Car model sales pages",
    url="https://m.gasgoo.com/qcxl/",
    published="2026-06",
    licence="none stated: figures only",
    via="read from a copy of 2026-06-20",
)
PLACES = {
    "us_afdc_10567": Place("us_afdc", "sales_by_year.csv", _fixed(AFDC)),
    "us_monthly_2010_2019": Place("hybridcars", "sales_by_month.csv", _hybridcars),
    "us_doe_monthly_2010_2013": Place("us_doe", "sales_by_month.csv", _fixed(DOE)),
    "no_ofv_monthly_2011_2017": Place("ofv", "top_list.csv", _fixed(OFV)),
    "ca_izev_incentives_2019_2024": Place("transport_canada", "incentives.csv", _fixed(IZEV)),
    "cn_gasgoo_2024_2026": Place("gasgoo", "sales_by_month.csv", _fixed(GASGOO)),
    "tesla_quarterly": Place("tesla", "deliveries_and_production.csv", _page),
    "byd_nev": Place("byd", "sales.csv", _page),
}


def convert(tree: Path, catalogue: Catalogue, book: PageBook, folders: Callable[[str], Folder]) -> None:
    """Put the rows of every table into the folders of their publishers; the caller writes them."""
    for path in sorted((tree / "models" / "history").glob("*.csv")):
        region = path.stem.removeprefix("press_").casefold()
        place = PLACES.get(path.stem) or Place("press", f"{region}.csv", _page)
        folder = folders(place.folder)
        figures = []
        for row in read_csv(path):
            source = place.source(row, book)
            folder.add_source(source)
            figures.append(_figure(row, source, catalogue))
        if place.folder in VERSIONS_APART:
            models = [row["model"] for row in read_csv(path)]
            figures = list(_versions_together(zip(figures, models, strict=True)))
        for figure in figures:
            folder.add(place.file, figure)


def known_pages(tree: Path, book: PageBook) -> None:
    """Enter the pages that the headlines name first: their publisher and title are given apart."""
    for name in ("observations.csv", "statements.csv"):
        for row in read_csv(tree / "headlines" / name):
            book.enter(Page(row["publisher"], row["title"], row["url"], row["published"]))


def _figure(row: dict[str, str], source: SourceLine, catalogue: Catalogue) -> Figure:
    subject = _subject(row, catalogue)
    meaning = _read_note(row["note"], row["powertrain"])
    return Figure(
        subject=subject.id,
        role="part" if row["model"] else "total",
        measure=row["measure"],
        powertrain=POWERTRAINS[row["powertrain"]],
        vehicle_type=_vehicle_type(subject.id, meaning, catalogue),
        region=catalogue.region_of(row["region"]),
        period=_period(row["period"]),
        value=row["units"],
        precision=meaning.precision,
        basis=meaning.basis,
        source=source.id,
        published="" if row["published"] == source.published else row["published"],
        scope=_scope(subject, meaning),
        note=meaning.note,
    )


def _versions_together(figures: Iterable[tuple[Figure, str]]) -> Iterator[Figure]:
    """One figure a car and month where the table lists the versions of a car apart."""
    versions: dict[Figure, list[tuple[str, str]]] = defaultdict(list)
    for figure, name in figures:
        versions[figure._replace(value="")].append((name.lstrip("*"), figure.value))
    for figure, parts in versions.items():
        value = str(sum(int(part) for _, part in parts))
        note = f"versions added up: {', '.join(sorted(name for name, _ in parts))}"
        added = {"basis": "sum", "note": note} if len(parts) > 1 else {}
        yield figure._replace(value=value, **added)


def _subject(row: dict[str, str], catalogue: Catalogue) -> SubjectRef:
    if ALL_OF_NIO in row["note"]:
        return catalogue.headline_subject("brand", "NIO (all brands)")
    return catalogue.subject_of(row["brand"], row["model"])


def _scope(subject: SubjectRef, meaning: _Meaning) -> str:
    if subject.id == MARKET and meaning.scope == "passenger cars":
        return ""  # a market of cars counts passenger cars anyway
    return meaning.scope or subject.scope


def _period(text: str) -> str:
    """The notation of the history tables writes `..2016-04` for "from launch to the end of April 2016"."""
    return Period.parse(f"~{text[2:]}" if text.startswith("..") else text).key


class _Meaning(NamedTuple):
    precision: str
    basis: str
    scope: str
    kind: str
    note: str


def _read_note(note: str, powertrain: str) -> _Meaning:
    parts = [part for part in note.split("; ") if part]
    scope = next((SCOPES[part] for part in parts if part in SCOPES), "")
    kind = next((KINDS[part] for part in parts if part in KINDS), "")
    estimated = bool(ESTIMATE.search(note))
    precision = "exact"
    for pattern, word in ((AT_LEAST, "at_least"), (ABOUT, "about"), (ROUNDED, "rounded")):
        if pattern.search(note):
            precision = word
            break
    else:
        precision = "about" if estimated else "exact"
    told = [part for part in dict.fromkeys(parts) if not TOLD_ELSEWHERE.fullmatch(part) and SCOPES.get(part) != part]
    if powertrain == "BEV/REx":
        told.append(REX)
    return _Meaning(precision, "estimated" if estimated else "published", scope, kind, "; ".join(told))


def _vehicle_type(subject: str, meaning: _Meaning, catalogue: Catalogue) -> str:
    if meaning.kind:
        return meaning.kind
    if meaning.scope in MIXED and (subject == MARKET or "commercial" in meaning.scope):
        return "all"
    model = catalogue.models.get(subject)
    return str(model.vehicle_type) if model else "car"
