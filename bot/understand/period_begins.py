"""The words that a period may begin with, so that any other word of a text is passed over at once.

Months and figures begin one too. A test holds that reading with and without this list finds the same periods.
"""

from __future__ import annotations

from bot.understand.numbers import DOUBTFUL_ONES, FOREIGN_ONES, ONES, ORDINAL_SCALES, TENS
from bot.understand.period_phrases import (
    AFTER,
    AGO_MAY_OPEN,
    AGO_OPENS,
    ARTICLES,
    BEFORE,
    BETWEEN,
    END,
    FIRST_OF,
    LAST_OF,
    MIDDLE,
    ONE,
    RELATIVE,
    SINCE,
    UNTIL,
    YEAR_AFTER,
    YEAR_BEFORE,
    YEAR_NOUNS,
)
from bot.understand.period_words import (
    FROM_WORDS,
    HALF_WORDS,
    LAST_WORDS,
    ORDINAL_WORDS,
    QUARTER_WORDS,
    SINCE_WORDS,
    UNTIL_WORDS,
)

_NUMBERS = ("a", "half", "quarter", "million", "billion")
_FROM_TODAY = (
    "ytd", "year", "so", "next", "coming", "upcoming", "this", "current", "letztes", "vorigen", "forrige", "dieses",
    "diesem", "now", "today", "currently", "nowadays", "presently", "heute", "aujourd", "at", "right",
)  # fmt: skip
_FROM_THE_CONVERSATION = (
    "prior", "one", "month", "following", "subsequent", "same", "that", "whole", "full", "entire",
)  # fmt: skip
_EDGES = ("mid", "middle", "when", "by", "end", "close", "yearend", "eoy")
_SHORT = ("q", "t", "k", "h", "s", "fy", "fiscal", "financial", "calendar")
_BOUNDS = ("up", "as", "for", "voor", "starting", "ab")

PERIOD_BEGINS = frozenset[str]().union(
    *(ONES, FOREIGN_ONES, DOUBTFUL_ONES, TENS, ORDINAL_SCALES, _NUMBERS, ONE),
    *(_FROM_TODAY, _FROM_THE_CONVERSATION, _EDGES, _SHORT, _BOUNDS),
    *(ARTICLES, YEAR_NOUNS, MIDDLE, END, YEAR_BEFORE, YEAR_AFTER, AGO_OPENS, AGO_MAY_OPEN, *RELATIVE.values()),
    *(FIRST_OF, LAST_OF, LAST_WORDS, ORDINAL_WORDS, QUARTER_WORDS, HALF_WORDS),
    *(BETWEEN, UNTIL, BEFORE, SINCE, AFTER, UNTIL_WORDS, SINCE_WORDS, FROM_WORDS),
)
