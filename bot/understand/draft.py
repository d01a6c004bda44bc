"""From spans to slots: what a text says of subjects, places, times, measures and numbers, before any intent is chosen.

A Draft is filled once per sentence and merged; it is the only mutable thing in understanding and never leaves it.
Which intent the slots support is decided in `bot.understand.intents`.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date

from bot.question import Origin, Place, Subject, SubjectKind
from bot.understand.numbers import NumberRead, read_number
from bot.understand.periods import TimeRead
from bot.understand.spans import Span
from bot.understand.tokens import Token
from facts.catalogue import Catalogue

AGAINST = frozenset({"vs", "versus", "v", "or", "and", "against", "than", "&", "/"})
"""Words between two kinds of car: "battery vs plug-in hybrid"."""
BATTERY_THINGS = {
    "car", "cars", "vehicle", "vehicles", "share", "registrations", "sales", "market", "models", "evs", "auto", "autos",
}  # fmt: skip
MAKERS = {
    "partner", "partners", "maker", "makers", "carmaker", "carmakers", "automaker", "automakers",
    "manufacturer", "manufacturers", "firm", "company", "brand", "brands", "startup", "startups", "giant", "giants",
    "rival", "rivals", "newcomer", "newcomers", "upstart", "upstarts", "firms", "companies", "trio", "duo",
    "marque", "marques",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """Everything one text says."""

    text: str
    today: date
    tokens: list[Token]
    spans: list[Span] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    subject_spans: list[Span] = field(default_factory=list)
    ambiguous: list[tuple[str, Span]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    below: list[tuple[str, Span]] = field(default_factory=list)
    """Places below a country, for which there are no figures."""
    times: list[TimeRead] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    powertrains: list[str] = field(default_factory=list)
    vehicles: list[str] = field(default_factory=list)
    cues: set[str] = field(default_factory=set)
    cue_order: list[tuple[str, int]] = field(default_factory=list)
    predicates: list[str] = field(default_factory=list)
    strong_predicates: list[str] = field(default_factory=list)
    """Predicates said in a phrase of several words, which is no accident."""
    topics: list[tuple[str, str]] = field(default_factory=list)
    qualifiers: list[tuple[str, str]] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    """Countries said only to tell where a maker comes from."""
    numbers: list[NumberRead] = field(default_factory=list)
    leftovers: list[int] = field(default_factory=list)
    """Indices of word tokens that nothing explains."""
    repairs: list[tuple[str, str]] = field(default_factory=list)
    shares: bool = False
    excluded: list[str] = field(default_factory=list)
    known_by: date | None = None
    """The day as of which figures are asked for as they were known then."""
    asks_revision: bool = False
    """Whether it is asked if a figure was revised."""
    mismatch: tuple[str, str] | None = None
    """A brand and a model of another brand said in one breath."""

    def copy(self) -> Draft:
        """One that can be changed without changing this one."""
        return replace(self, **{name: getattr(self, name).copy() for name in _COLLECTIONS})

    def has(self, *cues: str) -> bool:
        """Whether any of the cues occurs."""
        return not self.cues.isdisjoint(cues)

    @property
    def is_of_today(self) -> bool:
        """Whether nothing is asked of earlier figures."""
        return not (self.asks_revision or self.known_by or self.has("firstreported", "beforerevision"))

    @property
    def only_percent(self) -> bool:
        """Whether a percentage is asked for without the word share."""
        return self.shares and not any(span.has("sharecue", "share") for span in self.spans)

    def leave_out(self, subject: Subject, span: Span) -> None:
        """Take a subject out of what is asked for: it is to be left out of the figure."""
        self.excluded.append(subject.id)
        self.subjects.remove(subject)
        self.subject_spans.remove(span)

    @property
    def has_data(self) -> bool:
        """Whether anything is said that figures could be found by."""
        return bool(self.subjects or self.places or self.ambiguous or self.powertrains or self.vehicles)

    def words_between(self, first: int, last: int) -> list[str]:
        """The token texts strictly between two positions."""
        return [token.text for token in self.tokens[first + 1 : last]]

    def said(self, span: Span) -> str:
        """The asker's own words of a span."""
        return self.text_between(span.first, span.last)

    def text_between(self, first: int, last: int) -> str:
        """The asker's own words from one token to another."""
        return " ".join(token.raw for token in self.tokens[first : last + 1])


_COLLECTIONS = ("tokens", *(each.name for each in fields(Draft) if each.default_factory is not MISSING))


def find_codes(draft: Draft, explained: set[int]) -> None:
    """Letters and digits stuck together that name nothing known ("R135", "85D") explain nothing."""
    named = {
        index
        for span in draft.spans
        if span.time is not None or any(m.kind != "filler" for m in span.meanings)
        for index in range(span.first, span.last + 1)
    }
    for index in range(1, len(draft.tokens)):
        left, right = draft.tokens[index - 1], draft.tokens[index]
        if right.spaced or {left.kind, right.kind} != {"word", "digits"} or index in named or index - 1 in named:
            continue
        if any(number.first <= index - 1 and index <= number.last for number in draft.numbers):
            continue
        explained -= {index - 1, index}
        draft.numbers = [
            number
            for number in draft.numbers
            if not number.first <= index <= number.last and not number.first <= index - 1 <= number.last
        ]


def sort_span(draft: Draft, span: Span, catalogue: Catalogue) -> None:
    if span.time is not None:
        draft.times.append(span.time)
        return
    origin = Origin.SAID
    told = span.by_kind()
    if told.keys() <= {"filler"}:
        return
    for kind in ("model", "brand", "group"):
        if kind in told and _is_denied(draft, span) and _named_apart(draft, span):
            return
        if values := told.get(kind):
            draft.subjects.append(Subject(values[0], SubjectKind(kind), origin, draft.said(span)))
            draft.subject_spans.append(span)
            return
    if values := told.get("ambiguous"):
        draft.ambiguous.append((values[0], span))
        return
    if values := told.get("region"):
        if is_origin(draft, span):
            draft.origins.append(draft.said(span))
            return
        if all(place.id != values[0] for place in draft.places):
            draft.places.append(Place(values[0], origin, draft.said(span)))
        return
    if values := told.get("place"):
        draft.below.append((values[0], span))
        return
    if not _is_denied(draft, span):
        draft.measures.extend(told.get("measure", []))
    draft.powertrains.extend(told.get("powertrain", []))
    draft.vehicles.extend(told.get("vehicle", []))
    draft.predicates.extend(told.get("predicate", []))
    draft.talk.extend(told.get("talk", []))
    draft.strong_predicates.extend(told.get("predicate", []) if span.words > 1 else ())
    if told.get("topic") == ["battery"] and _is_kind_of_car(draft, span):
        draft.powertrains.append("BEV")
        return
    draft.topics.extend((topic, draft.said(span)) for topic in told.get("topic", []))
    draft.qualifiers.extend((qualifier, draft.said(span)) for qualifier in told.get("qualifier", []))
    draft.shares = draft.shares or "sharecue" in told
    for cue in told.get("cue", []):
        draft.cues.add(cue)
        draft.cue_order.append((cue, span.first))


def _is_denied(draft: Draft, span: Span) -> bool:
    """ "deliveries, not production", "not NIO, just Onvo": said only to be ruled out."""
    before = [token.text for token in draft.tokens[max(0, span.first - 3) : span.first] if not token.is_sign]
    ruled_out = (["not", "the"], ["rather", "than"], ["instead", "of"], ["not", "mean"], ["mean", "the"])
    if before[-1:] == ["not"] or (before[-2:] in ruled_out and ("mean" not in before or "not" in before)):
        return True
    if "or" not in before and "nor" not in before:
        return False
    joined = next((other for other in draft.spans if _is_or(draft, other, span) and other.is_name), None)
    return joined is not None and _is_denied(draft, joined)


def _is_or(draft: Draft, one: Span, other: Span) -> bool:
    """ "not the iX1 or iX3": what is ruled out together with the name before it."""
    if not 2 <= other.first - one.last <= 3:
        return False
    return draft.words_between(one.last, other.first) in (["or"], ["nor"], ["or", "the"], ["nor", "the"])


def _named_apart(draft: Draft, span: Span) -> bool:
    """Whether another thing is named as well, so that something is left to be asked for."""
    return any(other is not span and other.is_subject and not _is_denied(draft, other) for other in draft.spans)


def _is_kind_of_car(draft: Draft, span: Span) -> bool:
    """ "battery cars in use", "battery share", "battery Porsches": the word tells the kind of car, not its part."""
    after = span.last + 1
    if span.words > 1 or after >= len(draft.tokens):
        return False
    held_against = draft.tokens[after].text in AGAINST and any(
        other.has("powertrain") and after < other.first <= after + 2 for other in draft.spans
    )
    if held_against:
        return True
    makers = any(other.first == after and (other.has("brand") or other.has("vehicle")) for other in draft.spans)
    return makers or draft.tokens[after].text in BATTERY_THINGS


def read_numbers(draft: Draft) -> None:
    covered = {
        index
        for span in draft.spans
        if span.time is not None or any(meaning.kind != "filler" for meaning in span.meanings)
        for index in range(span.first, span.last + 1)
    }
    position = 0
    while position < len(draft.tokens):
        number = None if position in covered else read_number(draft.tokens, position)
        if number is None or (number.in_words and number.value == 1 and not number.has_scale):
            position += 1
            continue
        if number.last in covered and number.last != number.first:
            number = NumberRead(
                number.value,
                number.first,
                number.last,
                number.is_ordinal,
                number.is_percent,
                number.in_words,
                number.has_scale,
            )
        draft.numbers.append(number)
        position = number.last + 1


def is_origin(draft: Draft, span: Span) -> bool:
    """ "the French and the Japanese partner", "German carmakers": where a maker is from, not where the cars went."""
    between = {"and", "the", ",", "or"}
    index = span.last + 1
    while index < len(draft.tokens) and index - span.last < 6:
        word = draft.tokens[index].text
        if word in MAKERS:
            return True
        inside = any(other.first <= index <= other.last and other.has("region") for other in draft.spans)
        if word not in between and not inside:
            return False
        index += 1
    return False
