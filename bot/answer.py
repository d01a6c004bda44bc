"""The answer to one question: what the contract promises to everyone who asks, and the tree it is shown from.

An Answer is built by `bot.respond`, timed and handed on by `bot.service`, and shown by the platforms. It never knows
where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.document import Document, plain_text


class Status(StrEnum):
    """How the question ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_DATA = "no_data"
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_UNDERSTOOD = "not_understood"
    ERROR = "error"


class Verdict(StrEnum):
    """What the store says of a claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; keys that do not apply are None and left out of the object."""

    id: str
    label: str
    value: float | None = None
    unit: str | None = None
    period: str | None = None
    share: float | None = None
    verdict: Verdict | None = None
    note: str | None = None

    def as_object(self) -> dict[str, Any]:
        """The row as the contract prints it."""
        pairs = {
            "id": self.id,
            "label": self.label,
            "value": number(self.value),
            "unit": self.unit,
            "period": self.period,
            "share": self.share,
            "verdict": self.verdict,
            "note": self.note,
        }
        return {key: value for key, value in pairs.items() if value is not None or key in ("id", "label")}


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of an ambiguous question, and the question that means just that."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that can be asked with one press, and goes into the id of a button or the value of a choice."""

    label: str
    packed: str
    """What `Service.press` takes: the question in the form of `bot.compact`, at most 96 characters."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One slot of a reading, how it was read, and what it can be changed into with one choice."""

    slot: str
    """What the slot holds, in words: "Counted", "Year", "Country"."""
    read: str
    """How it was read, and why where it was not said: "2025 (the newest complete year)"."""
    choices: tuple[Offer, ...] = ()
    """Other values, each with the whole question changed to it; all of them have figures."""


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """A source of a figure or statement that the answer tells."""

    id: str
    publisher: str
    title: str
    url: str
    published: str
    licence: str


@dataclass(frozen=True, slots=True)
class PeriodRead:
    """The period of the reading; days are ISO dates, `start` is None where nobody said when it began."""

    start: str | None
    end: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How the question was understood, so that a person can see it."""

    subjects: tuple[str, ...] = ()
    measure: str | None = None
    powertrain: str | None = None
    vehicle_type: str | None = None
    regions: tuple[str, ...] = ()
    period: PeriodRead | None = None
    breakdown: str | None = None
    limit: int | None = None
    label: str = ""

    def as_object(self) -> dict[str, Any]:
        """The reading as the contract prints it."""
        period = self.period
        return {
            "subjects": list(self.subjects),
            "measure": self.measure,
            "powertrain": self.powertrain,
            "vehicle_type": self.vehicle_type,
            "regions": list(self.regions),
            "period": None
            if period is None
            else {"start": period.start, "end": period.end, "kind": period.kind, "label": period.label},
            "breakdown": self.breakdown,
            "limit": self.limit,
            "label": self.label,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back for one question. Values are unrounded; percentages are 81.3, never 0.813."""

    status: Status
    question: str = ""
    intent: str | None = None
    reading: Reading = field(default_factory=Reading)
    value: float | None = None
    unit: str | None = None
    date: str | None = None
    precision: str | None = None
    rows: tuple[Row, ...] = ()
    verdict: Verdict | None = None
    document: Document = field(default_factory=Document)
    caveats: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    suggestions: tuple[str, ...] = ()
    sources: tuple[SourceUsed, ...] = ()
    elapsed_ms: float = 0.0
    focus: tuple[str, ...] = ()
    """Catalogue ids that "it" and "that one" mean after this answer; not part of the object."""
    id: str | None = None
    wants_chart: bool = False
    """Whether a picture was asked for, which the platform draws with `bot.picturing`; not part of the object."""
    wants_csv: bool = False
    """Whether the rows were asked for as a file; not part of the object."""
    packed: str | None = None
    """The question in the form of `bot.compact`, for "How I read it"; None where it has none or none was wished."""
    offers: tuple[Offer, ...] = ()
    """Follow-ups, or the readings of an ambiguous question, for one press each; only where `Context.buttons`."""
    repairs: tuple[Repair, ...] = ()
    """What can be changed in the reading; only in the answer to "How I read it"."""

    @property
    def text(self) -> str:
        """The whole answer as plain text, sources included."""
        return plain_text(self.document)

    def as_object(self) -> dict[str, Any]:
        """The answer object of the contract, ready for JSON."""
        found: dict[str, Any] = {} if self.id is None else {"id": self.id}
        found |= {
            "question": self.question,
            "status": self.status,
            "intent": self.intent,
            "reading": self.reading.as_object(),
            "value": number(self.value),
            "unit": self.unit,
            "date": self.date,
            "precision": self.precision,
            "rows": [row.as_object() for row in self.rows],
            "verdict": self.verdict,
            "text": self.text,
            "caveats": list(self.caveats),
            "options": [{"label": option.label, "question": option.question} for option in self.options],
            "suggestions": list(self.suggestions),
            "sources": [
                {
                    "id": source.id,
                    "publisher": source.publisher,
                    "title": source.title,
                    "url": source.url,
                    "published": source.published,
                    "licence": source.licence,
                }
                for source in self.sources
            ],
            "elapsed_ms": round(self.elapsed_ms, 3),
        }
        return found


def number(value: float | None) -> float | int | None:
    """A whole number without its ".0", everything else as it is."""
    if value is None:
        return None
    return int(value) if float(value).is_integer() else value
