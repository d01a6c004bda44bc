"""`python -m facts.feeds --from FOLDER`: read the publishers' tables under FOLDER and write facts/data anew.

FOLDER holds the three trees `country`, `models` and `headlines` as the publishers' figures are handed over.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds import andrew, headlines, history, iea, open_ev_charts, washington
from facts.feeds.pages import PageBook
from facts.feeds.writing import Folder
from facts.tables import DATA


def convert_all(tree: Path, data: Path, catalogue: Catalogue) -> dict[str, int]:
    """Write every publisher's folder; the number of figures of each."""
    counts = {
        "iea": iea.convert(tree, data, catalogue),
        "andrew": andrew.convert(tree, data, catalogue),
        "washington_state": washington.convert(tree, data, catalogue),
        "open_ev_charts": open_ev_charts.convert(tree, data, catalogue),
    }
    press = _Folders(data)
    book = PageBook()
    history.known_pages(tree, book)
    history.convert(tree, catalogue, book, press.open)
    headlines.convert(tree, catalogue, book, press.open("press"))
    return counts | press.write()


class _Folders:
    """The folders that several tables are written to."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._opened: dict[str, Folder] = {}

    def open(self, name: str) -> Folder:
        if name not in self._opened:
            self._opened[name] = Folder(self._data, name)
        return self._opened[name]

    def write(self) -> dict[str, int]:
        return {name: folder.write() for name, folder in sorted(self._opened.items())}


def main(arguments: list[str] | None = None) -> int:
    """The command; the exit status is 0 unless a table is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m facts.feeds", description=__doc__)
    parser.add_argument("--from", dest="tree", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--to", dest="data", type=Path, default=DATA, metavar="FOLDER")
    given = parser.parse_args(arguments)
    for name, figures in convert_all(given.tree, given.data, Catalogue.load()).items():
        sys.stdout.write(f"{name}: {figures:,} figures\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
