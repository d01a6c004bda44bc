"""Headline figures and statements of the press (`headlines/*.csv`) -> facts/data/press.

One page is one source, whichever table it was quoted in. The dates of events, reasons and further subjects of the
statements are editorial: they stand in `statement_details.csv` beside this module and are checked against the input.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds.pages import Page, PageBook
from facts.feeds.writing import FeedError, Figure, Folder, plain, read_csv, write_csv
from facts.model import MARKET
from facts.period import Period
from facts.tables import STATEMENT_COLUMNS

DETAILS = Path(__file__).with_name("statement_details.csv")
TREATMENT = {"wrong": "suspect", "doubtful": "suspect", "shown_with_other": "shown_with_other", "ok": "published"}
SHARES = {
    "Share of all new cars in the region.": "market",
    "Share of all new vehicles in the region.": "market",
    "Share of the electric-vehicle market held by the subject.": "ev_market",
    "Share of the maker's own deliveries that are of this powertrain.": "own",
    "Share of the car fleet in use.": "stock",
}
ALL_VEHICLES = frozenset({"New vehicle market (all vehicles)", "New energy vehicles", "Plug-in electric vehicles"})
TWIZY = re.compile(r"\b(includ|exclud|without)(?:es|ing)? Twizy", re.IGNORECASE)
NOT_GROUPS = frozenset({"Tesla"})
"""Brands that a row calls a group."""
STATEMENT_REGIONS = {"Europe and Asia": "Europe", "Europe and Japan": "Europe"}
"""Two places at once: the first one finds the statement, the wording keeps both."""


Details = dict[str, dict[str, str]]
"""Lines of statement_details.csv by statement id."""


def convert(tree: Path, catalogue: Catalogue, book: PageBook, folder: Folder, details: Details | None = None) -> None:
    """Put the headline figures into the folder of the press and write its statements."""
    headlines = tree / "headlines"
    doubts = {row["id"]: row for row in read_csv(headlines / "suspects.csv")}
    for row in read_csv(headlines / "observations.csv"):
        folder.add("headlines.csv", _figure(row, doubts.get(row["id"]), catalogue, _source(row, book, folder)))
    if details is None:
        details = {row["id"]: row for row in read_csv(DETAILS)}
    _write_statements(headlines, catalogue, book, folder, details)


def _source(row: dict[str, str], book: PageBook, folder: Folder) -> str:
    return folder.add_source(book.enter(Page(row["publisher"], row["title"], row["url"], row["published"])))


def _figure(row: dict[str, str], doubt: dict[str, str] | None, catalogue: Catalogue, source: str) -> Figure:
    kind = "brand" if row["subject"] in NOT_GROUPS and row["subject_type"] == "group" else row["subject_type"]
    subject = catalogue.headline_subject(kind, row["subject"])
    of, note = _share(row)
    if doubt and doubt["treat_as"] != "ok":
        note = "; ".join(filter(None, (doubt["why"], note)))
    model = catalogue.models.get(subject.id)
    return Figure(
        subject=subject.id,
        role="part" if kind == "model" else "total",
        measure=row["measure"],
        powertrain=row["powertrain"],
        vehicle_type="all" if row["subject"] in ALL_VEHICLES else str(model.vehicle_type) if model else "car",
        region=_region(row["region"], catalogue),
        period=_period(row).key,
        value=plain(row["value"]),
        unit=row["unit"],
        of=of,
        precision=row["precision"],
        basis=TREATMENT[doubt["treat_as"]] if doubt else "published",
        source=source,
        scope=subject.scope or _scope(row["note"]),
        note=note,
    )


def _scope(note: str) -> str:
    """Renault's electric sales are told with and without the Twizy, sometimes on one page."""
    match = TWIZY.search(note)
    return ("including Twizy" if match[1].casefold().startswith("incl") else "without Twizy") if match else ""


def _share(row: dict[str, str]) -> tuple[str, str]:
    """What a share is a share of, and the note without the words that say so."""
    if row["unit"] != "percent":
        return "", row["note"]
    for words, of in SHARES.items():
        if row["note"].startswith(words):
            return of, row["note"].removeprefix(words).strip()
    raise FeedError(f"{row['id']}: the note does not say what {row['value']} percent is a share of")


def _region(name: str, catalogue: Catalogue) -> str:
    return catalogue.region_of(name, "headlines")


def _period(row: dict[str, str]) -> Period:
    end = date.fromisoformat(row["period_end"])
    start = date.fromisoformat(row["period_start"]) if row["period_start"] else None
    if row["measure"] in ("stock", "share_of_stock"):
        return Period.point(end)
    if row["period_kind"] == "cumulative":
        return Period.until(end, start)
    if start is None:
        raise FeedError(f"{row['id']}: a {row['period_kind']} needs a period_start")
    period = Period.between(start, end)
    if str(period.kind) != row["period_kind"]:
        raise FeedError(f"{row['id']}: {period.key} is a {period.kind}, not a {row['period_kind']}")
    return period


def _write_statements(headlines: Path, catalogue: Catalogue, book: PageBook, folder: Folder, details: Details) -> None:
    lines = []
    unused = dict(details)
    for row in read_csv(headlines / "statements.csv"):
        detail = unused.pop(row["id"], None)
        if detail is None or detail["object"] != row["object"]:
            raise FeedError(f"{DETAILS.name}: {row['id']} needs a line that fits {row['object']!r}")
        region = _region(STATEMENT_REGIONS.get(row["region"], row["region"]), catalogue)
        about = _about(detail["about"], catalogue, row["id"])
        source = _source(row, book, folder)
        lines.append(
            (
                row["id"],
                _statement_subject(row["subject"], catalogue),
                row["predicate"],
                row["object"],
                region,
                row["as_of"],
                detail["event_date"],
                detail["is_reason"],
                about,
                row["statement"],
                source,
            )
        )
    if unused:
        raise FeedError(f"{DETAILS.name}: no such statements: {', '.join(unused)}")
    write_csv(folder.path / "statements.csv", STATEMENT_COLUMNS, sorted(lines))


def _statement_subject(subject: str, catalogue: Catalogue) -> str:
    return catalogue.headline_subject("", subject).id


def _about(ids: str, catalogue: Catalogue, statement: str) -> str:
    for subject in filter(None, ids.split("|")):
        if subject != MARKET:
            catalogue.subject(subject)
    return ids
