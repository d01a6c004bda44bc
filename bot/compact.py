"""The compact form of a Question for the ids of buttons: versioned, reversible, and nothing kept on a server.

`pack` writes every slot that decides the answer, in at most `LONGEST` characters, or gives None where that is not
enough; `unpack` reads it back on any replica and after any update, or says in a sentence for the asker why not. What
only colours the wording (notes, repairs, origins, most of the text) does not survive. Nothing here knows the catalogue:
whether an id still stands for something is for `bot.respond` to find out. How one value is written is in
`bot.compact_values`.

A packed question is the version, the intent, and each slot that is not at its default, as a key and its value::

    1n;smrenault/zoe;pFR;w2020;mr           registrations of the Renault Zoe in France in 2020
    1kn;smnissan/leaf;pUS;w2019;q12365      the claim that it was 12,365 Leafs in the USA in 2019

A claim has the intent that decides it after its own; where it differs in more, those slots follow after ``!``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from bot.compact_codes import COMMON, FLAGS, MARKERS
from bot.compact_values import (
    AS_DAY,
    AS_DAYS,
    AS_ID,
    AS_INTEGER,
    AS_NAME,
    AS_PLACES,
    AS_QUANTITIES,
    AS_QUANTITY,
    AS_SUBJECTS,
    AS_WHENS,
    AS_WORDS,
    DAMAGED,
    OTHER_VERSION,
    WORD,
    CompactError,
    Form,
    UnfitError,
    code_of,
    member_of,
    one_of,
    several,
    some_of,
)
from bot.question import Intent, MeasureAsked, Origin, Question, ShareAsked
from facts import PeriodError, PeriodKind, Powertrain, Predicate, VehicleType

LONGEST = 96
"""Characters of a packed question: platforms allow 100, and want a few for a prefix of their own."""
VERSION = "1"
WORDS = '"'
"""Before a question in words; no packed question holds it."""

REACH = "reach"
FORGOTTEN = frozenset({"today", "left_out", "repairs", "carried"})
"""Slots that do not survive; of text, words, notes and origins a part does."""

_TEXT_MATTERS = frozenset({Intent.RANK, Intent.DESCRIBE, Intent.SOURCE, Intent.CHECK})
"""Intents whose answer looks at the text itself."""
_WORDS_MATTER = frozenset(
    {
        Intent.RANK, Intent.DESCRIBE, Intent.SOURCE, Intent.AVAILABILITY, Intent.MILESTONE, Intent.LIST, Intent.COMPARE,
        Intent.HELP,
    }
)  # fmt: skip
"""Intents that are answered from statements too, which are found by the words of a question, or explain its words."""
_OF_NOTHING = frozenset({Intent.SMALLTALK, Intent.HELP, Intent.COVERAGE, Intent.SOURCE})
"""Intents that need no subject; everything else is asked of something, if only of the market."""
_YEARS = range(1900, 2200)
"""Years from which one can go some years back or on without leaving the calendar."""
_WORDS_DECIDE = _WORDS_MATTER | {Intent.GROWTH}
"""The same for the intent that decides a claim."""

_PACKED = re.compile(rf"[!#$&(-_a-~]{{1,{LONGEST}}}")
_VERSIONS = re.compile(r"[0-9A-Za-z]")
_MARKER = re.compile(
    r"(?P<tag>(?:is|was|did|does)n't it(?=[?! ]*$))|n't|deliver|produc|handed|build|built|made|sold"
    r"|\b(?:first|model|car|vehicle|nameplate|decade|still|longer|not|no|never|fewer|less|lower|smaller)\b"
    r"|(?<!\S)(?:ever|history|time)(?!\S)"
)
"""Each found as those who look for it find it: "built" anywhere, "first" as a word, "ever" between spaces."""
_TAG = "isn't it"
_NONE = "-"
"""No numbers at all, though there is one that counts."""


def pack(question: Question) -> str | None:
    """The compact form, or None where a question does not fit into it."""
    if len(question.claims) > 1 or any(claim.claims for claim in question.claims):
        return None
    try:
        packed = _packed(question)
    except (UnfitError, PeriodError):
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
    question = _question(member_of(Intent, intents[0]), slots, today)
    if len(intents) == 1:
        return question
    changed = slots | _split(difference.split(";")) if differs else slots
    return replace(question, claims=(_question(member_of(Intent, intents[1]), changed, today),))


def is_sound(question: Question) -> bool:
    """Whether a question that was unpacked is one that a text could have asked; a stranger may write any other."""
    whens = (when.period for when in question.whens if when.period is not None)
    days = (day for period in whens for day in (period.start, period.end) if day is not None)
    return (
        (bool(question.subjects) or question.intent in _OF_NOTHING)
        and all(day.year in _YEARS for day in days)
        and (question.known_by is None or question.known_by.year in _YEARS)
        and all(map(is_sound, question.claims))
    )


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
    intents, difference = code_of(question.intent), ""
    for claim in question.claims:
        intents += code_of(claim.intent)
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


SLOTS: dict[str, tuple[str, Form]] = {
    "s": ("subjects", AS_SUBJECTS),
    "p": ("places", AS_PLACES),
    "w": ("whens", AS_WHENS),
    "m": ("measure", one_of(MeasureAsked)),
    "M": ("measures", some_of(MeasureAsked)),
    "e": ("powertrains", some_of(Powertrain)),
    "v": ("vehicle_type", one_of(VehicleType)),
    "b": ("breakdown", AS_ID),
    "l": ("limit", AS_INTEGER),
    "n": ("ordinal", AS_INTEGER),
    "r": ("rank_of", AS_ID),
    "x": ("excluded", several(AS_ID)),
    "h": ("share_of", one_of(ShareAsked)),
    "u": ("unit_of_time", one_of(PeriodKind)),
    "y": ("per_day", AS_DAYS),
    "q": ("quantity", AS_QUANTITY),
    "d": ("predicate", one_of(Predicate)),
    "g": ("direction", AS_INTEGER),
    "o": ("topic", AS_ID),
    "c": ("publisher", AS_NAME),
    "a": ("others", AS_SUBJECTS),
    "k": ("known_by", AS_DAY),
    "i": ("first_side", AS_INTEGER),
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
    numbers = AS_QUANTITIES.write(question.quantities)
    if numbers != found.get("q", ""):
        found["Q"] = numbers or _NONE
    found["f"] = "".join(code for name, code in FLAGS.items() if name != REACH and getattr(question, name))
    found["f"] += FLAGS[REACH] if REACH in question.notes else ""
    if wording.text:
        markers = _MARKER.finditer(question.text.lower())
        found["t"] = "".join(MARKERS[_TAG if match["tag"] else match[0]] for match in markers)
    if wording.words:
        words = dict.fromkeys(word for word in question.words if WORD.fullmatch(word) and word not in COMMON)
        found["W"] = ",".join(words)
    return found


def _question(intent: Intent, slots: dict[str, str], today: date) -> Question:
    read = {name: form.read(slots[key]) for key, (name, form) in SLOTS.items() if slots.get(key)}
    numbers = (read["quantity"],) if "quantity" in read else ()
    if listed := slots.get("Q"):
        numbers = () if listed == _NONE else AS_QUANTITIES.read(listed)
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
        words=AS_WORDS.read(slots["W"]) if slots.get("W") else (),
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


__all__ = [
    "DAMAGED", "FORGOTTEN", "LONGEST", "OTHER_VERSION", "REACH", "SLOTS", "WORDS", "CompactError", "is_sound", "pack",
    "pack_words", "unpack", "words_of",
]  # fmt: skip
