"""Files that were fetched by hand: whose they are, by their form, and what is in them.

A file or a folder may be given; it must be of one publisher. Limits of size hold here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from facts.feeds.andrew_months import HEADER
from facts.feeds.declared import Feed
from facts.feeds.own_tables import DECLARATION, publisher_of
from facts.feeds.writing import FeedError
from facts.rows import COLUMNS
from facts.updating.fetching import Fetched, FetchError

MOST_FILES = 200


def read_local(
    given: Path, publisher: str | None, feeds: Mapping[str, Feed], today: date
) -> tuple[Feed, tuple[Fetched, ...]]:
    """The feed that a file or folder belongs to, and its files. Raises FetchError where that cannot be said."""
    if not given.exists():
        raise FetchError(f"there is no file or folder {given}")
    try:
        paths = sorted(path for path in given.iterdir() if path.is_file()) if given.is_dir() else [given]
        feed = _feed_of(given, paths, publisher, feeds)
        day = today.isoformat()
        files = tuple(
            Fetched(path.name, _read(path, feed), day, changed=True) for path in paths if _belongs(path, feed)
        )
    except OSError as problem:
        raise FetchError(f"{given} cannot be read: {problem.strerror or problem}") from problem
    except FeedError as problem:
        raise FetchError(f"{given}: {problem}") from problem
    if not files or len(files) > MOST_FILES:
        raise FetchError(f"{given} has {len(files) or 'no'} files for {feed.publisher}")
    return feed, files


def _feed_of(given: Path, paths: list[Path], publisher: str | None, feeds: Mapping[str, Feed]) -> Feed:
    names = [path.name for path in paths]
    if DECLARATION in names:
        declared = publisher_of(paths[names.index(DECLARATION)].read_bytes())
        if publisher not in (None, declared):
            raise FetchError(f"{given} is of {declared}, not of {publisher}")
        return Feed(publisher=declared, form="tables")
    forms = {form for path in paths if (form := _form(path))}
    if len(forms) > 1:
        raise FetchError(f"{given} holds files of several publishers; name one file, or a folder for each publisher")
    form = next(iter(forms), None)
    if form == "tables":
        if publisher is None:
            raise FetchError(f"{given} follows our schema but does not say whose it is: add --publisher")
        return Feed(publisher=publisher, form="tables")
    matching = [feed for feed in feeds.values() if feed.form == form and publisher in (None, feed.publisher)]
    if form is None or not matching:
        whom = f" for {publisher}" if publisher else ""
        raise FetchError(f"{given} is in no form that we know{whom}; facts/feeds/publishers.toml lists the forms")
    return matching[0]


def _form(path: Path) -> str | None:
    if path.suffix == ".xlsx":
        return "iea-workbook"
    if path.suffix == ".js" and path.name.startswith("data-"):
        return "open-ev-charts"
    if path.suffix != ".csv":
        return None
    with path.open("rb") as file:
        columns = file.readline(1_000).decode("utf-8-sig", "replace").strip().replace('"', "").split(",")
    if columns == HEADER:
        return "andrew-months"
    return "tables" if "value" in columns and set(columns) <= set(COLUMNS) else None


def _belongs(path: Path, feed: Feed) -> bool:
    if feed.form == "tables":
        return path.suffix in (".csv", ".toml", ".md")
    return _form(path) == feed.form and (not feed.files or path.name in feed.files or feed.form != "open-ev-charts")


def _read(path: Path, feed: Feed) -> bytes:
    if path.stat().st_size > feed.most_bytes:
        raise FetchError(f"{path} is larger than {feed.megabytes:g} MB")
    return path.read_bytes()
