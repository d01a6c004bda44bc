"""A Question and its slots: what was asked, where each part of it came from, and what could not be read.

Frozen values only. `bot.understand` makes them, `bot.respond` answers them; neither knows who asked, or where.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from facts import Period, PeriodKind, Powertrain, Predicate, VehicleType
from facts.model import MARKET


class Intent(StrEnum):
    """What kind of question it is."""

    COUNT = "count"
    COMPARE = "compare"
    RANK = "rank"
    SHARE = "share"
    TREND = "trend"
    GROWTH = "growth"
    MILESTONE = "milestone"
    RECORD = "record"
    AVERAGE = "average"
    AVAILABILITY = "availability"
    LIST = "list"
    DESCRIBE = "describe"
    SOURCE = "source"
    COVERAGE = "coverage"
    CHECK = "check"
    HELP = "help"
    SMALLTALK = "smalltalk"


class Origin(StrEnum):
    """Where a slot's value came from; whatever was not said is told in the answer."""

    SAID = "said"
    INFERRED = "inferred"
    DEFAULTED = "defaulted"
    CONVERSATION = "conversation"
    REPAIRED = "repaired"


class SubjectKind(StrEnum):
    """What sort of thing is counted."""

    MODEL = "model"
    BRAND = "brand"
    GROUP = "group"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted."""

    id: str
    kind: SubjectKind
    origin: Origin = Origin.SAID
    said: str = ""


MARKET_SUBJECT = Subject(MARKET, SubjectKind.MARKET)
"""All cars of a market, as somebody says it."""
INFERRED_MARKET = replace(MARKET_SUBJECT, origin=Origin.INFERRED)
"""The same where a question says nothing of what is counted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where."""

    id: str
    origin: Origin = Origin.SAID
    said: str = ""


class Bound(StrEnum):
    """How a period limits the figures."""

    IN = "in"
    SINCE = "since"
    """From its first day to the newest figure."""
    UNTIL = "until"
    """Everything up to its last day."""
    EVER = "ever"
    """Everything so far."""


@dataclass(frozen=True, slots=True)
class When:
    """A period as asked for; `period` is None only for `Bound.EVER`."""

    period: Period | None
    bound: Bound = Bound.IN
    origin: Origin = Origin.SAID
    said: str = ""


class MeasureAsked(StrEnum):
    """The asker's word for what is counted."""

    SOLD = "sold"
    REGISTERED = "registered"
    DELIVERED = "delivered"
    BUILT = "built"
    STOCK = "stock"
    OTHER = "other"


class ShareAsked(StrEnum):
    """What a share is meant to be a share of."""

    MARKET = "market"
    EV_MARKET = "ev_market"
    OWN = "own"
    STOCK = "stock"
    MAKER = "maker"
    """What the maker of a model sold of the same powertrain."""
    PLACE = "place"
    """The same in a larger place, which is the last of the question's places: China's part of the world's sales."""


class Relation(StrEnum):
    """How a claimed or asked number relates to the figure."""

    EXACTLY = "exactly"
    ABOUT = "about"
    MORE = "more"
    LESS = "less"
    BETWEEN = "between"
    """From the value to `Quantity.most`."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the question: a threshold, or what a claim says."""

    value: float
    relation: Relation = Relation.EXACTLY
    is_percent: bool = False
    said: str = ""
    most: float = 0.0
    """The upper end, where the relation is BETWEEN."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as far as it was understood."""

    text: str
    intent: Intent
    today: date
    subjects: tuple[Subject, ...] = ()
    places: tuple[Place, ...] = ()
    whens: tuple[When, ...] = ()
    measure: MeasureAsked | None = None
    measure_origin: Origin = Origin.DEFAULTED
    measures: tuple[MeasureAsked, ...] = ()
    """More than one only where they are compared: built against delivered."""
    powertrains: tuple[Powertrain, ...] = ()
    """More than one only where they are compared."""
    powertrain_origin: Origin = Origin.DEFAULTED
    is_plugin: bool = False
    """Whether EV was said in words that mean BEV + PHEV and nothing less."""
    is_complement: bool = False
    """Whether everything but the powertrain is meant ("not battery electric")."""
    vehicle_type: VehicleType = VehicleType.CAR
    vehicle_origin: Origin = Origin.DEFAULTED
    breakdown: str | None = None
    limit: int | None = None
    ordinal: int | None = None
    """The place asked for: 2 for "second best-selling"."""
    rank_of: str | None = None
    ascending: bool = False
    excluded: tuple[str, ...] = ()
    together: bool = False
    """Whether several subjects, places or periods are to be added up; of a list, whether it is to be counted."""
    first_side: int = 0
    """Where sums are held against each other: how many of the subjects, or places, stand on the first side."""
    share_of: ShareAsked | None = None
    unit_of_time: PeriodKind | None = None
    per_day: float | None = None
    """Days in the unit of an average over days or weeks."""
    quantity: Quantity | None = None
    is_beyond: bool = False
    """Whether the rows of a ranking beyond `quantity` are asked for, and no others."""
    by_growth: bool = False
    """Whether a ranking goes by the change between two periods."""
    quantities: tuple[Quantity, ...] = ()
    """All of them, in the order of the text."""
    is_difference: bool = False
    is_ratio: bool = False
    is_growth_in_vehicles: bool = False
    predicate: Predicate | None = None
    asks_when: bool = False
    asks_why: bool = False
    wants_chart: bool = False
    wants_csv: bool = False
    topic: str | None = None
    """The subject matter of help, smalltalk, coverage or a refusal."""
    direction: int = 0
    """Which way a claimed change goes: 1 up, -1 down."""
    claims: tuple[Question, ...] = ()
    words: tuple[str, ...] = ()
    """Words of meaning, folded: statements are found by them."""
    left_out: tuple[str, ...] = ()
    """Words that no part of the reading explains."""
    repairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple[Subject, ...] = ()
    """Subjects said beside a name that has several meanings."""
    publisher: str | None = None
    """Whose figure is asked for: "according to the IEA"."""
    all_covered: bool = False
    """Whether "all the countries you have" is meant."""
    known_by: date | None = None
    """The day as of which the figures are asked for as they were known then; None for those of today."""
    first_reported: bool = False
    """Whether the figure is asked for as it was first kept."""
    before_revision: bool = False
    """Whether the figure is asked for as it was before it was last revised."""
    asks_revision: bool = False
    """Whether it is asked if the figure was revised."""
    carried: tuple[str, ...] = ()
    """What was taken from the conversation, in words."""

    @property
    def is_of_today(self) -> bool:
        """Whether nothing is asked of earlier figures."""
        return not (self.known_by or self.first_reported or self.before_revision or self.asks_revision)


class RefusalKind(StrEnum):
    """Why there is no figure; each has its own wording and metric."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_DATA = "no_data"
    NOT_UNDERSTOOD = "not_understood"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading to choose from: its label and the question that means just that."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that cannot become one, and what to say instead."""

    kind: RefusalKind
    text: str
    topic: str = ""
    detail: str = ""
    understood: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    question: Question | None = None
    """What was understood all the same, so that the nearest figure can be named and the conversation goes on."""
    unknown: tuple[str, ...] = field(default=())
