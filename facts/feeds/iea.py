"""The International Energy Agency's Global EV Outlook (`country/iea_gevo.csv`) -> facts/data/iea.

Every number has two significant figures at the source. Rows that cannot be right, or that contradict national counts,
are kept with basis `suspect` and the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds.writing import Figure, Folder, SourceLine, plain, read_csv

SOURCE = SourceLine(
    id="gevo-2026",
    publisher="International Energy Agency (IEA)",
    title="Global EV Outlook 2026, Global EV Data Explorer",
    url="https://www.iea.org/data-and-statistics/data-product/global-ev-outlook-2026",
    published="2026-05",
    licence="CC BY 4.0",
    via="ACEA, CATARC, EAFO, EV Volumes, Marklines, Motorcycles Data, S&P Mobility, OICA",
)
FILES = {
    "EV sales": ("sales.csv", "sales", ""),
    "EV stock": ("stock.csv", "stock", ""),
    "EV sales share": ("sales_share.csv", "share_of_sales", "market"),
    "EV stock share": ("stock_share.csv", "share_of_stock", "stock"),
}
VEHICLES = {
    "Cars": "car",
    "Vans": "van",
    "Buses": "bus",
    "Trucks": "truck",
    "2 and 3 wheelers": "two-three-wheeler",
}

Key = tuple[str, str, str, str, int]
"""Region, parameter, mode, powertrain, year."""


def convert(tree: Path, data: Path, catalogue: Catalogue) -> int:
    """Write facts/data/iea and say how many figures it holds."""
    folder = Folder(data, "iea")
    named = read_csv(tree / "country" / "iea_gevo_regions.csv")
    regions = {row["region"]: row["iso2"] or catalogue.region_of(row["region"]) for row in named}
    add_figures(list(read_csv(tree / "country" / "iea_gevo.csv")), regions, folder, SOURCE)
    return folder.write()


def add_figures(rows: list[dict[str, str]], regions: Mapping[str, str], folder: Folder, edition: SourceLine) -> None:
    """Add rows with region, parameter, mode, powertrain, year, unit and value; `regions` has our ids."""
    source = folder.add_source(edition)
    values: dict[Key, float] = {_key(row): float(row["value"]) for row in rows}
    for row in rows:
        key = _key(row)
        region, parameter, mode, powertrain, year = key
        file, measure, of = FILES[parameter]
        reason = _why_suspect(key, values)
        folder.add(
            file,
            Figure(
                measure=measure,
                powertrain=powertrain,
                vehicle_type=VEHICLES[mode],
                region=regions[region],
                period=f"@{year}-12-31" if "stock" in parameter else str(year),
                value=plain(row["value"]),
                unit={"Vehicles": "vehicles", "percent": "percent"}[row["unit"]],
                of=of,
                precision="rounded",
                basis="suspect" if reason else "published",
                source=source,
                note=reason or _note(key, values),
            ),
        )


def _key(row: dict[str, str]) -> Key:
    return row["region"], row["parameter"], row["mode"], row["powertrain"], int(row["year"])


def _why_suspect(key: Key, values: dict[Key, float]) -> str:
    match key:
        case ("United Arab Emirates", "EV sales share", "Vans", _, year) if year >= 2021:
            return "impossible: more than all vans sold"
        case ("United Arab Emirates", "EV stock" | "EV stock share", "Cars", _, _):
            return "the stock is far above all car sales added up"
        case ("Korea", "EV sales", "Cars", "BEV" | "EV", 2018) | ("Korea", "EV sales share", "Cars", _, 2018):
            return "above 2019 and far above the national count (29,132 BEV)"
        case ("Israel", "EV sales share", "Cars", _, _):
            return "implies a market about 40 percent larger than the national count"
        case ("Iceland", "EV sales" | "EV sales share", "Cars", _, _):
            return "above the national count"
        case ("Singapore", "EV sales share", "Cars", _, 2022 | 2023):
            return "implies a market of about 24,500 cars; the national count is about 30,000"
        case (_, "EV stock share", "Cars", _, 2025) if values[key].is_integer() and not _follows_from_stock(
            key, values
        ):
            return f"a whole number that does not follow from the stock itself{_year_before(key, values)}"
    return ""


def _note(key: Key, values: dict[Key, float]) -> str:
    _, parameter, _, _, year = key
    if parameter == "EV stock share" and year == 2025:
        return f"coarser than the years before{_year_before(key, values)}"
    return ""


def _year_before(key: Key, values: dict[Key, float]) -> str:
    before = values.get((*key[:4], key[4] - 1))
    return f"; 2024: {before:g} percent" if before is not None else ""


def _follows_from_stock(key: Key, values: dict[Key, float]) -> bool:
    """Whether the 2025 share agrees with the 2024 share and the growth of the stock, rounding of all four allowed for.

    The fleet as a whole is taken to grow by 0 to 5 percent in the year.
    """
    region, _, mode, powertrain, year = key
    share, stock = "EV stock share", "EV stock"
    before = values.get((region, share, mode, powertrain, year - 1))
    stock_before = values.get((region, stock, mode, powertrain, year - 1))
    stock_now = values.get((region, stock, mode, powertrain, year))
    if before is None or stock_before is None or stock_now is None:
        return True
    low = (before - _half_step(before)) * (stock_now - _half_step(stock_now))
    high = (before + _half_step(before)) * (stock_now + _half_step(stock_now))
    least = low / (stock_before + _half_step(stock_before)) / 1.05
    most = high / (stock_before - _half_step(stock_before))
    now = values[key]
    slack = 0.5 if now >= 1 and now == int(now) else _half_step(now)
    return least <= now + slack and now - slack <= most


def _half_step(value: float) -> float:
    """Half of the last of two significant figures."""
    return 10.0 ** (math.floor(math.log10(value)) - 1) / 2
