"""Files that follow our schema already (facts/data/README.md) -> the folder of a publisher, as they are.

A figure file takes the place of the one of its name; with a `publisher.toml` a whole folder comes, of a publisher that
we have or of a new one. What the files say is for `facts.check`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from facts.catalogue import Catalogue
from facts.feeds.declared import Feed
from facts.feeds.writing import FeedError

DECLARATION = "publisher.toml"
LICENCE = "LICENCE.md"
_KINDS: Mapping[str, Mapping[str, type]] = {
    "table": {
        "file": str,
        "family": str,
        "order": int,
        "grain": str,
        "listed_only": bool,
        "mixed_sources": bool,
        "caveats": list,
        "period_note": str,
        "weak_regions": list,
        "defaults": dict,
    },
    "variant": {"id": str, "order": int, "answer": bool, "caveat": str},
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\.(?:csv|toml|md)")


def convert(files: Mapping[str, bytes], staged: Path, catalogue: Catalogue, feed: Feed, day: str) -> list[str]:
    """Write the files into a copy of what we hold, or of nothing; nothing is left out, so there are no remarks."""
    if DECLARATION in files:
        for old in staged.glob("*.csv"):
            old.unlink()
    elif not (staged / DECLARATION).is_file():
        raise FeedError(f"{feed.publisher} is new to us: a {DECLARATION} must come with its tables")
    for name, content in files.items():
        if not _NAME.fullmatch(name):
            raise FeedError(f"{name[:80]!r} is no name of a table, a declaration or a licence")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise FeedError(f"{name} is not text in UTF-8: {problem}") from problem
        if name.endswith(".csv") and not text.endswith("\n"):
            raise FeedError(f"{name} ends in the middle of a line")
        (staged / name).write_text(text, encoding="utf-8", newline="")
    if DECLARATION in files:
        _well_formed(files[DECLARATION])
    return []


def _well_formed(content: bytes) -> None:
    """That a declaration from outside has values of the right kinds and names no file elsewhere."""
    declared = tomllib.loads(content.decode("utf-8-sig"))
    for key, kinds in _KINDS.items():
        entries = declared.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise FeedError(f"{DECLARATION}: {key} is no list of tables")
        for entry in entries:
            for name, value in entry.items():
                if name in kinds and not isinstance(value, kinds[name]):
                    raise FeedError(f"{DECLARATION}: {key}.{name} is of another kind than it must be")
            if key == "table" and not _NAME.fullmatch(entry.get("file", "")):
                raise FeedError(f"{DECLARATION}: {str(entry.get('file'))[:80]!r} is no name of a table")
    if not all(isinstance(value, str) for value in declared["publisher"].values()):
        raise FeedError(f"{DECLARATION}: what is said of the publisher is text")


def publisher_of(content: bytes) -> str:
    """Whose folder a declaration declares. Raises FeedError where it does not say."""
    try:
        declared = tomllib.loads(content.decode("utf-8-sig"))["publisher"]["id"]
    except (ValueError, RecursionError, KeyError, TypeError) as problem:  # a number may be too long, a list too deep
        raise FeedError(f"{DECLARATION} does not say whose it is: {problem}") from problem
    if not isinstance(declared, str) or not re.fullmatch(r"[a-z0-9_]{1,40}", declared) or declared == "catalogue":
        raise FeedError(f"{DECLARATION}: {declared!r} is no id of a publisher")
    return declared
