"""Publishers' files over the network: asked for only if they changed, in limited time and size, kept for the next time.

A file counts as read when it came whole and under an address that its feed allows; anything else raises `FetchError`
with the reason. What the file says is judged elsewhere. What was fetched last is kept beside the editions, so that a
"not changed" can be answered from it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

import aiohttp

from facts.feeds.addresses import host_of
from facts.feeds.declared import MEGABYTE, Feed, allowed

MOST_REDIRECTS = 4
_CHUNK = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})


class FetchError(Exception):
    """A file could not be had; the message says which and why, and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file as it is now at the publisher's."""

    name: str
    content: bytes
    day: str
    """When the publisher last changed it, as far as that is known; else the day on which it was fetched."""
    changed: bool
    """Whether it came anew; otherwise the publisher said that it had not changed since."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Larder:
    """The files that were fetched last, each with what its publisher said to recognise it by."""

    folder: Path

    def last(self, address: str) -> tuple[bytes, dict[str, str]] | None:
        """A file and its marks, where it is whole."""
        place = self._place(address)
        try:
            content, marks = place.read_bytes(), json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(marks, dict) and marks.get("checksum") == hashlib.sha256(content).hexdigest()
        return (content, marks) if whole else None

    def keep(self, address: str, content: bytes, marks: Mapping[str, str]) -> None:
        """Keep a file; one that is cut off by a kill is not taken for whole, because its checksum is another."""
        place = self._place(address)
        _replace(place, content)
        text = json.dumps({**marks, "checksum": hashlib.sha256(content).hexdigest()})
        _replace(place.with_suffix(".json"), text.encode())

    def _place(self, address: str) -> Path:
        return self.folder / f"{hashlib.sha256(address.encode()).hexdigest()[:20]}.file"


def fetch(feed: Feed, larder: Larder, today: date) -> tuple[Fetched, ...]:
    """Every file of a feed. Raises FetchError, with nothing half done, where one cannot be had."""
    if not feed.address:
        raise FetchError(f"{feed.publisher} has no lasting address: fetch its file by hand and give it with --from")
    return asyncio.run(_fetch_all(feed, larder, today))


async def _fetch_all(feed: Feed, larder: Larder, today: date) -> tuple[Fetched, ...]:
    timeout = aiohttp.ClientTimeout(total=feed.seconds)
    headers = {"User-Agent": f"evbot/{version('evbot')}", "Accept-Encoding": "identity"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers, auto_decompress=False) as session:
        found = []
        for name, address in feed.addresses().items():
            try:
                async with asyncio.timeout(feed.seconds):
                    found.append(await _Call(session, feed, larder, name, address, today).answer())
            except TimeoutError as problem:
                raise FetchError(f"{address} did not answer within {feed.seconds:g} seconds; try later") from problem
            except aiohttp.ClientPayloadError as problem:
                raise FetchError(f"{address} broke off before the end; try later") from problem
            except aiohttp.ClientError as problem:
                raise FetchError(f"{address} cannot be read: {problem}; try later") from problem
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Call:
    """One file being fetched."""

    session: aiohttp.ClientSession
    feed: Feed
    larder: Larder
    name: str
    address: str
    today: date

    async def answer(self) -> Fetched:
        kept = self.larder.last(self.address)
        asked = _conditions(kept[1]) if kept else {}
        hosts = self.feed.hosts | {host_of(self.address)}
        address = self.address
        for _ in range(MOST_REDIRECTS + 1):
            async with self.session.get(address, headers=asked, allow_redirects=False) as response:
                if response.status in _MOVED:
                    address = self._next(address, response.headers.get("Location", ""), hosts)
                    continue
                if response.status == HTTPStatus.NOT_MODIFIED and kept and asked:
                    return Fetched(self.name, kept[0], kept[1].get("day", ""), changed=False)
                if response.status != HTTPStatus.OK:
                    raise FetchError(self._refusal(response))
                content = await self._body(response)
                return self._kept(content, response)
        raise FetchError(f"{self.address} leads on and on")

    def _next(self, address: str, location: str, hosts: frozenset[str]) -> str:
        try:
            target = urljoin(address, location)
        except ValueError:
            target = location
        if not allowed(target, hosts):
            raise FetchError(f"{self.address} leads on to {target}, which its feed does not allow")
        return target

    def _refusal(self, response: aiohttp.ClientResponse) -> str:
        match response.status:
            case 404 | 410:
                return f"{self.address} is not there ({response.status}); correct it in a list given with --feeds"
            case 429:
                wait = response.headers.get("Retry-After", "")
                return (
                    f"{self.address} asks for patience (429); try again in {f'{wait} seconds' if wait else 'an hour'}"
                )
            case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return f"{self.address} is out of order ({status}); try later"
            case status:
                return f"{self.address} answered {status}, which is no file"

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        too_large = FetchError(f"{self.address} is larger than {self.feed.most_bytes / MEGABYTE:g} MB")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise FetchError(f"{self.address} came packed though it was asked for plain")
        if (response.content_length or 0) > self.feed.most_bytes:
            raise too_large
        content = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            content += chunk
            if len(content) > self.feed.most_bytes:
                raise too_large
        return bytes(content)

    def _kept(self, content: bytes, response: aiohttp.ClientResponse) -> Fetched:
        day = _day(response.headers.get("Last-Modified", ""), self.today)
        marks = {"etag": response.headers.get("ETag", ""), "modified": response.headers.get("Last-Modified", "")}
        self.larder.keep(self.address, content, {**marks, "day": day})
        return Fetched(self.name, content, day, changed=True)


def _conditions(marks: Mapping[str, str]) -> dict[str, str]:
    asked = {"If-None-Match": marks.get("etag", ""), "If-Modified-Since": marks.get("modified", "")}
    return {header: value for header, value in asked.items() if value}


def _day(modified: str, today: date) -> str:
    try:
        return min(parsedate_to_datetime(modified).date(), today).isoformat()
    except ValueError:
        return today.isoformat()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
