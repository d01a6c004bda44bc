"""The feeds as data: where a publisher's newest figures are, in which form, and how much may be taken.

It reads `publishers.toml` or another list in its form and refuses keys and addresses it does not understand. Fetching
is done in `facts.updating.fetching`; what a form means, in the modules beside this one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from facts.feeds.addresses import address_parts, host_of
from facts.feeds.writing import FeedError

COME_ALONG = Path(__file__).with_name("publishers.toml")
FORMS = ("andrew-months", "open-ev-charts", "iea-workbook", "tables")
MEGABYTE = 1_000_000
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Feed:
    """Where one publisher's figures come from."""

    publisher: str
    """Its id, which is the name of its folder."""
    form: str
    """One of `FORMS`."""
    address: str = ""
    """A folder, with a slash at the end, or a file; empty where the file is given by hand only."""
    files: tuple[str, ...] = ()
    """The files of a folder."""
    hosts: frozenset[str] = frozenset()
    """Other hosts that an address may lead on to."""
    seconds: float = 60.0
    """For each file."""
    megabytes: float = 16.0
    """For each file, unpacked too."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Words of the publisher that stand for others."""

    @property
    def most_bytes(self) -> int:
        """The largest file that is read."""
        return int(self.megabytes * MEGABYTE)

    def addresses(self) -> dict[str, str]:
        """Every file with its address."""
        if self.address.endswith("/"):
            return {name: self.address + name for name in self.files}
        return {self.address.rpartition("/")[2]: self.address} if self.address else {}


def read_feeds(path: Path = COME_ALONG) -> dict[str, Feed]:
    """The feeds of a list, by publisher. Raises FeedError with what to correct."""
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise FeedError(f"{path} cannot be read: {problem}") from problem
    return {name: _feed(path, name, entry) for name, entry in declared.get("publisher", {}).items()}


def allowed(address: str, hosts: frozenset[str]) -> bool:
    """Whether an address may be asked: its host is one of these, and nobody on the way can read or alter the answer."""
    parts = address_parts(address)
    host = parts.hostname or ""
    return host in hosts and (parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE))


def _feed(path: Path, name: str, entry: Mapping[str, Any]) -> Feed:
    known = {item.name for item in fields(Feed)} - {"publisher"}
    if unknown := set(entry) - known:
        raise FeedError(f"{path}, {name}: unknown {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
    given = dict(entry)
    try:
        given |= {"files": tuple(given.get("files", ())), "hosts": frozenset(given.get("hosts", ()))}
        feed = Feed(publisher=name, **given)
    except TypeError as problem:
        raise FeedError(f"{path}, {name}: {problem}") from problem
    if feed.form not in FORMS:
        raise FeedError(f"{path}, {name}: no form is called {feed.form!r}; there are {', '.join(FORMS)}")
    host = host_of(feed.address)
    if feed.address and not allowed(feed.address, frozenset({host})):
        raise FeedError(f"{path}, {name}: {feed.address} is not https")
    return feed
