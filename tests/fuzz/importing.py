"""A publisher's file from a stranger on its whole way in: told whose it is, converted, and judged by every check.

`tables` and `workbook` make the files; here they are read over small folders of the publishers that we have. Nothing
but a refusal in words may come of a file.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from facts.catalogue import Catalogue
from facts.check import publisher_problems
from facts.feeds import andrew_months, iea_workbook, open_ev_inserts, own_tables
from facts.feeds.declared import read_feeds
from facts.feeds.writing import FeedError
from facts.rows import TableError
from facts.tables import DATA, read_publisher
from facts.updating.fetching import FetchError
from facts.updating.local import read_local
from tests.support.small_data import small_data

TODAY = date(2026, 11, 23)
CONVERTERS = {
    "andrew-months": andrew_months.convert,
    "open-ev-charts": open_ev_inserts.convert,
    "iea-workbook": iea_workbook.convert,
    "tables": own_tables.convert,
}
REFUSALS = (FeedError, TableError, csv.Error)
"""What an update tells in words, once it knows whose the files are."""
HELD: Mapping[str, Mapping[str, str]] = {
    "andrew": {
        "registrations.csv": (
            "powertrain,region,period,value,basis,source,note\nBEV,NO,2026-01,100,,no,\nBEV,CA,2025-Q4,90,,ca,\n"
        ),
        "sources.csv": (
            "id,publisher,title,url,published,licence,via\n"
            "no,Robbie Andrew,Norway,https://a.example/,2026-08-19,CC BY 4.0,\n"
            "ca,Robbie Andrew,Canada,https://a.example/,2026-08-19,CC BY 4.0,\n"
        ),
        "scopes.csv": (
            "variant,region,scope,note,original_publisher,original_url,frequency,first_period,last_period\n"
            ",CA,cars,,StatCan,https://c.example,Q,2025-Q1,2025-Q4\n"
        ),
    },
    "open_ev_charts": {
        "NO.csv": "subject,role,powertrain,region,period,value,basis,source,note\n",
        "sources.csv": (
            "id,publisher,title,url,published,licence,via\n"
            "7,Open EV Charts,From x,https://open-ev-charts.org/,2026-07-23,GPL-3.0,https://x.example/a\n"
        ),
    },
    "iea": {},
}

Import = Callable[[Mapping[str, bytes], str | None], list[str] | None]
"""Files by name, and whose they are where they do not say; what is wrong with them, or None where they are refused."""


@contextmanager
def importing() -> Iterator[Import]:
    """Takes files in over fresh copies of what we hold."""
    catalogue, feeds = Catalogue.load(), read_feeds()
    with TemporaryDirectory(prefix="evbot-import-") as root:
        held = _held(Path(root) / "held")
        given, staged_in = Path(root) / "given", Path(root) / "staged"

        def take(files: Mapping[str, bytes], publisher: str | None) -> list[str] | None:
            for folder in (given, staged_in):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            for name, content in files.items():
                (given / name).write_bytes(content)
            try:
                feed, fetched = read_local(given, publisher, feeds, TODAY)
            except FetchError:
                return None
            try:
                staged = staged_in / feed.publisher
                if (held / feed.publisher).is_dir():
                    shutil.copytree(held / feed.publisher, staged)
                else:
                    staged.mkdir()
                contents = {file.name: file.content for file in fetched}
                CONVERTERS[feed.form](contents, staged, catalogue, feed, TODAY.isoformat())
                return [str(problem) for problem in publisher_problems(staged, catalogue)]
            except REFUSALS:
                return None

        yield take


def _held(root: Path) -> Path:
    small_data(root)
    shutil.rmtree(root / "catalogue")
    for publisher, files in HELD.items():
        folder = root / publisher
        folder.mkdir(parents=True)
        for name in ("publisher.toml", "LICENCE.md"):
            shutil.copy(DATA / publisher / name, folder)
        (folder / "sources.csv").write_text("id,publisher,title,url,published,licence,via\n")
        for table in read_publisher(DATA / publisher).tables:
            (folder / table.path.name).write_text("period,value,source\n")
        for name, text in files.items():
            (folder / name).write_text(text)
    return root
