"""One value of a packed question as text and back again: codes, ids, numbers, names, periods and quantities.

What a slot cannot write raises UnfitError; what a text cannot mean raises CompactError. Which slots a question has, and
which of them are left out, is for `bot.compact`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.compact_codes import CODES
from bot.question import Bound, Place, Quantity, Relation, Subject, SubjectKind, When
from facts import Period, PeriodError

OTHER_VERSION = "This button is from another version of me; please ask again."
DAMAGED = "This button is damaged; please ask again."

WORD = re.compile(r"[A-Za-z0-9]{2,}")
"""A word that can be packed; most are in small letters, terms to be explained may be capitals."""
_ID = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z0-9.&()/+_-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_QUANTITY = re.compile(rf"([a-z]?)({_NUMBER.pattern})(?:~({_NUMBER.pattern}))?(p?)(w?)")

E = TypeVar("E", bound=StrEnum)


class CompactError(ValueError):
    """A text is no packed question that can be read; the message is for the person who pressed the button."""


class UnfitError(ValueError):
    """A slot holds what has no compact form."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a value becomes text, and text a value again."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def code_of(member: StrEnum) -> str:
    """The one character that stands for a member of an enum."""
    return CODES[type(member)][member]


def member_of(kind: type[E], code: str) -> E:
    """The member that a code stands for; CompactError for a code that this version does not know."""
    for member in kind:
        if CODES[kind][member] == code:
            return member
    raise CompactError(OTHER_VERSION if len(code) == 1 else DAMAGED)


def one_of(kind: type[StrEnum]) -> Form:
    """One member of an enum."""
    return Form(code_of, lambda text: member_of(kind, text))


def some_of(kind: type[StrEnum]) -> Form:
    """Several members of an enum, one character each."""
    return Form(
        lambda members: "".join(code_of(member) for member in members),
        lambda text: tuple(member_of(kind, code) for code in text),
    )


def several(form: Form) -> Form:
    """Several values of one form, with commas between."""
    return Form(
        lambda values: ",".join(form.write(value) for value in values),
        lambda text: tuple(form.read(part) for part in text.split(",")),
    )


def _fit(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise UnfitError(text)
    return text


def _sound(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise CompactError(DAMAGED)
    return text


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise UnfitError(str(value))
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _read_number(text: str) -> float:
    value = float(_sound(_NUMBER, text))
    if not math.isfinite(value):
        raise CompactError(DAMAGED)
    return value


def _read_days(text: str) -> float:
    if (value := _read_number(text)) <= 0:
        raise CompactError(DAMAGED)
    return value


def _name(text: str) -> str:
    return _fit(_NAME, text.replace("_", "?").replace(" ", "_"))


def _subject(subject: Subject) -> str:
    return code_of(subject.kind) + _fit(_ID, subject.id)


def _read_subject(text: str) -> Subject:
    return Subject(_sound(_ID, text[1:]), member_of(SubjectKind, text[0]))


def _when(when: When) -> str:
    bound = "" if when.bound is Bound.IN else code_of(when.bound)
    if when.period is None and when.bound is Bound.EVER:
        return bound
    if when.period is None or Period.parse(when.period.key) != when.period:
        raise UnfitError(str(when.period))
    return bound + when.period.key


def _read_when(text: str) -> When:
    bound, key = (member_of(Bound, text[0]), text[1:]) if text[:1].isalpha() else (Bound.IN, text)
    if not key and bound is Bound.EVER:
        return When(None, bound)
    try:
        return When(Period.parse(key), bound)
    except PeriodError as problem:
        raise CompactError(DAMAGED) from problem


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(_sound(_DAY, text))
    except ValueError as problem:
        raise CompactError(DAMAGED) from problem


def _quantity(quantity: Quantity) -> str:
    relation = "" if quantity.relation is Relation.EXACTLY else code_of(quantity.relation)
    most = f"~{_number(quantity.most)}" if quantity.most else ""
    spelled = "w" if quantity.value >= 1000 and any(char.isalpha() for char in quantity.said) else ""
    return f"{relation}{_number(quantity.value)}{most}{'p' if quantity.is_percent else ''}{spelled}"


def _read_quantity(text: str) -> Quantity:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise CompactError(DAMAGED)
    relation = member_of(Relation, match[1]) if match[1] else Relation.EXACTLY
    value, most = _read_number(match[2]), _read_number(match[3]) if match[3] else 0.0
    return Quantity(value, relation, bool(match[4]), _said(value, spelled=bool(match[5])), most)


def _said(value: float, *, spelled: bool) -> str:
    """A number as a person says it: "1.81 million" allows for rounding where "1,810,000" does not."""
    if spelled:
        size, name = (1e6, "million") if value >= 1e6 else (1e3, "thousand")
        return f"{value / size:.10g} {name}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")


AS_ID = Form(lambda text: _fit(_ID, text), lambda text: _sound(_ID, text))
AS_NAME = Form(_name, lambda text: _sound(_NAME, text).replace("_", " "))
AS_INTEGER = Form(lambda value: _fit(_INTEGER, str(value)), lambda text: int(_sound(_INTEGER, text)))
AS_DAYS = Form(_number, _read_days)
AS_DAY = Form(date.isoformat, _read_day)
AS_SUBJECTS = several(Form(_subject, _read_subject))
AS_PLACES = several(Form(lambda place: _fit(_ID, place.id), lambda text: Place(_sound(_ID, text))))
AS_WHENS = several(Form(_when, _read_when))
AS_QUANTITY = Form(_quantity, _read_quantity)
AS_QUANTITIES = several(AS_QUANTITY)
AS_WORDS = several(Form(str, lambda text: _sound(WORD, text)))
