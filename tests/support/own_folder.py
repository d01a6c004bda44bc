"""A host's own figures over the small data of `small_data`: a folder of ACME's, and what a process makes of it.

ACME counts 12 Zoes in Norway in January 2023, where The Paper has 10, and a Kestrel that nobody else knows.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from facts import Period
from facts.own import OwnFigures
from facts.store import FactStore
from tests.support.small_data import small_data

DECLARATION = 'name = "ACME"\n\n[defaults]\nmeasure = "deliveries"\n'
DELIVERIES = """\
model,country,month,number
Renault Zoe,Norway,2023-01,12
acme/kestrel,Norway,2023-01,7
acme/kestrel,Norway,2023-02,9
"""
BRANDS = '[[brand]]\nid = "acme"\nname = "ACME"\n'
MODELS = '[[model]]\nid = "acme/kestrel"\nname = "ACME Kestrel"\nshort = "Kestrel"\npowertrain = "BEV"\n'
FILES = {
    "acme/publisher.toml": DECLARATION,
    "acme/deliveries.csv": DELIVERIES,
    "catalogue/brands.toml": BRANDS,
    "catalogue/models.toml": MODELS,
}


def write_own(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write a folder of own figures and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def followed_files(months: int) -> dict[str, str]:
    """A folder's files with so many months of the Kestrel: 1 in the third before today's, then 2, then 3 last month."""
    today = date.today()
    last = Period.month(today.year, today.month).preceding()
    there = [last.preceding().preceding(), last.preceding(), last][:months]
    lines = [f"acme/kestrel,Norway,{month.key},{number}" for number, month in enumerate(there, start=1)]
    return FILES | {"acme/deliveries.csv": "\n".join(["model,country,month,number", *lines, ""])}


class OwnBench:
    """A folder, the small data below it, and stores that a process opens; closes them at the end."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data = small_data(root / "data")
        self.folder = root / "own"
        self.cache = root / "cache"
        self.said: list[str] = []
        self._opened: list[FactStore] = []
        for module in ("facts.tables", "facts.opening"):
            monkeypatch.setattr(f"{module}.DATA", self.data)
        monkeypatch.setenv("EVBOT_FACTS_DIR", str(self.folder))
        monkeypatch.setenv("EVBOT_CACHE_DIR", str(self.cache))
        monkeypatch.delenv("EVBOT_FACTS_DIR_BAD_ROWS", raising=False)

    @property
    def deliveries(self) -> Path:
        """ACME's table."""
        return self.folder / "acme" / "deliveries.csv"

    def open(self) -> FactStore | None:
        """What a process that starts now has; what it said goes into `said`."""
        self.said.clear()
        store = OwnFigures(self.said.append).open()
        if store is not None:
            self._opened.append(store)
        return store

    def opened(self) -> FactStore:
        """The same, where there must be something."""
        store = self.open()
        assert store is not None, self.said
        return store

    def keep(self, store: FactStore) -> FactStore:
        """A store that is closed with the others."""
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Give every store back."""
        for store in self._opened:
            store.close()
