"""Building an Answer: headline, reading, rows, caveats and sources are collected here and put in order once.

Every responder fills one Telling; it numbers the sources, says what was not said in the question, and makes both the
object's fields and the document tree from the same pieces, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.answer import Answer, Option, PeriodRead, Reading, Row, SourceUsed, Status, Verdict
from bot.document import (
    Block,
    Choices,
    Document,
    Headline,
    Note,
    Paragraph,
    ReadingLine,
    SourceLine,
    Strong,
    Table,
    Text,
)
from bot.question import MeasureAsked, Origin, Question, SubjectKind
from bot.respond import wording
from bot.respond.caveats import Weight, ordered
from facts import Figure, Measure, Period, Powertrain
from facts.store import FactStore

MOST_SOURCES = 6
MOST_TABLE_ROWS = 40


@dataclass
class Telling:
    """One answer while it is made."""

    store: FactStore
    question: Question
    locale: str = "en"
    headline: str = ""
    more: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    notes: list[tuple[Weight, str]] = field(default_factory=list)
    source_numbers: dict[int, None] = field(default_factory=dict)
    suggestions: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    value: float | None = None
    unit: str | None = None
    date: str | None = None
    precision: str | None = None
    verdict: Verdict | None = None
    period: Period | None = None
    measure: Measure | None = None
    powertrain: Powertrain | None = None
    regions: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    status: Status = Status.ANSWERED
    silent_reading: bool = False

    def say(self, headline: str) -> None:
        """Set the first sentence."""
        self.headline = wording.capital(headline)

    def add(self, sentence: str) -> None:
        """Add a sentence below the first."""
        self.more.append(sentence)

    def note(self, *caveats: str, weight: Weight = Weight.COVERAGE) -> None:
        """Add what limits the answer; the same is said once, and the least important is cut off."""
        self.notes += [(weight, caveat) for caveat in caveats if caveat]

    def cite(self, *figures: Figure) -> None:
        """Name the sources of figures."""
        for figure in figures:
            for number in figure.sources:
                self.source_numbers.setdefault(int(number))

    def cite_number(self, number: int | str) -> None:
        """Name one source."""
        self.source_numbers.setdefault(int(number))

    def scope(self, figure: Figure) -> None:
        """Take the reading's measure, powertrain and period from the figure that is told."""
        self.measure, self.powertrain, self.period = figure.measure, figure.powertrain, figure.period

    def tell_value(self, figure: Figure) -> None:
        """Take value, unit and precision from a figure, and its scope."""
        self.value, self.unit, self.precision = figure.value, str(figure.unit), str(figure.precision)
        self.scope(figure)

    def table(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Set the rows and how they are headed."""
        self.columns, self.rows = tuple(columns), list(rows)

    def answer(self, status: Status | None = None) -> Answer:
        """The finished Answer."""
        question = self.question
        self._say_unsaid()
        sources = self._sources()
        caveats = ordered(self.notes)
        reading = self._reading()
        blocks: list[Block] = []
        if self.headline:
            blocks.append(Headline((Strong(f"{self._as_known()}{self.headline}"),)))
        if reading.label and not self.silent_reading:
            blocks.append(ReadingLine(reading.label))
        blocks += [Paragraph((Text(sentence),)) for sentence in self.more]
        if self.options:
            blocks.append(Choices(tuple(option.label for option in self.options)))
        if self.rows and self.columns:
            blocks.append(self._table())
        blocks += [Note(caveat) for caveat in caveats]
        blocks += [
            SourceLine(number, _source_text(source), source.url) for number, source in enumerate(sources, start=1)
        ]
        return Answer(
            status=status or self.status,
            question=question.text,
            intent=str(question.intent),
            reading=reading,
            value=self.value,
            unit=self.unit,
            date=self.date,
            precision=self.precision,
            rows=tuple(self.rows),
            verdict=self.verdict,
            document=Document(tuple(blocks)),
            caveats=caveats,
            options=tuple(self.options),
            suggestions=tuple(dict.fromkeys(self.suggestions))[:4],
            sources=sources,
            focus=self.focus,
            wants_chart=question.wants_chart,
            wants_csv=question.wants_csv,
        )

    def _as_known(self) -> str:
        """What goes before a figure that is not today's."""
        day = self.question.known_by
        return "" if day is None else f"As known {wording.known_on(day)}: "

    # -- pieces -----------------------------------------------------------------------------------------------------

    def _say_unsaid(self) -> None:
        """Mention repairs, carried slots and words left out: whatever was not said."""
        question = self.question
        first: list[str] = []
        if question.left_out:
            first.append(
                "I left out what I could not read: "
                f"{wording.english_list([repr(word)[1:-1] for word in question.left_out])}."
            )
        first += [note for note in question.notes if note.endswith(".")]
        for said, read in question.repairs:
            first.append(f"I read “{said}” as “{read}”.")
        carried = [self._carried_name(word) for word in question.carried]
        if carried:
            first.append(f"Carried over from before: {', '.join(dict.fromkeys(carried))}.")
        self.note(*first, weight=Weight.READING)

    def _carried_name(self, word: str) -> str:
        regions = self.store.catalogue.regions
        return regions[word].name if word in regions else word

    def _sources(self) -> tuple[SourceUsed, ...]:
        found: list[SourceUsed] = []
        seen: set[tuple[str, str]] = set()
        for number in self.source_numbers:
            source = self.store.source(number)
            slot = (source.publisher, source.title)
            if slot in seen or len(found) >= MOST_SOURCES:
                continue
            seen.add(slot)
            found.append(
                SourceUsed(source.id, source.publisher, source.title, source.url, source.published, source.licence)
            )
        return tuple(found)

    def _table(self) -> Table:
        cells = []
        for row in self.rows[:MOST_TABLE_ROWS]:
            line = [row.label]
            if "share" in self.columns or len(self.columns) > 2:
                line += [
                    self._cell(row.value, row.unit),
                    wording.percent(row.share, self.locale) if row.share is not None else (row.note or ""),
                ]
            else:
                line.append(row.note if row.value is None and row.note else self._cell(row.value, row.unit))
            cells.append(tuple(line[: len(self.columns)]))
        more = len(self.rows) - len(cells)
        return Table(self.columns, tuple(cells), numeric=len(self.columns) - 1, more=more)

    def _cell(self, value: float | None, unit: str | None) -> str:
        if value is None:
            return "no figure"
        return wording.percent(value, self.locale) if unit == "percent" else wording.count(value, self.locale)

    def _reading(self) -> Reading:
        question = self.question
        subjects = tuple(self._subject_id(subject.id, subject.kind) for subject in question.subjects)
        measure = self.measure or _asked_measure(question)
        regions = self.regions or tuple(place.id for place in question.places)
        period = self.period
        read = None
        if period is not None:
            read = PeriodRead(
                period.start.isoformat() if period.start else None,
                period.end.isoformat(),
                str(period.kind),
                period.label,
            )
        powertrain = self.powertrain or (question.powertrains[0] if question.powertrains else None)
        return Reading(
            subjects=subjects,
            measure=str(measure) if measure else None,
            powertrain=str(powertrain) if powertrain else None,
            vehicle_type=str(question.vehicle_type),
            regions=regions,
            period=read,
            breakdown=question.breakdown,
            limit=question.limit,
            label=self._label(measure, powertrain, regions),
        )

    def _label(self, measure: Measure | None, powertrain: Powertrain | None, regions: tuple[str, ...]) -> str:
        """ "Renault Zoe · registrations · Germany · 2020"."""
        question, catalogue, period = self.question, self.store.catalogue, self.period
        parts = [
            wording.subject_name(subject.id, catalogue)
            for subject in question.subjects
            if subject.kind is not SubjectKind.MARKET
        ]
        if powertrain is not None and (
            not parts or any(subject.kind is not SubjectKind.MODEL for subject in question.subjects)
        ):
            parts.append(wording.POWERTRAIN_LABELS.get(powertrain, str(powertrain)))
        if measure is not None:
            parts.append(wording.MEASURE_NAMES.get(measure, str(measure)))
        if question.breakdown:
            parts.append(f"by {question.breakdown}")
        if regions:
            parts.append(
                ", ".join(
                    "World" if region == "world" else wording.region_name(region, catalogue) for region in regions[:6]
                )
            )
        if period is not None:
            parts.append(
                period.label
                if period.start or period.kind != "cumulative"
                else f"up to {period.label.removeprefix('the beginning to ')}"
            )
        if question.known_by is not None:
            parts.append(f"as known {wording.known_on(question.known_by)}")
        return " · ".join(parts)

    def _subject_id(self, ident: str, kind: SubjectKind) -> str:
        if kind is not SubjectKind.MARKET:
            return ident
        powertrain = self.powertrain or (self.question.powertrains[0] if self.question.powertrains else Powertrain.EV)
        return "market/all-cars" if powertrain is Powertrain.ALL else "market/ev"


_ASKED_MEASURES = {
    MeasureAsked.SOLD: Measure.SALES,
    MeasureAsked.REGISTERED: Measure.REGISTRATIONS,
    MeasureAsked.DELIVERED: Measure.DELIVERIES,
    MeasureAsked.BUILT: Measure.PRODUCTION,
    MeasureAsked.STOCK: Measure.STOCK,
}


def _asked_measure(question: Question) -> Measure | None:
    if question.measure is None or question.measure_origin is Origin.DEFAULTED:
        return None
    return _ASKED_MEASURES.get(question.measure)


def _source_text(source: SourceUsed) -> str:
    date = f", {source.published}" if source.published else ""
    title = f": {source.title}" if source.title and source.title != source.publisher else ""
    return f"{source.publisher}{title}{date}"
