"""The compact form of a Question for the ids of buttons: versioned, reversible, and nothing kept on a server.

`pack` writes every slot that decides the answer, in at most `LONGEST` characters, or gives None where that is not
enough; `unpack` reads it back on any replica and after any update, or says why not in a sentence for the asker. What
only colours the wording (the text itself, notes, repairs, origins) does not survive. The codes below may be added to,
never changed: buttons that were posted years ago still carry them.

A packed question is the version, the intent, and the slots that are not at their default, each a key and its value::

    1n;srenault/zoe;pFR;w2020;mr        what the Renault Zoe registered in France in 2020

A claim adds a second part after ``!`` with its own intent and the slots in which it differs from the whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Origin,
    Place,
    Quantity,
    Question,
    Relation,
    ShareAsked,
    Subject,
    SubjectKind,
    When,
)
from facts import Period, PeriodError, PeriodKind, Powertrain, Predicate, VehicleType

LONGEST = 96
"""Characters of a packed question; platforms allow 100 and need a few for a prefix of their own."""
VERSION = "1"
OTHER_VERSION = "This button is from another version of me; please ask again."
DAMAGED = "This button is damaged; please ask again."


class CompactError(ValueError):
    """A text is no packed question of this version; the message is for the person who pressed the button."""


# -- codes: add to them, never change one --------------------------------------------------------------------------

CODES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Intent: {
        Intent.COUNT: "n",
        Intent.COMPARE: "c",
        Intent.RANK: "r",
        Intent.SHARE: "s",
        Intent.TREND: "t",
        Intent.GROWTH: "g",
        Intent.MILESTONE: "m",
        Intent.RECORD: "b",
        Intent.AVERAGE: "a",
        Intent.AVAILABILITY: "v",
        Intent.LIST: "l",
        Intent.DESCRIBE: "d",
        Intent.SOURCE: "q",
        Intent.COVERAGE: "o",
        Intent.CHECK: "k",
        Intent.HELP: "h",
        Intent.SMALLTALK: "y",
    },
    SubjectKind: {
        SubjectKind.MODEL: "m",
        SubjectKind.BRAND: "b",
        SubjectKind.GROUP: "g",
        SubjectKind.MARKET: "k",
    },
    Bound: {Bound.IN: "i", Bound.SINCE: "s", Bound.UNTIL: "u", Bound.EVER: "e"},
    MeasureAsked: {
        MeasureAsked.SOLD: "s",
        MeasureAsked.REGISTERED: "r",
        MeasureAsked.DELIVERED: "d",
        MeasureAsked.BUILT: "b",
        MeasureAsked.STOCK: "k",
        MeasureAsked.OTHER: "o",
    },
    ShareAsked: {ShareAsked.MARKET: "m", ShareAsked.EV_MARKET: "e", ShareAsked.OWN: "o", ShareAsked.STOCK: "k"},
    Relation: {
        Relation.EXACTLY: "x",
        Relation.ABOUT: "a",
        Relation.MORE: "m",
        Relation.LESS: "l",
        Relation.BETWEEN: "b",
    },
    Powertrain: {
        Powertrain.BEV: "b",
        Powertrain.PHEV: "p",
        Powertrain.EV: "e",
        Powertrain.FCEV: "f",
        Powertrain.ZEV: "z",
        Powertrain.HEV: "h",
        Powertrain.MHEV: "m",
        Powertrain.HYBRID_ANY: "y",
        Powertrain.PETROL: "o",
        Powertrain.DIESEL: "d",
        Powertrain.ICE: "i",
        Powertrain.LPG: "l",
        Powertrain.ETHANOL: "t",
        Powertrain.FLEX_FUEL: "x",
        Powertrain.PETROL_BLEND: "r",
        Powertrain.OTHER: "u",
        Powertrain.NON_EV: "n",
        Powertrain.ALL: "a",
    },
    VehicleType: {
        VehicleType.CAR: "c",
        VehicleType.VAN: "v",
        VehicleType.BUS: "b",
        VehicleType.TRUCK: "t",
        VehicleType.TWO_THREE_WHEELER: "w",
        VehicleType.QUADRICYCLE: "q",
        VehicleType.ALL: "a",
    },
    PeriodKind: {
        PeriodKind.MONTH: "m",
        PeriodKind.QUARTER: "q",
        PeriodKind.HALF: "h",
        PeriodKind.YEAR: "y",
        PeriodKind.RANGE: "r",
        PeriodKind.CUMULATIVE: "c",
        PeriodKind.POINT: "p",
    },
    Predicate: {
        Predicate.LAUNCHED: "l",
        Predicate.DISCONTINUED: "d",
        Predicate.AVAILABLE_IN: "a",
        Predicate.NOT_AVAILABLE_IN: "n",
        Predicate.BEST_SELLER: "b",
        Predicate.RECORD: "r",
        Predicate.REBADGED_AS: "o",
        Predicate.SUCCESSOR: "s",
        Predicate.EXPECTED: "e",
        Predicate.MAKER_OF: "m",
    },
}
"""One character for each member of each enum that a slot may hold."""

FLAGS = {
    "is_plugin": "p",
    "is_complement": "c",
    "ascending": "a",
    "together": "t",
    "is_difference": "d",
    "is_ratio": "r",
    "is_growth_in_vehicles": "g",
    "asks_when": "w",
    "asks_why": "y",
    "wants_chart": "h",
    "wants_csv": "s",
    "all_covered": "v",
}
"""The slots that are yes or no, packed together under one key where they are yes."""

REACH = "reach"
_REACH_FLAG = "m"
"""The one note that decides a verdict: a claim that a number was reached."""

MARKERS = {
    "first": "f",
    "ever": "e",
    "history": "h",
    "time": "t",
    "model": "m",
    "car": "c",
    "vehicle": "v",
    "nameplate": "p",
    "decade": "d",
    "still": "s",
    "longer": "l",
    "no": "o",
    "not": "n",
    "never": "r",
    "n't": "x",
    "fewer": "w",
    "less": "i",
    "lower": "k",
    "smaller": "a",
    "deliver": "j",
    "sold": "u",
    "handed": "g",
    "built": "b",
    "produc": "q",
    "build": "y",
    "made": "z",
    "isn't it": "I",
}
"""Words of the text itself that a ranking, a description or a verdict looks at; all that is left of the text."""

FORGOTTEN = frozenset(
    {"text", "today", "repairs", "notes", "carried", "left_out", "measure_origin", "powertrain_origin"}
)
"""Slots that are not packed as they are: the text is cut down to its markers, origins come back as said."""
