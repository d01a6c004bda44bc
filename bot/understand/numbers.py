"""Numbers in words and figures: 30,376, 30.376, 30k, 1.2m, "half a million", "twenty-one", "third", "100,000th".

It reads one number that starts at a token and says where it ends; whether the number is a year, a rank or a threshold
is for others to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.understand.tokens import Token

ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
FOREIGN_ONES = {
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "huit": 8, "neuf": 9,
    "tres": 3, "cuatro": 4, "cinco": 5, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "zeven": 7, "negen": 9, "tien": 10,
    "tva": 2, "fyra": 4, "quattro": 4, "cinque": 5, "dieci": 10, "dois": 2, "duas": 2, "quatro": 4, "dez": 10,
}  # fmt: skip
DOUBTFUL_ONES = {
    "dix": 10, "dos": 2, "to": 2, "tre": 3, "fire": 4, "fem": 5, "ti": 10, "tio": 10, "due": 2,
}  # fmt: skip
"""Numbers that are English or everyday words as well: believed only before one of `NUMBERED_THINGS`."""
NUMBERED_THINGS = {
    "mest", "bedst", "storste", "storsta", "elbiler", "elbilar", "biler", "bilar", "merker", "maerker",
    "marken", "modeller", "lande", "lander", "coches", "vehiculos", "modelos", "marcas", "paises", "mas",
    "voitures", "vehicules", "modeles", "marques", "premiers", "premieres", "meilleures", "modelli",
    "marche", "marchi", "paesi", "piu", "primeros", "forste", "forsta", "popularaste", "popularaere",
}  # fmt: skip
RANKED_THINGS = {
    "auto", "land", "plus",
    "meistverkauften", "meistverkaufte", "bestverkauften", "meistgekauften", "meistzugelassenen", "beliebtesten",
    "erfolgreichsten", "haufigsten", "grossten", "starksten", "besten", "elektroautos", "autos", "modelle", "autobauer",
    "hersteller", "automarken", "elektrische", "bestverkochte", "populairste", "grootste", "merken", "landen",
    "carros", "automoveis", "veiculos", "mais", "mejores", "melhores", "meilleurs", "principales", "principaux",
    "bestselgende", "bestselgerne", "mestsolgte", "mestsalda", "bastsaljande", "marcas", "fabricantes", "modeles",
    "modelos",
}  # fmt: skip
"""Words that a number in another language counts the rows of a ranking by."""
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "tsd": 1e3, "mille": 1e3, "mil": 1e3, "million": 1e6, "millions": 1e6,
    "mio": 1e6,
    "mn": 1e6, "mln": 1e6, "m": 1e6, "millionen": 1e6, "miljoner": 1e6, "miljoen": 1e6, "millones": 1e6, "milioni": 1e6,
    "billion": 1e9, "bn": 1e9, "dozen": 12.0, "thousands": 1e3, "mill": 1e6, "milhoes": 1e6, "millioner": 1e6,
}  # fmt: skip
MOST_SCALED = 1e12
"""No number beyond it is made larger: "million million" is a slip."""
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "1st": 1,
}  # fmt: skip
ORDINAL_SCALES = {"hundredth": 1e2, "thousandth": 1e3, "millionth": 1e6, "billionth": 1e9}
_ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number and the tokens that say it."""

    value: float
    first: int
    last: int
    is_ordinal: bool = False
    is_percent: bool = False
    in_words: bool = False
    has_scale: bool = False


def read_number(tokens: list[Token], first: int) -> NumberRead | None:
    """The number that starts at a token, or None."""
    base = _base(tokens, first)
    if base is None:
        return None
    value, last, in_words = base
    value, last, ordinal, scaled = _scaled(tokens, value, last)
    percent = False
    follows = _text(tokens, last + 1)
    if follows == "%" or follows in ("percent", "pct", "prozent", "procent", "prosent"):
        percent, last = True, last + 1
    elif follows == "per" and _text(tokens, last + 2) == "cent":
        percent, last = True, last + 2
    if _text(tokens, last + 1) in ("point", "points", "pp") and (percent or not in_words):
        percent, last = True, last + 1
    elif _text(tokens, last + 1) == "percentage" and _text(tokens, last + 2) in ("point", "points"):
        percent, last = True, last + 2
    return NumberRead(value, first, last, ordinal, percent, in_words, scaled)


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _base(tokens: list[Token], first: int) -> tuple[float, int, bool] | None:
    token = tokens[first]
    if token.kind in ("digits", "number") and token.value is not None:
        return token.value, first, False
    text = token.text
    if text == "half" and _text(tokens, first + 1) == "a" and _text(tokens, first + 2) in SCALES:
        return 0.5, first + 1, True
    if (
        text in ("quarter",)
        and _text(tokens, first + 1) == "of"
        and _text(tokens, first + 2) == "a"
        and _text(tokens, first + 3) in SCALES
    ):
        return 0.25, first + 2, True
    if text == "a" and _text(tokens, first + 1) in ("million", "thousand", "hundred", "billion", "dozen"):
        return 1.0, first, True
    if text in ("million", "billion") and _text(tokens, first - 1) in ("first", "its", "their", "the", "another"):
        return (1e6 if text == "million" else 1e9), first, True
    if text in ORDINAL_SCALES:
        return ORDINAL_SCALES[text], first, True
    if text in TENS:
        following = _text(tokens, first + 1)
        step = 2 if following == "-" else 1
        unit = ONES.get(_text(tokens, first + step), 0)
        if 0 < unit < 10:
            return TENS[text] + unit, first + step, True
        return float(TENS[text]), first, True
    ones = ONES.get(text, foreign_one(tokens, first))
    return None if ones is None else (float(ones), first, True)


def foreign_one(tokens: list[Token], index: int) -> int | None:
    """A small number in another language, where the word cannot be an English one."""
    text = _text(tokens, index)
    if text in FOREIGN_ONES:
        return FOREIGN_ONES[text]
    follows = _text(tokens, index + 1)
    if follows in NUMBERED_THINGS or (follows == "auto" and text in ("due", "tre")):
        return DOUBTFUL_ONES.get(text)
    return None


def _scaled(tokens: list[Token], value: float, last: int) -> tuple[float, int, bool, bool]:
    scaled = False
    ordinal = _text(tokens, last) in ORDINAL_SCALES
    while True:
        step = 2 if _text(tokens, last + 1) == "-" and _text(tokens, last + 2) in SCALES | ORDINAL_SCALES else 1
        text = _text(tokens, last + step)
        if text in SCALES and value < MOST_SCALED and _may_scale(tokens, last + step, text):
            value, last, scaled = value * SCALES[text], last + step, True
            rest = _base(tokens, last + 1) if last + 1 < len(tokens) and SCALES[text] >= 100 else None
            if rest is not None and rest[2] and rest[0] < SCALES[text]:
                value, last = value + rest[0], rest[1]
            continue
        if text in ORDINAL_SCALES and value < MOST_SCALED:
            return value * ORDINAL_SCALES[text], last + step, True, True
        if text in _ORDINAL_ENDINGS and not tokens[last + step].spaced:
            return value, last + step, True, scaled
        return value, last, ordinal, scaled


def _may_scale(tokens: list[Token], index: int, text: str) -> bool:
    """A lone letter scales a number only when it is stuck to it: "30k", but not "3 m"."""
    return len(text) > 2 or not tokens[index].spaced
