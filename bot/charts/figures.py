"""Numbers as text by locale, through Babel: whole for values, compact for the ticks of an axis.

A share keeps its first two digits however small it is, so that 0.04% never reads as zero.
"""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_decimal, format_decimal

from bot.charts.font import can_show
from bot.charts.spec import Unit

MINUS = "−"
LONG = 100_000_000
"""From here on even a value at a bar's end is told in the compact form."""


ENGLISH = Locale("en")


@cache
def locale_named(name: str) -> Locale:
    """The locale of this name, written with either dash; English where Babel does not know it or the font its signs."""
    try:
        found = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ENGLISH
    sample = value_text(-81.3, "%", found) + "".join(compact_text(12.0 * 10**power, found, 1) for power in (3, 4, 6, 9))
    return found if can_show(sample) else ENGLISH


def value_text(value: float, unit: Unit, locale: Locale) -> str:
    """A value in full: 12,345 or 81.3%."""
    if unit == "%":
        return _percent(value, _share_digits(value), locale)
    if abs(value) >= LONG:
        return compact_text(value, locale, digits=2)
    return _decimal(value, 0 if abs(value) >= 100 else _share_digits(value), locale)


def short_text(value: float, unit: Unit, locale: Locale) -> str:
    """A value in little room: the compact form from a million on."""
    if unit == "vehicles" and abs(value) >= 1_000_000:
        return compact_text(value, locale, digits=2)
    return value_text(value, unit, locale)


def tick_texts(ticks: tuple[float, ...], unit: Unit, locale: Locale) -> tuple[str, ...]:
    """The ticks of one axis with as few digits as tell each exactly; no two are the same."""
    texts: tuple[str, ...] = ()
    for digits in range(13):
        texts = tuple(_tick(tick, unit, locale, digits) for tick in ticks)
        if len(set(texts)) == len(ticks) and texts == tuple(_tick(tick, unit, locale, digits + 3) for tick in ticks):
            break
    return texts


def compact_text(value: float, locale: Locale, digits: int) -> str:
    """12K, 1.2M, 1,2 Mio."""
    # Thousands that a language does not shorten come without grouping from Babel: 12000 in German.
    text = format_compact_decimal(Decimal(repr(value)), fraction_digits=digits, locale=locale)
    if abs(value) < 1_000_000 and text.lstrip("-−").isdigit():
        return _decimal(value, digits, locale)
    return text.replace("-", MINUS)


def _tick(value: float, unit: Unit, locale: Locale, digits: int) -> str:
    if unit == "%":
        return _percent(value, digits, locale)
    return compact_text(value, locale, digits)


def _percent(value: float, digits: int, locale: Locale) -> str:
    pattern = locale.percent_formats[None].pattern
    before, _, after = pattern.partition("#,##0")
    number = _decimal(value, digits, locale)
    return f"{before}{number}{after}" if after or before else f"{number}%"


def _decimal(value: float, digits: int, locale: Locale) -> str:
    text = format_decimal(
        Decimal(repr(value)),
        format="#,##0." + "#" * digits if digits else "#,##0",
        locale=locale,
        decimal_quantization=True,
    )
    return "0" if text in ("-0", "−0") else text.replace("-", MINUS)


def _share_digits(value: float) -> int:
    """One digit after the point, and for less than one as many as show the first two that count."""
    size = abs(value)
    return 1 if size >= 1 or size == 0 else min(12, 1 - math.floor(math.log10(size)))
