"""The things a figure can be about, as the catalogue knows them: frozen values and the spelling they are compared in.

`facts.catalogue` reads and finds them, `facts.catalogue_lint` checks them; nothing here reads a file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

Names = tuple[str, ...]
SIGNS = {"+": " plus ", "#": " hashtag ", "&": " and "}
"""Signs that tell two names apart (P7 and P7+, Smart and #1), written out before punctuation goes."""
APOSTROPHES = str.maketrans("", "", "'’‘`")


def fold(name: str) -> str:
    """The form in which names are equal: no case, accents or punctuation; "ID.3", "id 3" and "ID-3" are one."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(APOSTROPHES))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    for sign, word in SIGNS.items():
        bare = bare.replace(sign, word)
    return " ".join(re.findall(r"\w+", bare))


def slug(name: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


@dataclass(frozen=True, slots=True)
class Model:
    """One car (or van, truck, quadricycle); or a joint row, when `members` is not empty."""

    id: str
    name: str
    """Display name with the brand: "Renault Zoe"."""
    short: str
    """Without the brand: "Zoe"."""
    powertrain: str
    """BEV, PHEV or FCEV; EV where battery-electric and plug-in rows share the id; ALL for a whole nameplate."""
    vehicle_type: str = "car"
    names: Names = ()
    weak_names: Names = ()
    """Everyday words, numbers or petrol cars as well: believed only in company."""
    source_names: Names = ()
    members: Names = ()
    """The cars that a joint row counts together."""
    sisters: Names = ()
    """The same car under another badge, counted apart."""
    note: str = ""

    @property
    def brand(self) -> str:
        """Id of the brand."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Brand:
    """One make, or a joint row of makes when `members` is not empty."""

    id: str
    name: str
    names: Names = ()
    weak_names: Names = ()
    country: str = ""
    all_electric: bool = False
    """Sells battery-electric cars only."""
    plugin_only: bool = False
    """Sells nothing without a plug."""
    company: str = ""
    """The group that people mean by the brand's name, where the company reports for several brands (Nio)."""
    source_names: Names = ()
    members: Names = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A brand's time in a group, in whole years, both ends included; None is open."""

    brand: str
    first_year: int | None = None
    last_year: int | None = None

    def holds(self, on: date | None) -> bool:
        """Whether the brand belongs to the group on that day; None asks for today's members."""
        if on is None:
            return self.last_year is None
        return (self.first_year or on.year) <= on.year <= (self.last_year or on.year)


@dataclass(frozen=True, slots=True)
class Group:
    """A company or an alliance with several brands."""

    id: str
    name: str
    names: Names = ()
    weak_names: Names = ()
    country: str = ""
    source_names: Names = ()
    members: tuple[Membership, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A country, a part of one, an aggregate or the world."""

    id: str
    name: str
    kind: str
    names: Names = ()
    weak_names: Names = ()
    people: Names = ()
    """Adjectives and demonyms."""
    members: Names = ()
    source_names: Names = ()
    same_place_as: str = ""
    """Another id for the same word, told apart by who counts: a question about one finds both."""
    inside: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place below a country, without figures: understood, so that it can be refused by name."""

    name: str
    inside: str
    """Id of the region it lies in."""
    names: Names = ()
    weak_names: Names = ()

    @property
    def id(self) -> str:
        """Stable id, made of the name."""
        return f"place/{slug(self.name)}"


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Names that mean several things; a question with one of them is asked back."""

    names: Names
    means: Names
    """Ids of models, brands, groups, regions or places (``place/…``)."""
    weak: bool = False
    """The names are everyday words or numbers too: believed only in company."""
    note: str = ""

    @property
    def id(self) -> str:
        """Stable id, made of the first name."""
        return f"ambiguous/{slug(self.names[0])}"


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """What a source row is about: a catalogue id (or ``market``) and, where the source draws its own line, which."""

    id: str
    scope: str = ""


Subject = Model | Brand | Group
