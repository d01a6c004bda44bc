"""Open EV Charts' registrations by brand and model (`models/<REGION>.csv`) -> facts/data/open_ev_charts.

Totals, parts and remainders ("other") are told apart here, and what `suspects.csv` says of a month, a series or a name
becomes the basis of its rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from facts.catalogue import Catalogue
from facts.feeds.writing import FeedError, Figure, Folder, SourceLine, read_csv
from facts.model import MARKET

HOME = "https://open-ev-charts.org/"
EDITION = "2026-07-23"
POWERTRAINS = {"all_cars": "ALL", "bev": "BEV"}
REGIONS = {"EU": "eu27", "WORLD": "world"}
OTHER = "other"
REASONS = {
    "duplicated month": "repeats the figures of another month",
    "two months in one": "two months in one",
    "inconsistent at source": "the publisher itself remarks that the numbers are inconsistent",
}
SPREAD_YEARS = {"WORLD": "2017 2018 2019 2020 2021 2022 2023 2024", "EU": "2017 2018 2019 2020 2021"}
"""Years whose months are a yearly figure spread, in both data sets; suspects.csv lists the electric one only."""
LEFT_OUT = "small brands are left out of this table in some months"
TWO_CARS = "the 2020-2024 Twingo Electric and the 2026 Twingo E-Tech share one name"


class Doubt(NamedTuple):
    """What is to be thought of a row."""

    basis: str
    note: str = ""


SPREAD = Doubt("spread", "a yearly figure spread over the year")
Verdict = Callable[[dict[str, str]], Doubt | None]


def convert(tree: Path, data: Path, catalogue: Catalogue) -> int:
    """Write facts/data/open_ev_charts and say how many figures it holds."""
    folder = Folder(data, "open_ev_charts")
    models = tree / "models"
    pages = {row["key"]: row for row in read_csv(models / "sources.csv")}
    doubts = _doubts(models / "suspects.csv")
    for path in sorted(models.glob("*.csv")):
        if not path.stem.isupper():
            continue
        for row in read_csv(path):
            subject, role = _subject(row, catalogue)
            doubt = _judge(path.stem, row, doubts)
            figure = Figure(
                subject=subject,
                role=role,
                measure="registrations",
                powertrain=POWERTRAINS[row["dataset"]],
                vehicle_type="car",
                region=REGIONS.get(path.stem, path.stem),
                period=row["period"],
                value=row["units"],
                basis=doubt.basis,
                source=folder.add_source(_source(pages[row["source"]])),
                note=doubt.note,
            )
            folder.add(path.name, figure)
    return folder.write()


def _subject(row: dict[str, str], catalogue: Catalogue) -> tuple[str, str]:
    brand, model = row["brand"], row["model"]
    if not brand and not model:
        return MARKET, "total"
    if brand == OTHER and not model:
        return MARKET, "remainder"
    if model == OTHER:
        return catalogue.subject_of(brand).id, "remainder"
    return catalogue.subject_of(brand, model).id, "part"


def _source(page: dict[str, str]) -> SourceLine:
    remark = f" ({page['remark']})" if page["remark"] else ""
    return SourceLine(
        id=page["key"],
        publisher="Open EV Charts",
        title=f"Car registrations by brand and model, from {page['hosts'].replace(' ', ', ')}",
        url=HOME,
        published=EDITION,
        licence="GPL-3.0",
        via=f"{page['urls']}{remark}",
    )


def _judge(region: str, row: dict[str, str], doubts: dict[tuple[str, str], list[Verdict]]) -> Doubt:
    for at in ((region, row["dataset"]), ("*", row["dataset"])):
        for verdict in doubts.get(at, ()):
            if (doubt := verdict(row)) is not None:
                return doubt
    return Doubt("published")


def _doubts(path: Path) -> dict[tuple[str, str], list[Verdict]]:
    """The verdicts on each region and data set; the severest first, because the first that fits decides."""
    found: dict[tuple[str, str], list[tuple[int, Verdict]]] = defaultdict(list)
    for row in read_csv(path):
        found[row["region"], row["dataset"]].append(_verdict(row))
    for region, years in SPREAD_YEARS.items():
        found[region, "all_cars"].append((1, _when_in(tuple(years.split()), SPREAD)))
    return {key: [verdict for _, verdict in sorted(pairs, key=lambda pair: pair[0])] for key, pairs in found.items()}


def _verdict(row: dict[str, str]) -> tuple[int, Verdict]:
    period, issue, detail = row["period"], row["issue"].replace(",", ""), row["detail"]
    match issue, row["region"], period:
        case "prorated", "US", _ if period.startswith("2018"):
            return 0, _when(period, Doubt("suspect", "a yearly split, about 11 percent below the Department of Energy"))
        case "prorated", _, _:
            return 1, _when(period, SPREAD)
        case "early appearance", _, _:
            return 2, _named(row, Doubt("name_suspect", "before the launch of the car of this name"))
        case "duplicated month" | "two months in one" | "inconsistent at source" | "incomplete", _, _:
            return 0, _when(period, Doubt("suspect", REASONS.get(issue, detail)))
        case "mismatch with another publisher", "TR", "*":
            return 1, lambda _: Doubt("spread", "single months differ from other counts; use the year")
        case "mismatch with another publisher", "IS", "*":
            return 0, _when_in(("2021", "2022"), Doubt("suspect", "about 20 percent above the national count"))
        case "mismatch with another publisher", _, _ if period != "*":
            return 0, _when(period, Doubt("suspect", _other_count(detail)))
        case "derived", _, _:
            return 1, _when(period, Doubt("estimated", "computed from a rounded share"))
        case "brands left out", _, "*":
            return 3, lambda row: Doubt("name_suspect", LEFT_OUT) if row["brand"] not in ("", OTHER) else None
        case "two cars one name", "GB", "*":
            doubt = Doubt("name_suspect", "probably with the Ioniq 5")
            return 1, lambda seen: _when_in(("2021", "2022"), doubt)(seen) if _same_name(row, seen) else None
        case "two cars one name", "*", _:
            return 3, _named(row | {"period": ""}, Doubt("published", TWO_CARS))
    raise FeedError(f"suspects.csv: what follows from {row}?")


def _other_count(detail: str) -> str:
    match = re.search(r"(\d+) against (?:Andrew's )?(\d+)", detail)
    if match is None:
        raise FeedError(f"suspects.csv: which two counts does {detail!r} compare?")
    return f"another publisher has {int(match[2]):,}"


def _when(period: str, doubt: Doubt) -> Verdict:
    """For every row of a period; a year stands for all its months and quarters."""
    return lambda row: doubt if row["period"] == period or row["period"].startswith(f"{period}-") else None


def _when_in(years: tuple[str, ...], doubt: Doubt) -> Verdict:
    return lambda row: doubt if row["period"][:4] in years else None


def _named(suspect: dict[str, str], doubt: Doubt) -> Verdict:
    return lambda row: doubt if suspect["period"] in ("", row["period"]) and _same_name(suspect, row) else None


def _same_name(suspect: dict[str, str], row: dict[str, str]) -> bool:
    return (suspect["brand"], suspect["model"]) == (row["brand"], row["model"])
