"""The compact form of a Question for the ids of buttons: versioned, reversible, and nothing kept on a server.

`pack` writes every slot that decides the answer, in at most `LONGEST` characters, or gives None where that is not
enough; `unpack` reads it back on any replica and after any update, or says in a sentence for the asker why not. What
only colours the wording (notes, repairs, origins, most of the text) does not survive. Nothing here knows the catalogue:
whether an id still stands for something is for `bot.respond` to find out.

A packed question is the version, the intent, and each slot that is not at its default, as a key and its value::

    1n;smrenault/zoe;pFR;w2020;mr           registrations of the Renault Zoe in France in 2020
    1kn;smnissan/leaf;pUS;w2019;q12365      the claim that it was 12,365 Leafs in the USA in 2019

A claim has the intent that decides it after its own; where it differs in more, those slots follow after ``!``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.compact_codes import CODES, COMMON, FLAGS, MARKERS
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
"""Characters of a packed question: platforms allow 100, and want a few for a prefix of their own."""
VERSION = "1"
WORDS = '"'
"""Before a question in words; no packed question holds it."""
OTHER_VERSION = "This button is from another version of me; please ask again."
DAMAGED = "This button is damaged; please ask again."

REACH = "reach"
FORGOTTEN = frozenset({"today", "left_out", "repairs", "carried"})
"""Slots that do not survive; of text, words, notes and origins a part does."""

_TEXT_MATTERS = frozenset({Intent.RANK, Intent.DESCRIBE, Intent.SOURCE, Intent.CHECK})
"""Intents whose answer looks at the text itself."""
_WORDS_MATTER = frozenset(
    {Intent.RANK, Intent.DESCRIBE, Intent.SOURCE, Intent.AVAILABILITY, Intent.MILESTONE, Intent.LIST, Intent.COMPARE}
)
"""Intents that are answered from statements too, which are found by the words of a question."""
_WORDS_DECIDE = _WORDS_MATTER | {Intent.GROWTH}
"""The same for the intent that decides a claim."""

_PACKED = re.compile(rf"[!#$&(-_a-~]{{1,{LONGEST}}}")
_VERSIONS = re.compile(r"[0-9A-Za-z]")
_ID = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z0-9.&()/+_-]+")
_WORD = re.compile(r"[a-z0-9]{3,}")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_QUANTITY = re.compile(rf"([a-z]?)({_NUMBER.pattern})(?:~({_NUMBER.pattern}))?(p?)(w?)")
_MARKER = re.compile(
    r"(?P<tag>(?:is|was|did|does)n't it(?=[?! ]*$))|n't|deliver|produc|handed|build|built|made|sold"
    r"|\b(?:first|model|car|vehicle|nameplate|decade|still|longer|not|no|never|fewer|less|lower|smaller)\b"
    r"|(?<!\S)(?:ever|history|time)(?!\S)"
)
"""Each found as those who look for it find it: "built" anywhere, "first" as a word, "ever" between spaces."""
_TAG = "isn't it"
_NONE = "-"
"""No numbers at all, though there is one that counts."""

E = TypeVar("E", bound=StrEnum)


class CompactError(ValueError):
    """A text is no packed question that can be read; the message is for the person who pressed the button."""


class _UnfitError(ValueError):
    """A slot holds what has no compact form."""


def pack(question: Question) -> str | None:
    """The compact form, or None where a question does not fit into it."""
    if len(question.claims) > 1 or any(claim.claims for claim in question.claims):
        return None
    try:
        packed = _packed(question)
    except (_UnfitError, PeriodError):
        return None
    return packed if _PACKED.fullmatch(packed) else None


def unpack(packed: str, today: date) -> Question:
    """The question that `pack` wrote, asked today; raises CompactError for anything else."""
    if _PACKED.fullmatch(packed) is None:
        raise CompactError(DAMAGED)
    if packed[0] != VERSION:
        raise CompactError(OTHER_VERSION if _VERSIONS.match(packed) else DAMAGED)
    whole, differs, difference = packed[1:].partition("!")
    intents, *parts = whole.split(";")
    if len(intents) not in (1, 2) or (differs and len(intents) == 1):
        raise CompactError(DAMAGED)
    slots = _split(parts)
    if not all(slots.values()):
        raise CompactError(DAMAGED)
    question = _question(_member(Intent, intents[0]), slots, today)
    if len(intents) == 1:
        return question
    changed = slots | _split(difference.split(";")) if differs else slots
    return replace(question, claims=(_question(_member(Intent, intents[1]), changed, today),))


def pack_words(text: str) -> str | None:
    """A question as it would be typed, for what has no compact form and needs no conversation; None where too long."""
    packed = WORDS + " ".join(text.split())
    return packed if text.isprintable() and len(packed.encode("utf-16-le")) // 2 <= LONGEST else None


def words_of(packed: str) -> str | None:
    """The words that `pack_words` packed, or None where it is a question in its compact form."""
    return packed[len(WORDS) :] if packed.startswith(WORDS) else None


def _packed(question: Question) -> str:
    wording = _Wording.that_matters(question)
    slots = _slots(question, wording)
    intents, difference = _code(question.intent), ""
    for claim in question.claims:
        intents += _code(claim.intent)
        of_claim = _slots(claim, wording)
        changed = [key for key in _KEYS if of_claim.get(key, "") != slots.get(key, "")]
        difference = "!" + ";".join(key + of_claim.get(key, "") for key in changed) if changed else ""
    parts = [key + slots[key] for key in _KEYS if slots.get(key)]
    return ";".join([VERSION + intents, *parts]) + difference


def _split(parts: Iterable[str]) -> dict[str, str]:
    """The value under each key; only a claim has keys without one, which take a slot back to its default."""
    found: dict[str, str] = {}
    for part in parts:
        if not part or part[0] in found:
            raise CompactError(DAMAGED)
        found[part[0]] = part[1:]
    if found.keys() - set(_KEYS):
        raise CompactError(OTHER_VERSION)
    return found


# -- one value of a slot, written and read -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """How a value becomes text, and text a value again."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _code(member: StrEnum) -> str:
    return CODES[type(member)][member]


def _member(kind: type[E], code: str) -> E:
    for member in kind:
        if CODES[kind][member] == code:
            return member
    raise CompactError(OTHER_VERSION if len(code) == 1 else DAMAGED)


def _one(kind: type[StrEnum]) -> _Form:
    return _Form(_code, lambda text: _member(kind, text))


def _codes(kind: type[StrEnum]) -> _Form:
    return _Form(
        lambda members: "".join(_code(member) for member in members),
        lambda text: tuple(_member(kind, code) for code in text),
    )


def _several(form: _Form) -> _Form:
    return _Form(
        lambda values: ",".join(form.write(value) for value in values),
        lambda text: tuple(form.read(part) for part in text.split(",")),
    )


def _fit(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise _UnfitError(text)
    return text


def _sound(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise CompactError(DAMAGED)
    return text


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise _UnfitError(str(value))
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _read_number(text: str) -> float:
    value = float(_sound(_NUMBER, text))
    if not math.isfinite(value):
        raise CompactError(DAMAGED)
    return value


def _name(text: str) -> str:
    return _fit(_NAME, text.replace("_", "?").replace(" ", "_"))


def _subject(subject: Subject) -> str:
    return _code(subject.kind) + _fit(_ID, subject.id)


def _read_subject(text: str) -> Subject:
    return Subject(_sound(_ID, text[1:]), _member(SubjectKind, text[0]))


def _when(when: When) -> str:
    bound = "" if when.bound is Bound.IN else _code(when.bound)
    if when.period is None and when.bound is Bound.EVER:
        return bound
    if when.period is None or Period.parse(when.period.key) != when.period:
        raise _UnfitError(str(when.period))
    return bound + when.period.key


def _read_when(text: str) -> When:
    bound, key = (_member(Bound, text[0]), text[1:]) if text[:1].isalpha() else (Bound.IN, text)
    if not key and bound is Bound.EVER:
        return When(None, bound)
    try:
        return When(Period.parse(key), bound)
    except PeriodError as problem:
        raise CompactError(DAMAGED) from problem


def _quantity(quantity: Quantity) -> str:
    relation = "" if quantity.relation is Relation.EXACTLY else _code(quantity.relation)
    most = f"~{_number(quantity.most)}" if quantity.most else ""
    spelled = "w" if quantity.value >= 1000 and any(char.isalpha() for char in quantity.said) else ""
    return f"{relation}{_number(quantity.value)}{most}{'p' if quantity.is_percent else ''}{spelled}"


def _read_quantity(text: str) -> Quantity:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise CompactError(DAMAGED)
    relation = _member(Relation, match[1]) if match[1] else Relation.EXACTLY
    value, most = _read_number(match[2]), _read_number(match[3]) if match[3] else 0.0
    return Quantity(value, relation, bool(match[4]), _said(value, spelled=bool(match[5])), most)


def _said(value: float, *, spelled: bool) -> str:
    """A number as a person says it: "1.81 million" allows for rounding where "1,810,000" does not."""
    if spelled:
        size, name = (1e6, "million") if value >= 1e6 else (1e3, "thousand")
        return f"{value / size:.10g} {name}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")


_AS_ID = _Form(lambda text: _fit(_ID, text), lambda text: _sound(_ID, text))
_AS_NAME = _Form(_name, lambda text: _sound(_NAME, text).replace("_", " "))
_AS_INTEGER = _Form(lambda value: _fit(_INTEGER, str(value)), lambda text: int(_sound(_INTEGER, text)))
_AS_SUBJECTS = _several(_Form(_subject, _read_subject))
_AS_QUANTITY = _Form(_quantity, _read_quantity)
_AS_WORDS = _several(_Form(str, lambda text: _sound(_WORD, text)))

# -- the slots of a question -------------------------------------------------------------------------------------------

SLOTS: dict[str, tuple[str, _Form]] = {
    "s": ("subjects", _AS_SUBJECTS),
    "p": ("places", _several(_Form(lambda place: _fit(_ID, place.id), lambda text: Place(_sound(_ID, text))))),
    "w": ("whens", _several(_Form(_when, _read_when))),
    "m": ("measure", _one(MeasureAsked)),
    "M": ("measures", _codes(MeasureAsked)),
    "e": ("powertrains", _codes(Powertrain)),
    "v": ("vehicle_type", _one(VehicleType)),
    "b": ("breakdown", _AS_ID),
    "l": ("limit", _AS_INTEGER),
    "n": ("ordinal", _AS_INTEGER),
    "r": ("rank_of", _AS_ID),
    "x": ("excluded", _several(_AS_ID)),
    "h": ("share_of", _one(ShareAsked)),
    "u": ("unit_of_time", _one(PeriodKind)),
    "y": ("per_day", _Form(_number, _read_number)),
    "q": ("quantity", _AS_QUANTITY),
    "d": ("predicate", _one(Predicate)),
    "g": ("direction", _AS_INTEGER),
    "o": ("topic", _AS_ID),
    "c": ("publisher", _AS_NAME),
    "a": ("others", _AS_SUBJECTS),
}
"""Key, slot and form; a slot is left out at its default. The keys, too, are carried by buttons of years ago."""
_OTHER_KEYS = {"Q": "quantities", "f": "flags", "t": "text", "W": "words"}
_KEYS = (*SLOTS, *_OTHER_KEYS)
_DEFAULTS = {slot.name: slot.default for slot in fields(Question)}


@dataclass(frozen=True, slots=True)
class _Wording:
    """How much of the wording of a question its answer depends on."""

    text: bool
    words: bool

    @classmethod
    def that_matters(cls, question: Question) -> _Wording:
        if question.intent is not Intent.CHECK:
            return cls(question.intent in _TEXT_MATTERS, question.intent in _WORDS_MATTER)
        searched = [claim.intent in _WORDS_DECIDE or REACH in claim.notes for claim in question.claims]
        return cls(text=True, words=any(searched) or not searched)


def _slots(question: Question, wording: _Wording) -> dict[str, str]:
    """The text of every slot that is not at its default."""
    said = {"vehicle_type"} if question.vehicle_origin is Origin.SAID else set()
    found = {
        key: form.write(getattr(question, name))
        for key, (name, form) in SLOTS.items()
        if getattr(question, name) != _DEFAULTS[name] or name in said
    }
    numbers = ",".join(_quantity(quantity) for quantity in question.quantities)
    if numbers != found.get("q", ""):
        found["Q"] = numbers or _NONE
    found["f"] = "".join(code for name, code in FLAGS.items() if name != REACH and getattr(question, name))
    found["f"] += FLAGS[REACH] if REACH in question.notes else ""
    if wording.text:
        markers = _MARKER.finditer(question.text.lower())
        found["t"] = "".join(MARKERS[_TAG if match["tag"] else match[0]] for match in markers)
    if wording.words:
        words = dict.fromkeys(word for word in question.words if _WORD.fullmatch(word) and word not in COMMON)
        found["W"] = ",".join(words)
    return found


def _question(intent: Intent, slots: dict[str, str], today: date) -> Question:
    read = {name: form.read(slots[key]) for key, (name, form) in SLOTS.items() if slots.get(key)}
    numbers = (read["quantity"],) if "quantity" in read else ()
    if listed := slots.get("Q"):
        numbers = () if listed == _NONE else _several(_AS_QUANTITY).read(listed)
    flags: dict[str, Any] = dict.fromkeys(_named(FLAGS, slots.get("f", "")), True)
    return Question(
        " ".join(_named(MARKERS, slots.get("t", ""))),
        intent,
        today,
        measure_origin=_origin(slots, "m"),
        powertrain_origin=_origin(slots, "e"),
        vehicle_origin=_origin(slots, "v"),
        quantities=numbers,
        notes=(REACH,) if flags.pop(REACH, False) else (),
        words=_AS_WORDS.read(slots["W"]) if slots.get("W") else (),
        **flags,
        **read,
    )


def _origin(slots: dict[str, str], key: str) -> Origin:
    """Said, as whoever presses the button chose it so; what nobody said has its default."""
    return Origin.SAID if slots.get(key) else Origin.DEFAULTED


def _named(codes: dict[str, str], text: str) -> list[str]:
    names = {code: name for name, code in codes.items()}
    if set(text) - names.keys():
        raise CompactError(OTHER_VERSION)
    return [names[code] for code in text]
