"""How figures, periods, places and subjects are said. Numbers follow the locale; the words are English.

Everything here turns values into words and decides nothing. Texts that are whole sentences of their own stand in
`replies.toml`, read by `bot.respond.replies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import floor, log10

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from bot.question import SubjectKind
from facts import Figure, Measure, Period, PeriodKind, Powertrain, Precision, VehicleType
from facts.catalogue import Catalogue
from facts.history import Change
from facts.model import MARKET
from facts.period import day_label

ENGLISH = Locale.parse("en")
"""The language of the words, and so of plurals and months, whatever the locale of the numbers."""
MOST_REVISIONS = 2
"""Revisions of one figure that a sentence tells."""
_VERBS = {
    Measure.SALES: "sold",
    Measure.REGISTRATIONS: "registered",
    Measure.DELIVERIES: "delivered",
    Measure.PRODUCTION: "built",
    Measure.STOCK: "on the road",
    Measure.INCENTIVES: "given an incentive",
}
MEASURE_NAMES = {
    Measure.SALES: "sales",
    Measure.REGISTRATIONS: "registrations",
    Measure.DELIVERIES: "deliveries",
    Measure.PRODUCTION: "production",
    Measure.STOCK: "stock",
    Measure.SHARE_OF_SALES: "share of sales",
    Measure.SHARE_OF_STOCK: "share of stock",
    Measure.INCENTIVES: "incentives",
}
_POWERTRAINS = {
    Powertrain.BEV: "battery-electric",
    Powertrain.PHEV: "plug-in hybrid",
    Powertrain.EV: "electric",
    Powertrain.FCEV: "fuel-cell",
    Powertrain.HEV: "hybrid",
    Powertrain.MHEV: "mild-hybrid",
    Powertrain.PETROL: "petrol",
    Powertrain.DIESEL: "diesel",
    Powertrain.ALL: "",
    Powertrain.ICE: "combustion",
    Powertrain.HYBRID_ANY: "hybrid",
    Powertrain.ZEV: "zero-emission",
    Powertrain.NON_EV: "non-electric",
    Powertrain.LPG: "LPG",
    Powertrain.ETHANOL: "ethanol",
    Powertrain.FLEX_FUEL: "flex-fuel",
}
POWERTRAIN_LABELS = {
    Powertrain.BEV: "battery-electric",
    Powertrain.PHEV: "plug-in hybrids",
    Powertrain.EV: "BEV + PHEV",
    Powertrain.FCEV: "fuel cell",
    Powertrain.ALL: "all powertrains",
    Powertrain.HEV: "hybrids",
    Powertrain.PETROL: "petrol",
    Powertrain.DIESEL: "diesel",
}
_VEHICLES = {
    VehicleType.CAR: ("car", "cars"),
    VehicleType.VAN: ("van", "vans"),
    VehicleType.BUS: ("bus", "buses"),
    VehicleType.TRUCK: ("truck", "trucks"),
    VehicleType.TWO_THREE_WHEELER: ("two- or three-wheeler", "two- and three-wheelers"),
    VehicleType.QUADRICYCLE: ("quadricycle", "quadricycles"),
    VehicleType.ALL: ("vehicle", "vehicles"),
}
_WITH_ARTICLE = {"US", "GB", "NL", "AE", "PH", "eu27", "DO", "MV", "BS", "nordics", "baltics"}
_PRECISION = {
    Precision.EXACT: "",
    Precision.ROUNDED: "about ",
    Precision.ABOUT: "about ",
    Precision.AT_LEAST: "more than ",
}


@lru_cache(maxsize=64)
def known_locale(locale: str) -> Locale:
    """The locale of a platform's tag ("de", "pt-BR"), or English for one that nobody knows."""
    return _locale_of(locale) or ENGLISH


def is_locale(tag: str) -> bool:
    """Whether numbers have a form under a tag."""
    return _locale_of(tag) is not None


def _locale_of(locale: str) -> Locale | None:
    for tag in (locale.replace("-", "_"), locale.replace("-", "_").split("_")[0]):
        try:
            return Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
    return None


@lru_cache(maxsize=4096)
def count(value: float, locale: str = "en") -> str:
    """A number of vehicles: whole, with the locale's separators."""
    return format_decimal(_as_shown(value), locale=known_locale(locale))


def _as_shown(value: float) -> float | int:
    """A number as it is told: one decimal for a few, none for many."""
    few = round(value, 1) if abs(value) < 10 else round(value)
    return int(few) if few == int(few) else few


def plural(number: float, one: str, many: str) -> str:
    """The word that goes with a number as `count` tells it: "1 car", "0 cars", "1.5 cars"."""
    return one if ENGLISH.plural_form(_as_shown(number)) == "one" else many


def how_many(number: float, one: str, many: str, locale: str = "en") -> str:
    """A number and what it is of: "1 month", "1,234 models"; one decimal where it is not whole."""
    return f"{format_decimal(round(number, 1), locale=known_locale(locale))} {plural(number, one, many)}"


def month(day: date) -> str:
    """The month of a day, as it stands in a sentence: "January 2025"."""
    return format_date(day, "MMMM y", locale=ENGLISH)


def day(day: date) -> str:
    """A day as it stands in a sentence: "20 March 2026"."""
    return format_date(day, "d MMMM y", locale=ENGLISH)


def known_on(on: date) -> str:
    """When something was known: "at the end of March 2026", "on 20 March 2026"."""
    return f"at the end of {month(on)}" if (on + timedelta(days=1)).day == 1 else f"on {day(on)}"


@lru_cache(maxsize=4096)
def percent(value: float, locale: str = "en") -> str:
    """A percentage with at most one decimal, its sign where the locale puts it: "97.4%", "97,4 %", "%97,4".

    What would read as zero and is not keeps the two digits that count: "0.016%".
    """
    known = known_locale(locale)
    digits = 1 if round(value, 1) or not value else 1 - floor(log10(abs(value)))
    pattern = known.percent_formats[None].pattern.replace("#,##0", "#,##0." + digits * "#")
    return format_percent(Decimal(repr(round(value, digits))) / 100, format=pattern, locale=known)


def measured(figure: Figure, locale: str = "en") -> str:
    """A figure with its unit's look and its precision's word: "about 400,000", "81.3%"."""
    plain = count(figure.value, locale) if figure.unit == "vehicles" else percent(figure.value, locale)
    return _PRECISION[figure.precision] + plain


def revised(history: Sequence[Change], locale: str = "en", called: str = "This") -> str:
    """The last revisions of a figure: "This was revised from 12,310 to 12,874 in March 2026."."""
    steps = [
        f"from {measured(change.before, locale)} to {measured(change.after, locale)} in {month(change.day)}"
        for change in reversed(history)
    ]
    return f"{called} was revised {', and before that '.join(steps[:MOST_REVISIONS])}."


def at_least(figure: Figure, locale: str = "en") -> str:
    """A figure that is only a part: "at least 82,057", "about 400,000 or more"."""
    if figure.precision in (Precision.EXACT, Precision.AT_LEAST):
        return f"at least {count(figure.value, locale)}"
    return f"{measured(figure, locale)} or more"


def countries_covered(regions: Sequence[str], catalogue: Catalogue) -> str:
    """ "in the 13 countries covered", "in Norway, the only country covered"."""
    if len(regions) == 1:
        return f"{in_place(regions[0], catalogue)}, the only country covered"
    return f"in the {len(regions)} countries covered"


def with_others(names: list[str], most: int = 8) -> str:
    """The first names of a list and how many more there are: "A, B and 3 others"."""
    if len(names) <= most:
        return english_list(names)
    more = len(names) - most
    return f"{', '.join(names[:most])} and {how_many(more, 'other', 'others')}"


def changing(figure: Figure, kind: SubjectKind, name: str, catalogue: Catalogue) -> str:
    """What rises and falls: "registrations of the Renault Zoe", "the number of electric cars on the road"."""
    counts = things(figure, kind, name, catalogue)
    if figure.measure is Measure.STOCK:
        return f"the number of {counts} on the road"
    article = "the " if kind is SubjectKind.MODEL else ""
    return f"{MEASURE_NAMES[figure.measure]} of {article}{counts}"


def with_article(noun: str) -> str:
    """ "an electric car", "a plug-in hybrid"."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def verb(measure: Measure) -> str:
    """What was done with the vehicles: "registered"."""
    return _VERBS.get(measure, "counted")


def done(figure: Figure, number: float | None = None) -> str:
    """What was done with so many vehicles, the figure's own number by default: "was registered", "were sold"."""
    return f"{plural(figure.value if number is None else number, 'was', 'were')} {verb(figure.measure)}"


def region_name(region: str, catalogue: Catalogue) -> str:
    """A region by its name; the world is "worldwide" where a place is told."""
    found = catalogue.regions.get(region)
    return found.name if found else region


def in_place(region: str, catalogue: Catalogue) -> str:
    """ "in Germany", "in the United Kingdom", "worldwide"."""
    if region == "world":
        return "worldwide"
    if region == "covered":
        return "in the countries covered"
    name = region_name(region, catalogue)
    if region in ("world-excl-china",):
        return "outside China"
    article = "the " if region in _WITH_ARTICLE and not name.lower().startswith("the ") else ""
    return f"in {article}{name}"


def in_period(period: Period) -> str:
    """ "in 2020", "from January to May 2025", "by the end of July 2016"."""
    if period.kind is PeriodKind.POINT:
        return f"at the end of {day_label(period.end)}" if period.whole_months else f"on {period.label}"
    if period.kind is PeriodKind.CUMULATIVE:
        until = (
            f"by the end of {day_label(period.end)}"
            if period.whole_months and day_label(period.end)[0].isalpha()
            else f"by {day_label(period.end)}"
        )
        return f"{until}, counted since {day_label(period.start, first=True)}," if period.start else until
    if period.kind is PeriodKind.RANGE:
        return f"from {period.label}"
    return f"in {period.label}"


def vehicles(vehicle_type: VehicleType, *, one: bool = False) -> str:
    """The plain word for a vehicle type."""
    return _VEHICLES[vehicle_type][0 if one else 1]


def kind_of_vehicle(powertrain: Powertrain, vehicle_type: VehicleType, *, one: bool = False) -> str:
    """ "battery-electric cars", "electric buses", "new cars of every powertrain"."""
    if powertrain is Powertrain.PHEV and vehicle_type is VehicleType.CAR:
        return "plug-in hybrid" if one else "plug-in hybrids"
    word = vehicles(vehicle_type, one=one)
    if powertrain is Powertrain.ALL:
        return f"new {word}"
    return f"{_POWERTRAINS.get(powertrain, powertrain.lower())} {word}"


def subject_name(subject: str, catalogue: Catalogue) -> str:
    """The display name of a subject id."""
    if subject == MARKET:
        return "Whole market"
    return catalogue.display_name(subject)


def counted(figure: Figure, kind: SubjectKind, name: str, catalogue: Catalogue) -> str:
    """What the figure counts, in the number of the figure: "Renault Zoe", "battery-electric Volvo cars"."""
    one = plural(figure.value, "one", "many") == "one"
    if kind is SubjectKind.MODEL:
        return name
    if kind is SubjectKind.MARKET:
        return kind_of_vehicle(figure.powertrain, figure.vehicle_type, one=one)
    brand = catalogue.brands.get(figure.subject)
    word = vehicles(figure.vehicle_type, one=one)
    if figure.powertrain is Powertrain.ALL or (brand is not None and brand.all_electric):
        return f"{name} {word}"
    if figure.powertrain is Powertrain.PHEV:
        return f"{name} {'plug-in hybrid' if one else 'plug-in hybrids'}"
    return f"{_POWERTRAINS.get(figure.powertrain, '')} {name} {word}".strip()


def things(figure: Figure, kind: SubjectKind, name: str, catalogue: Catalogue) -> str:
    """What the figure counts, however many it counts: always in the plural."""
    return counted(replace(figure, value=2), kind, name, catalogue)


def english_list(words: list[str], joiner: str = "and") -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def change(value: float, locale: str = "en") -> str:
    """A change with its sign: "+12.3%", "−4%"."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + percent(abs(value), locale)
