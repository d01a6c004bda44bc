"""The small data folder of `small_data`, updated on days of one's choice, so that figures are revised, dropped and new.

Updates run as they do for an operator (`facts.updating.taking`), from a file that was fetched by hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facts.editions import Editions
from facts.feeds.declared import Feed
from facts.opening import open_store
from facts.store import FactStore
from facts.updating.taking import Outcome, Updater
from tests.support.small_data import FILES, add_figures, small_data

FEEDS = {name: Feed(name, "tables") for name in FILES}
WIDTH = 10
"""Commas in a line of a figure file."""


@dataclass(frozen=True, slots=True)
class RevisedFigures:
    """A data folder and the editions that stand in its place."""

    root: Path

    @classmethod
    def begin(cls, root: Path) -> RevisedFigures:
        """With the figures as they came along, published on 2024-03-01 (`bureau`) and in February 2024 (`paper`)."""
        small_data(root / "data")
        add_figures(root / "data", "bureau", ["market,,,BEV,SE,2022,4000"])
        return cls(root)

    @property
    def data(self) -> Path:
        """The figures that came along."""
        return self.root / "data"

    @property
    def editions(self) -> Editions:
        """What was taken since."""
        return Editions(self.root / "home")

    def folder(self, publisher: str = "bureau") -> Path:
        """A publisher's folder as it serves."""
        return self.editions.served(self.editions.history()[0], self.data)[publisher]

    def take(self, day: date, changes: Mapping[str, str], publisher: str = "bureau") -> str:
        """Take a file in which lines were replaced on a day; an empty line drops or, as a key, adds one."""
        text = (self.folder(publisher) / FILES[publisher]).read_text()
        for old, new in changes.items():
            assert not old or line(old) in text, old
            text = text.replace(line(old), line(new)) if old else text + line(new)
        return self.take_text(day, text, publisher)

    def take_text(self, day: date, text: str, publisher: str = "bureau") -> str:
        """Take a whole file on a day; the id of the edition."""
        given = self.root / "given"
        given.mkdir(exist_ok=True)
        (given / FILES[publisher]).write_text(text)
        updater = Updater(self.editions, FEEDS, day, self.data)
        update = updater.from_file(given / FILES[publisher], publisher, accept=True)
        assert [verdict.outcome for verdict in update.verdicts] == [Outcome.TAKEN], update
        return str(update.edition)

    def store(self) -> FactStore:
        """The store of what serves now."""
        instead = self.editions.instead(self.editions.history()[0], self.data)
        merged = self.root / f"merged-{len(list(self.root.iterdir()))}"
        _copy(self.data, merged)
        for folder in instead:
            _copy(folder, merged / folder.name)
        return open_store(merged, self.root / "cache")


def line(figure: str) -> str:
    """A figure as a whole line; nothing where there is none."""
    return figure + "," * (WIDTH - figure.count(",")) + "\n" if figure else ""


def _copy(folder: Path, place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    shutil.copytree(folder, place)
