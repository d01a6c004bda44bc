"""The unit of time that a text asks in: "in what year", "monthly", "the best quarter"; and what its rows differ in.

Units inside a date ("the year 2022") ask for nothing.
"""

from __future__ import annotations

from bot.understand.draft import Draft
from bot.understand.quantities import quantity_of
from facts import PeriodKind

_UNITS = {"bymonth": PeriodKind.MONTH, "byquarter": PeriodKind.QUARTER, "byyear": PeriodKind.YEAR}
_UNITS_ASKED = {"year": PeriodKind.YEAR, "quarter": PeriodKind.QUARTER, "month": PeriodKind.MONTH}
_BREAKDOWNS = {
    "bymonth": "month", "byquarter": "quarter", "byyear": "year", "byregion": "region", "bybrand": "brand",
    "bymodel": "model", "bypowertrain": "powertrain",
}  # fmt: skip
_UNIT_WORDS = {
    "month": PeriodKind.MONTH,
    "quarter": PeriodKind.QUARTER,
    "year": PeriodKind.YEAR,
    "monat": PeriodKind.MONTH,
    "jahr": PeriodKind.YEAR,
    "mois": PeriodKind.MONTH,
    "mes": PeriodKind.MONTH,
    "maand": PeriodKind.MONTH,
    "maned": PeriodKind.MONTH,
    "manad": PeriodKind.MONTH,
    "mese": PeriodKind.MONTH,
    "quartal": PeriodKind.QUARTER,
    "trimestre": PeriodKind.QUARTER,
    "kwartaal": PeriodKind.QUARTER,
    "kvartal": PeriodKind.QUARTER,
    "annee": PeriodKind.YEAR,
    "ano": PeriodKind.YEAR,
    "anno": PeriodKind.YEAR,
    "jaar": PeriodKind.YEAR,
    "ar": PeriodKind.YEAR,
}


def unit_of_time(draft: Draft) -> PeriodKind | None:
    """The unit that a record or an average is asked in."""
    if (asked := _unit_asked(draft)) is not None:
        return asked
    for cue, unit in _UNITS.items():
        if cue in draft.cues:
            return unit
    inside = {index for read in draft.times for index in range(read.first, read.last + 1)}
    free = {token.text for index, token in enumerate(draft.tokens) if index not in inside}
    return next((unit for word, unit in _UNIT_WORDS.items() if word in free), None)


def _unit_asked(draft: Draft) -> PeriodKind | None:
    """ "In what year …": the unit in so many words."""
    asked = {draft.tokens[at + 1].text for at, token in enumerate(draft.tokens[:-1]) if token.text in ("what", "which")}
    return next((unit for word, unit in _UNITS_ASKED.items() if word in asked), None)


def breakdown(draft: Draft) -> str | None:
    """What the rows of a trend or a split differ in."""
    if _unit_asked(draft) is not None and quantity_of(draft) is not None:
        return None
    for cue, value in _BREAKDOWNS.items():
        if cue in draft.cues:
            return value
    return None


def adds_up_the_years(draft: Draft) -> bool:
    """ "in total over the years" adds the years up instead of listing them."""
    return draft.has("ever") and bool({"over", "through", "across"} & {token.text for token in draft.tokens})
