"""What an answer to a sentence is worth: what is amiss with it, and whether that harms or only disappoints.

A figure where none may come back, and another figure than the expected one, do harm; a refusal, a missing word or
another reading with the right figure only disappoint. The gates in `test_sentences` count the two apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer import Answer, Row
from facts.period import Period
from tests.support.sentences import ANSWERS, Expected, ExpectedRow


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is amiss."""

    what: str
    harms: bool = False

    def __str__(self) -> str:
        return f"{self.what} (harm)" if self.harms else self.what


def faults(expected: Expected, answer: Answer) -> list[Fault]:
    """Everything that is amiss with an answer; empty when it is as expected."""
    status = str(answer.status)
    given = status in ANSWERS
    found: list[Fault] = []
    if status not in expected.status:
        both = given and not expected.is_refusal
        found.append(Fault(f"status is {status}, not {' or '.join(expected.status)}", given and expected.is_refusal))
        if not both:
            return found
        found.clear()  # whole and partial answers are told apart by their figures
    if given:
        found.extend(_figures(expected, answer))
        if expected.sources and not any(source.publisher and (source.url or source.title) for source in answer.sources):
            found.append(Fault("no source is named"))
    found.extend(_verdict(expected, answer, given))
    found.extend(_reading(expected, answer))
    found.extend(_words(expected, answer.text))
    return found


def _figures(expected: Expected, answer: Answer) -> Iterator[Fault]:
    if expected.value and not any(_near(answer.value, value, expected.tolerance) for value in expected.value):
        yield Fault(f"value is {answer.value}, not {_or(expected.value)}", harms=True)
    if expected.unit is not None and answer.unit != expected.unit:
        yield Fault(f"unit is {answer.unit}, not {expected.unit}", harms=True)
    if expected.date and not (answer.date or "").startswith(expected.date):
        yield Fault(f"date is {answer.date}, not {_or(expected.date)}", harms=True)
    if expected.rows:
        yield from _rows(expected, answer.rows)


def _rows(expected: Expected, rows: tuple[Row, ...]) -> Iterator[Fault]:
    if expected.order == "any":
        for wanted in expected.rows:
            if not any(_fits(row, wanted, expected.tolerance) for row in rows):
                yield Fault(f"no row {wanted.names[0]} {_or(wanted.values)}", harms=True)
        return
    if expected.order == "all" and len(rows) != len(expected.rows):
        yield Fault(f"{len(rows)} rows, not {len(expected.rows)}", harms=True)
    for place, wanted in enumerate(expected.rows):
        if place >= len(rows) or not _fits(rows[place], wanted, expected.tolerance):
            got = f"{rows[place].label} {rows[place].value}" if place < len(rows) else "missing"
            yield Fault(f"row {place + 1} is {got}, not {wanted.names[0]} {_or(wanted.values)}", harms=True)
            return


def _fits(row: Row, wanted: ExpectedRow, tolerance: float) -> bool:
    names = {_plain(row.id), _plain(row.label)}
    if names.isdisjoint(_plain(name) for name in wanted.names):
        return False
    return not wanted.values or any(_near(row.value, value, tolerance) for value in wanted.values)


def _verdict(expected: Expected, answer: Answer, given: bool) -> Iterator[Fault]:
    verdict = str(answer.verdict) if answer.verdict is not None else "none"
    if expected.verdict and verdict not in expected.verdict:
        yield Fault(f"verdict is {verdict}, not {_or(expected.verdict)}", harms=given)


def _reading(expected: Expected, answer: Answer) -> Iterator[Fault]:
    reading = answer.reading
    pairs = (
        ("intent", expected.intent, answer.intent),
        ("measure", expected.measure, reading.measure),
        ("powertrain", expected.powertrain, reading.powertrain),
        ("vehicle type", expected.vehicle_type, reading.vehicle_type),
        ("subjects", expected.subjects, reading.subjects),
        ("regions", expected.regions, reading.regions),
    )
    for name, wanted, got in pairs:
        if wanted is not None and got != wanted:
            yield Fault(f"{name} is {got}, not {wanted}")
    if expected.period is not None and _days(expected.period) != _days_read(answer):
        yield Fault(f"period is {_days_read(answer)}, not {_days(expected.period)}")


def _days(period: Period) -> tuple[str | None, str, str]:
    return (period.start.isoformat() if period.start else None, period.end.isoformat(), str(period.kind))


def _days_read(answer: Answer) -> tuple[str | None, str, str] | None:
    read = answer.reading.period
    return None if read is None else (read.start, read.end, str(read.kind))


def _words(expected: Expected, text: str) -> Iterator[Fault]:
    plain = _plain(text)
    for words in expected.contains:
        if _plain(words) not in plain:
            yield Fault(f"the text lacks {words!r}")
    if expected.contains_any and not any(_plain(words) in plain for words in expected.contains_any):
        yield Fault(f"the text has none of {_or(expected.contains_any)}")
    for words in expected.lacks:
        if _plain(words) in plain:
            yield Fault(f"the text holds {words!r}", harms=True)


def _near(value: float | None, wanted: float, tolerance: float) -> bool:
    return value is not None and abs(value - wanted) <= max(abs(wanted) * tolerance, 1e-9)


def _plain(text: str) -> str:
    """Without case, accents, white space and the signs that part thousands."""
    letters = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return re.sub(r"[\s,'’]+", "", "".join(letters))


def _or(values: tuple[object, ...]) -> str:
    return " or ".join(str(value) for value in values)
