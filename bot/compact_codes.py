"""The codes of a packed question: one character for each thing that `bot.compact` writes into the id of a button.

Only tables. They are kept for ever: a test pins every entry, so that a button posted years ago is still read.
"""

from __future__ import annotations

from enum import StrEnum

from bot.question import Bound, Intent, MeasureAsked, Relation, ShareAsked, SubjectKind
from facts import PeriodKind, Powertrain, Predicate, VehicleType

# Buttons that were posted years ago still carry these codes: add to the tables, never change an entry.
# fmt: off
CODES: dict[type[StrEnum], dict[str, str]] = {
    Intent: {
        "count": "n", "compare": "c", "rank": "r", "share": "s", "trend": "t", "growth": "g", "milestone": "m",
        "record": "b", "average": "a", "availability": "v", "list": "l", "describe": "d", "source": "q",
        "coverage": "o", "check": "k", "help": "h", "smalltalk": "y",
    },
    SubjectKind: {"model": "m", "brand": "b", "group": "g", "market": "k"},
    Bound: {"in": "i", "since": "s", "until": "u", "ever": "e"},
    MeasureAsked: {"sold": "s", "registered": "r", "delivered": "d", "built": "b", "stock": "k", "other": "o"},
    ShareAsked: {"market": "m", "ev_market": "e", "own": "o", "stock": "k", "maker": "r", "place": "p"},
    Relation: {"exactly": "x", "about": "a", "more": "m", "less": "l", "between": "b"},
    Powertrain: {
        "BEV": "b", "PHEV": "p", "EV": "e", "FCEV": "f", "ZEV": "z", "HEV": "h", "MHEV": "m", "HYBRID_ANY": "y",
        "PETROL": "o", "DIESEL": "d", "ICE": "i", "LPG": "l", "ETHANOL": "t", "FLEX_FUEL": "x", "PETROL_BLEND": "r",
        "OTHER": "u", "NON_EV": "n", "ALL": "a",
    },
    VehicleType: {
        "car": "c", "van": "v", "bus": "b", "truck": "t", "two-three-wheeler": "w", "quadricycle": "q", "all": "a",
    },
    PeriodKind: {
        "month": "m", "quarter": "q", "half": "h", "year": "y", "range": "r", "cumulative": "c", "point": "p",
    },
    Predicate: {
        "launched": "l", "discontinued": "d", "available_in": "a", "not_available_in": "n", "best_seller": "b",
        "record": "r", "rebadged_as": "o", "successor": "s", "expected": "e", "maker_of": "m",
    },
}
"""One character for the value of each member of each enum that a slot may hold."""
FLAGS = {
    "is_plugin": "p", "is_complement": "c", "ascending": "a", "together": "t", "is_difference": "d", "is_ratio": "r",
    "is_growth_in_vehicles": "g", "asks_when": "w", "asks_why": "y", "wants_chart": "h", "wants_csv": "s",
    "all_covered": "v", "reach": "m", "first_reported": "f", "before_revision": "b", "asks_revision": "x",
    "is_beyond": "i", "by_growth": "z",
}
"""What is yes or no: slots, and the one note that decides a verdict (a claim that a number was reached)."""
MARKERS = {
    "first": "f", "ever": "e", "history": "h", "time": "t", "model": "m", "car": "c", "vehicle": "v",
    "nameplate": "p", "decade": "d", "still": "s", "longer": "l", "no": "o", "not": "n", "never": "r", "n't": "x",
    "fewer": "w", "less": "i", "lower": "k", "smaller": "a", "deliver": "j", "sold": "u", "handed": "g", "built": "b",
    "produc": "q", "build": "y", "made": "z", "isn't it": "I",
}
"""What a ranking, a description or a verdict looks for in the text itself: all of the text that survives."""
COMMON = frozenset({
    "the", "and", "was", "were", "with", "for", "that", "this", "from", "had", "has", "have", "its", "car", "cars",
    "electric", "which", "what", "when", "where", "how", "many", "much", "did", "does", "not", "are", "one", "than",
    "more", "most", "other", "only", "also", "year", "years", "still", "sold", "sell", "sells", "built", "make",
    "makes", "made",
})
"""Words that find no statement, so that none is carried for its sake."""
# fmt: on
