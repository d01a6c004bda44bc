"""Names of countries and months in the languages people ask in, from the Unicode locale data (CLDR), for the build.

The catalogue holds the English names and what CLDR misses; this module adds "Norge", "Deutschland" and "Noruega".
A foreign name that belongs to two places, or that the catalogue already uses for something else, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from babel import Locale

from facts.catalogue import Catalogue
from facts.things import fold

LANGUAGES = (
    "en", "de", "fr", "es", "nl", "nb", "nn", "sv", "it", "pt", "da", "fi", "is", "pl", "cs", "sk", "hu", "ro", "hr",
    "sl", "et", "lv", "lt", "tr", "el", "bg", "uk", "ru", "id", "vi", "ja", "ko", "zh",
)  # fmt: skip
"""Languages whose country and month names are understood."""
STRONG_MONTHS = ("en",)
"""Languages whose month names need no company; elsewhere "mars" and "set" are believed only beside a year."""
SHORTEST = 4
"""Shorter foreign names collide with ordinary words too often; those as short as this need company ("Kina", "Cina")."""

SHORT_PUBLISHERS = (
    "InsideEVs", "electrive", "CleanTechnica", "Electrek", "Autoblog", "JATO", "KBA", "OFV", "SMMT", "ACEA", "CPCA",
    "EAFO", "Gasgoo", "IEA",
)  # fmt: skip
"""Publishers of one word that names nothing else."""


def region_names(catalogue: Catalogue) -> Iterator[tuple[str, str, str, bool]]:
    """(name, "region", region id, weak) for every country in every language."""
    owners: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in catalogue.regions:
                owners[name].add(code)
    taken = {fold(name) for name, *_ in catalogue.names()}
    for name, codes in sorted(owners.items()):
        folded = fold(name)
        too_short = folded.isascii() and len(folded) < SHORTEST
        if len(codes) == 1 and folded not in taken and not too_short:
            yield name, "region", next(iter(codes)), folded.isascii() and len(folded) == SHORTEST


def month_names() -> Iterator[tuple[str, str, str, bool]]:
    """(name, "month", number, weak) for every month in every language, wide and abbreviated."""
    found: dict[str, set[int]] = defaultdict(set)
    strong = set()
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    plain = name.strip(". ").casefold()
                    if len(plain) >= SHORTEST - 1 and not plain[0].isdigit():
                        found[plain].add(number)
                        if language in STRONG_MONTHS:
                            strong.add(plain)
    found["sept"].add(9)
    strong.add("sept")
    for name, numbers in sorted(found.items()):
        if len(numbers) == 1:
            yield name, "month", str(next(iter(numbers))), name not in strong


def publisher_names(publishers: Iterable[str], catalogue: Catalogue) -> Iterator[tuple[str, str, str, bool]]:
    """(name, "publisher", name, False) for publishers whose name is more than one word and names nothing else."""
    taken = {fold(name) for name, *_ in catalogue.names()}
    for publisher in sorted(publishers):
        plain = publisher.split(" (")[0]
        if len(plain.split()) > 1 and fold(plain) not in taken:
            yield plain, "publisher", plain, False
    for short in SHORT_PUBLISHERS:
        yield short, "publisher", short, False
