"""The figures of Robbie Andrew as the last of three editions, each taken as an operator's update takes it.

First published on 20 January 2026, revised in March, and as they come along since 19 August. What was otherwise before
is made up and stands in `EDITIONS`; later months were not there yet. The store has this publisher alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from facts.editions import Editions
from facts.feeds.declared import Feed
from facts.opening import open_store
from facts.store import FactStore
from facts.tables import DATA
from facts.updating.taking import Outcome, Updater

OCTOBER, NORWAY, SWEDEN = ("BEV", "NO", "2025-10"), ("BEV", "NO", "2025"), ("BEV", "SE", "2024")
EDITIONS: tuple[tuple[date, str, Mapping[tuple[str, str, str], int]], ...] = (
    (date(2026, 1, 20), "2025-12", {OCTOBER: 10_500, NORWAY: 171_878, SWEDEN: 94_333}),
    (date(2026, 3, 12), "2026-02", {OCTOBER: 10_800, NORWAY: 172_178}),
    (date(2026, 8, 19), "9999", {}),
)
"""The day of publication, the last month and what was otherwise, by powertrain, region and period."""
PLACES = frozenset({"CN", "DE", "NO", "SE"})
"""The countries that are left: more would only take longer."""
TABLES = ("registrations.csv", "registrations_by_year.csv")


def revised_andrew(root: Path) -> FactStore:
    """The store under a folder of its own."""
    data = root / "data"
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    _write(data / "andrew", *EDITIONS[0])
    editions = Editions(root / "home")
    for edition in EDITIONS[1:]:
        given = root / "given" / "andrew"
        _write(given, *edition)
        update = Updater(editions, {"andrew": Feed("andrew", "tables")}, edition[0], data).from_file(
            given, "andrew", accept=True
        )
        assert [verdict.outcome for verdict in update.verdicts] == [Outcome.TAKEN], update.verdicts[0].why
    served = root / "served"
    shutil.copytree(data / "catalogue", served / "catalogue")
    shutil.copytree(editions.served(editions.history()[0], data)["andrew"], served / "andrew")
    return open_store(served, root / "cache")


def _write(folder: Path, published: date, last: str, otherwise: Mapping[tuple[str, str, str], int]) -> None:
    """A publisher's folder as it was on a day."""
    shutil.copytree(DATA / "andrew", folder, dirs_exist_ok=True)
    _filter(folder / "sources.csv", lambda line: line.partition(",")[0] in {place.lower() for place in PLACES})
    sources = folder / "sources.csv"
    sources.write_text(sources.read_text(encoding="utf-8").replace("2026-08-19", published.isoformat()), "utf-8")
    _filter(folder / "scopes.csv", lambda line: line.split(",")[1] in PLACES)
    for name in TABLES:
        table = folder / name
        header, *lines = table.read_text(encoding="utf-8").splitlines()
        here = [line for line in lines if line.split(",")[3] in PLACES and _ends_by(line.split(",")[4], last)]
        kept = [_line(line, otherwise) for line in here]
        table.write_text("\n".join([header, *kept, ""]), "utf-8")


def _filter(table: Path, wanted: Callable[[str], bool]) -> None:
    header, *lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([header, *filter(wanted, lines), ""]), "utf-8")


def _ends_by(period: str, month: str) -> bool:
    year, _, part = period.partition("-")
    ends = f"{year}-{int(part[1]) * 3:02}" if part.startswith("Q") else period if part else f"{year}-12"
    return ends <= month


def _line(line: str, otherwise: Mapping[tuple[str, str, str], int]) -> str:
    variant, powertrain, vehicle, region, period, _, *rest = line.split(",")
    told = otherwise.get((powertrain, region, period)) if not variant else None
    return line if told is None else ",".join([variant, powertrain, vehicle, region, period, str(told), *rest])
