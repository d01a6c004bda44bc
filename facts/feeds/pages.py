"""Pages of the press as sources: whose page it is, under which id it stands and on what it leans.

Of the press only single figures with title, address and date are kept, never text; what Wikipedia or a copy of it says
is under CC BY-SA.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from facts.feeds.addresses import address_parts, host_of
from facts.feeds.writing import SourceLine

SINGLE_FIGURES = "none stated: single figures"
WIKIPEDIA = "CC BY-SA"
PUBLIC = {"sec.gov": "SEC filing, public", "energy.gov": "US government, public domain"}
_NAMES = {"insideevs.com": "InsideEVs"}
_BRACKETED = re.compile(r"(?P<title>.+) \((?P<inside>[^()]+)\)")
_LEAD = re.compile(r"^(?:after|citing|via|source|figures as published by|figures by) ")
_NOT_A_NAME = re.compile(r"^(?:after|citing|as reproduced|copy of|unaudited)")
_DULL_LABELS = frozenset({"www", "co", "com", "gov", "org", "en", "fr", "amp"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a publisher's table names it."""

    publisher: str
    title: str
    url: str
    published: str
    via: str = ""


class PageBook:
    """Every page once: the first to name an address says how it is called."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], SourceLine] = {}

    def enter(self, page: Page) -> SourceLine:
        """The source line of a page; one address is one page, except a front page that stands for several."""
        front = address_parts(page.url).path in ("", "/")
        key = (page.url, page.title if front else "")
        if key not in self._pages:
            self._pages[key] = SourceLine(
                id=_id(*key),
                publisher=page.publisher,
                title=page.title,
                url=page.url,
                published=page.published,
                licence=_licence(page),
                via=page.via,
            )
        return self._pages[key]


def page_of_titled(title: str, url: str, published: str) -> Page:
    """A page whose title ends with its publisher and its origin: "France 2012 (EV Sales blog, José Pontes)"."""
    page = Page(publisher=_NAMES.get(_site(url), _site(url)), title=title, url=url, published=published)
    if "tesla.com" in url or "Exhibit 99.1" in title:
        page = replace(page, publisher="Tesla (SEC filing)" if "Exhibit" in title else "Tesla")
    match = _BRACKETED.fullmatch(title)
    if match is None or "sec.gov" in url:
        return page
    inside = match["inside"]
    if inside.startswith("copy of") or "Wikipedia article" in inside:
        return replace(page, publisher=f"Wikipedia (copy at {_site(url)})", title=match["title"], via=inside)
    if "as reproduced" in inside:
        return replace(page, publisher=f"Tesla (reproduced at {_site(url)})", title=match["title"])
    if _NOT_A_NAME.match(inside):
        return replace(page, title=match["title"], via=_LEAD.sub("", inside))
    name, _, rest = inside.replace(";", ",").partition(", ")
    if name.endswith(" text"):
        name = f"{name.removesuffix(' text')} (copy at {_site(url)})"
    return replace(page, publisher=name, title=match["title"], via=_LEAD.sub("", rest))


def _licence(page: Page) -> str:
    if "wikipedia" in f"{page.publisher} {page.url} {page.via}".casefold():
        return WIKIPEDIA
    host = host_of(page.url)
    return next((licence for ending, licence in PUBLIC.items() if host.endswith(ending)), SINGLE_FIGURES)


def _site(url: str) -> str:
    return (host_of(url) or url).removeprefix("www.")


def _id(url: str, title: str) -> str:
    labels = [label for label in _site(url).split(".")[:-1] if label not in _DULL_LABELS] or ["page"]
    digest = hashlib.sha256(f"{url}\n{title}".encode()).hexdigest()
    return f"{re.sub('[^a-z0-9]+', '-', labels[-1].casefold()).strip('-')}-{digest[:5]}"
