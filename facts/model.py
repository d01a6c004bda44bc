"""What a figure is: frozen values with the words of the field, and nothing that could change one.

An Observation is one figure that one publisher gave for one scope; a Statement is one dated fact without a figure of
its own. Neither is ever computed here: sums, shares and ranks are made by `facts.store` inside one series and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from facts.period import Period

BEFORE_ALL = -1000
"""Added to the order of a host's own tables, so that they answer before all that came along."""
MARKET = "market"
"""Subject id of a whole market; which vehicles it holds is told by the powertrain."""


class Measure(StrEnum):
    """What was counted. Built, sold, handed over and newly registered are different things and never mixed in a sum."""

    SALES = "sales"
    REGISTRATIONS = "registrations"
    DELIVERIES = "deliveries"
    PRODUCTION = "production"
    STOCK = "stock"
    """Vehicles in use at a date."""
    SHARE_OF_SALES = "share_of_sales"
    """Percent; of what, says `Observation.of`."""
    SHARE_OF_STOCK = "share_of_stock"
    INCENTIVES = "incentives"
    """Purchase incentives paid: never an answer to a question on sales."""


SOLD = (Measure.REGISTRATIONS, Measure.SALES, Measure.DELIVERIES)
"""The measures that answer "sold", whichever is known."""


class Powertrain(StrEnum):
    """How the vehicle is driven. EV is BEV + PHEV; fuel-cell vehicles are never part of EV."""

    BEV = "BEV"
    PHEV = "PHEV"
    """Plug-in hybrids, range-extenders included."""
    EV = "EV"
    FCEV = "FCEV"
    ZEV = "ZEV"
    """BEV + FCEV, counted together by one Californian source."""
    HEV = "HEV"
    MHEV = "MHEV"
    HYBRID_ANY = "HYBRID_ANY"
    """The source does not tell plug-in from other hybrids."""
    PETROL = "PETROL"
    DIESEL = "DIESEL"
    ICE = "ICE"
    LPG = "LPG"
    ETHANOL = "ETHANOL"
    FLEX_FUEL = "FLEX_FUEL"
    PETROL_BLEND = "PETROL_BLEND"
    OTHER = "OTHER"
    NON_EV = "NON_EV"
    ALL = "ALL"
    """Every powertrain together."""


class VehicleType(StrEnum):
    """What sort of vehicle is counted."""

    CAR = "car"
    VAN = "van"
    BUS = "bus"
    TRUCK = "truck"
    TWO_THREE_WHEELER = "two-three-wheeler"
    QUADRICYCLE = "quadricycle"
    ALL = "all"
    """Vehicles of any kind, where the source counts them together."""


class Precision(StrEnum):
    """How closely the publisher gave the figure."""

    EXACT = "exact"
    ROUNDED = "rounded"
    AT_LEAST = "at_least"
    ABOUT = "about"


class Basis(StrEnum):
    """How far a figure can be leaned on."""

    PUBLISHED = "published"
    SUM = "sum"
    """Added up inside one series."""
    ESTIMATED = "estimated"
    """Modelled or provisional at the source: answered from only with that word."""
    SPREAD = "spread"
    """A yearly figure spread evenly over its months or quarters: only the whole year may be used."""
    NAME_SUSPECT = "name_suspect"
    """The count is sound but the name it stands under is not: in the totals, never the answer for that name."""
    SUSPECT = "suspect"
    """Kept and shown on request, never answered from."""
    SHOWN_WITH_OTHER = "shown_with_other"
    """Disputed: only ever told beside the figure that disagrees."""


class Role(StrEnum):
    """Whether a row is a whole, one of its parts, or what is left when the named parts are taken away."""

    TOTAL = "total"
    PART = "part"
    REMAINDER = "remainder"


class ShareOf(StrEnum):
    """What a share is a share of."""

    MARKET = "market"
    """All new vehicles of the region."""
    OWN = "own"
    """The maker's own sales or deliveries."""
    EV_MARKET = "ev_market"
    """The electric market of the region."""
    STOCK = "stock"
    """All vehicles in use in the region."""


class Unit(StrEnum):
    """The unit of a value."""

    VEHICLES = "vehicles"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who gives figures out, and on which terms."""

    id: str
    name: str
    url: str
    licence: str
    """As the publisher states it, or "none stated: figures only"."""
    licence_url: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One page, file or edition that figures were read from."""

    id: str
    publisher: str
    """The publisher's name as a reader knows it."""
    title: str
    url: str
    published: str
    """ISO, as fine as known: 2026-05, 2016-07-12, or empty."""
    licence: str
    via: str = ""
    """The original statistics or the copy that was read, where there is one."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one publisher for one scope."""

    subject: str
    """A catalogue id (``renault/zoe``, ``renault``, ``group/…``) or ``market``."""
    measure: Measure
    powertrain: Powertrain
    vehicle_type: VehicleType
    region: str
    period: Period
    value: float
    unit: Unit
    precision: Precision
    basis: Basis
    role: Role
    source: str
    """Source id."""
    published: str = ""
    """Day of publication, as fine as known; the source's own where empty."""
    of: ShareOf | None = None
    note: str = ""


class Predicate(StrEnum):
    """What a statement says of its subject."""

    LAUNCHED = "launched"
    DISCONTINUED = "discontinued"
    AVAILABLE_IN = "available_in"
    NOT_AVAILABLE_IN = "not_available_in"
    BEST_SELLER = "best_seller"
    RECORD = "record"
    REBADGED_AS = "rebadged_as"
    SUCCESSOR = "successor"
    EXPECTED = "expected"
    MAKER_OF = "maker_of"


@dataclass(frozen=True, slots=True)
class Statement:
    """One dated fact in plain words. Claims age: it is always told with `as_of` and its source."""

    id: str
    subject: str
    predicate: Predicate
    object: str
    region: str
    as_of: str
    """ISO, as fine as known: the date for which it held."""
    text: str
    source: str
    about: tuple[str, ...] = ()
    """Other catalogue ids that it speaks of."""
    event_date: str = ""
    """When the thing happened, ISO as fine as the statement says, where it tells of an event."""
    is_reason: bool = False
    """Whether it gives a reason, so that it may answer "why"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value ready to be told: published, or added up inside one series, with what it lacks."""

    value: float
    unit: Unit
    precision: Precision
    basis: Basis
    measure: Measure
    powertrain: Powertrain
    vehicle_type: VehicleType
    region: str
    subject: str
    period: Period
    sources: tuple[str, ...]
    published: str = ""
    series: int = 0
    """Id of the series that it comes from."""
    family: str = ""
    missing: tuple[Period, ...] = ()
    """The parts of the period that no row covers; empty where it is complete."""
    note: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the asked period is missing."""
        return not self.missing

    @property
    def is_rounded(self) -> bool:
        """Whether a difference to another figure may be all rounding."""
        return self.precision is not Precision.EXACT


def newest(days: list[date]) -> date | None:
    """The latest of some days, or None."""
    return max(days, default=None)
