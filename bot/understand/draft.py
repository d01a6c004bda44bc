"""From spans to slots: what a text says of subjects, places, times, measures and numbers, before any intent is chosen.

A Draft is filled once per sentence and merged; it is the only mutable thing in understanding and never leaves it.
Which intent the slots support is decided in `bot.understand.intents`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.question import Bound, Origin, Place, Subject, SubjectKind, When
from bot.understand.numbers import NumberRead, read_number
from bot.understand.periods import TimeRead
from bot.understand.spans import Span
from bot.understand.tokens import Token
from facts import Period, PeriodKind
from facts.catalogue import Catalogue
from facts.things import fold

ROADS = {
    "road",
    "roads",
    "street",
    "streets",
    "highways",
    "motorways",
    "routes",
    "strassen",
    "strasse",
    "carreteras",
    "calles",
    "wegen",
    "veier",
    "veiene",
    "vagar",
    "vagarna",
    "strade",
    "estradas",
}
ON = {"on", "auf", "sur", "en", "por", "op", "pa", "sulle", "nas", "in"}
MAKERS = {
    "partner",
    "partners",
    "maker",
    "makers",
    "carmaker",
    "carmakers",
    "automaker",
    "automakers",
    "manufacturer",
    "manufacturers",
    "firm",
    "company",
    "brand",
    "brands",
    "startup",
    "giant",
    "rival",
    "marque",
    "marques",
}
SEPARATORS = {
    "or",
    "and",
    "vs",
    "versus",
    "v",
    ",",
    "/",
    "&",
    "+",
    "than",
    "against",
    ";",
    "und",
    "et",
    "y",
    "en",
    "og",
    "och",
    "e",
    "with",
    "to",
}


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
    mismatch: tuple[str, str] | None = None
    """A brand and a model of another brand said in one breath."""

    def has(self, *cues: str) -> bool:
        """Whether any of the cues occurs."""
        return not self.cues.isdisjoint(cues)

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


def fill(draft: Draft, catalogue: Catalogue) -> Draft:
    """Sort the chosen spans into slots."""
    for span in draft.spans:
        _sort(draft, span, catalogue)
    _correct(draft)
    _leave_out(draft)
    _merge_brands(draft, catalogue)
    _hear_abroad(draft, catalogue)
    _merge_regions(draft, catalogue)
    _merge_company(draft, catalogue)
    _settle_ambiguous(draft, catalogue)
    _merge_groups(draft, catalogue)
    _join_brands(draft, catalogue)
    _hear_roads(draft)
    _read_numbers(draft)
    explained = {index for span in draft.spans for index in range(span.first, span.last + 1)}
    explained |= {index for number in draft.numbers for index in range(number.first, number.last + 1)}
    _find_codes(draft, explained)
    draft.leftovers = [
        index
        for index, token in enumerate(draft.tokens)
        if index not in explained and (token.kind in ("word", "digits", "number", "date"))
    ]
    return draft


def _find_codes(draft: Draft, explained: set[int]) -> None:
    """Letters and digits stuck together that name nothing known ("R135", "85D") explain nothing, whatever their parts."""
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


def _sort(draft: Draft, span: Span, catalogue: Catalogue) -> None:
    if span.time is not None:
        draft.times.append(span.time)
        return
    origin = Origin.SAID
    for kind in ("model", "brand", "group"):
        if values := span.values(kind):
            draft.subjects.append(Subject(values[0], SubjectKind(kind), origin, draft.said(span)))
            draft.subject_spans.append(span)
            return
    if values := span.values("ambiguous"):
        draft.ambiguous.append((values[0], span))
        return
    if values := span.values("region"):
        if _is_origin(draft, span):
            draft.origins.append(draft.said(span))
            return
        if all(place.id != values[0] for place in draft.places):
            draft.places.append(Place(values[0], origin, draft.said(span)))
        return
    if values := span.values("place"):
        draft.below.append((values[0], span))
        return
    draft.measures.extend(span.values("measure"))
    draft.powertrains.extend(span.values("powertrain"))
    draft.vehicles.extend(span.values("vehicle"))
    draft.predicates.extend(span.values("predicate"))
    draft.talk.extend(span.values("talk"))
    draft.strong_predicates.extend(span.values("predicate") if span.words > 1 else ())
    draft.topics.extend((topic, draft.said(span)) for topic in span.values("topic"))
    draft.qualifiers.extend((qualifier, draft.said(span)) for qualifier in span.values("qualifier"))
    draft.shares = draft.shares or span.has("sharecue")
    for cue in span.values("cue"):
        draft.cues.add(cue)
        draft.cue_order.append((cue, span.first))


def _correct(draft: Draft) -> None:
    """ "… in Czechia, no wait, in Austria": what is said after a correction replaces what was said of its kind before."""
    at = _correction(draft)
    if at is None:
        return
    after = [(s, span) for s, span in zip(draft.subjects, draft.subject_spans, strict=True) if span.first > at]
    if after:
        draft.subjects, draft.subject_spans = [s for s, _ in after], [span for _, span in after]
    places = {value for span in draft.spans if span.first > at for value in span.values("region")}
    if places:
        draft.places = [place for place in draft.places if place.id in places]
    times = [read for read in draft.times if read.first > at]
    if times:
        draft.times = times
    draft.topics = [
        (value, draft.said(span)) for span in draft.spans if span.first > at for value in span.values("topic")
    ]
    if after:
        draft.cue_order = [(cue, position) for cue, position in draft.cue_order if position > at] or draft.cue_order
        draft.cues = {cue for cue, _ in draft.cue_order}


def _correction(draft: Draft) -> int | None:
    """Where the asker takes something back, if there is a kind of slot on both sides."""
    texts = [token.text for token in draft.tokens]
    for index, text in enumerate(texts):
        following = texts[index + 1 : index + 4]
        if index < 2:
            continue
        if (
            text in ("kidding", "correction", "nee", "nein", "oops")
            or (text in ("rather", "wait", "sorry") and (following[:1] == [","] or texts[index - 1] in (".", ",", "no", "-")))
            or (text == "no" and (following[:1] in ([","], ["wait"]) or texts[index - 1] in (".", ",")))
            or any(span.first == index and span.has("cue", "correction") for span in draft.spans)
            or (text in ("make", "scratch") and following[:1] == ["that"])
        ):
            if any(read.first > index for read in draft.times) or any(
                span.first > index and (span.is_name) for span in draft.spans
            ):
                return index
    return None


def _leave_out(draft: Draft) -> None:
    """ "not counting Tesla", "without the Model Y": what follows is taken out of a ranking, not asked for."""
    if draft.has("rank", "superlative") and not draft.has("exclude"):
        texts = [token.text for token in draft.tokens]
        for subject, span in zip(list(draft.subjects), list(draft.subject_spans), strict=True):
            if (
                span.first
                and texts[span.first - 1] in ("after", "behind", "outside")
                and subject.kind is SubjectKind.BRAND
            ):
                draft.excluded.append(subject.id)
                draft.subjects.remove(subject)
                draft.subject_spans.remove(span)
    if not draft.has("exclude"):
        return
    for cue, position in draft.cue_order:
        if cue != "exclude":
            continue
        last = position + 2
        for subject, span in list(zip(draft.subjects, draft.subject_spans, strict=True)):
            between = set(draft.words_between(last, span.first)) if span.first > last else set()
            if span.first - position > 0 and span.first - last <= 3 and between <= SEPARATORS | {"the", "counting"}:
                draft.excluded.append(subject.id)
                draft.subjects.remove(subject)
                draft.subject_spans.remove(span)
                last = span.last


def _merge_regions(draft: Draft, catalogue: Catalogue) -> None:
    """An aggregate and the countries that only spell it out are one place: "Benelux (BE + NL + LU)"."""
    wholes = [place for place in draft.places if catalogue.regions[place.id].members]
    if not wholes or draft.has("versus", "outsell", "than"):
        return
    members = {member for place in wholes for member in catalogue.regions[place.id].members}
    others = [place for place in draft.places if place not in wholes]
    if len(others) > 1 and all(place.id in members for place in others):
        draft.places = others
        draft.cues.add("together")
    elif others and all(place.id in members for place in others):
        draft.places = wholes


def _merge_groups(draft: Draft, catalogue: Catalogue) -> None:
    """A group and the brands that only spell it out are one subject: "BMW Group (so BMW and Mini)"."""
    groups = [subject for subject in draft.subjects if subject.kind is SubjectKind.GROUP]
    models = [subject for subject in draft.subjects if subject.kind is SubjectKind.MODEL]
    if groups and models and not draft.shares and not draft.has("versus", "outsell", "than", "rank"):
        brands = {member.brand for group in groups for member in catalogue.groups[group.id].members}
        if all(model.id.split("/")[0] in brands for model in models):
            pairs = [
                (s, span)
                for s, span in zip(draft.subjects, draft.subject_spans, strict=True)
                if s.kind is SubjectKind.MODEL
            ]
            draft.subjects, draft.subject_spans = [s for s, _ in pairs], [span for _, span in pairs]
            return
    if not groups or draft.has("versus", "outsell", "than"):
        return
    members = {member.brand for group in groups for member in catalogue.groups[group.id].members}
    pairs = [(s, span) for s, span in zip(draft.subjects, draft.subject_spans, strict=True) if s.id not in members]
    draft.subjects, draft.subject_spans = [s for s, _ in pairs], [span for _, span in pairs]


def _merge_company(draft: Draft, catalogue: Catalogue) -> None:
    """ "NIO with Onvo and Firefly": a brand whose company reports for several, said with the others, is the company."""
    for subject, span in zip(list(draft.subjects), list(draft.subject_spans), strict=True):
        brand = catalogue.brands.get(subject.id)
        if brand is None or not brand.company:
            continue
        members = {member.brand for member in catalogue.groups[brand.company].members}
        others = [other.id.split("/")[0] for other in draft.subjects if other is not subject]
        named = [catalogue.ambiguities[ident].means for ident, _ in draft.ambiguous]
        inside = all(other in members for other in others) and all(
            any(m.split("/")[0] in members for m in means) for means in named
        )
        if (others or named) and inside:
            draft.subjects, draft.subject_spans = (
                [Subject(brand.company, SubjectKind.GROUP, Origin.SAID, draft.said(span))],
                [span],
            )
            draft.ambiguous = []
            return


def _join_brands(draft: Draft, catalogue: Catalogue) -> None:
    """ "Renault and Nissan": brands said in one breath that are all the members of a group, or of one company."""
    brands = [subject for subject in draft.subjects if subject.kind is SubjectKind.BRAND]
    if (
        len(brands) < 2
        or len(brands) != len(draft.subjects)
        or draft.has("versus", "outsell", "than", "or", "each", "difference")
    ):
        return
    said = {brand.id for brand in brands}
    for group in catalogue.groups.values():
        named = fold(group.name)
        in_name = {member.brand for member in group.members if fold(catalogue.display_name(member.brand)) in named}
        if len(in_name) > 1 and in_name == said:
            first, last = draft.subject_spans[0], draft.subject_spans[-1]
            draft.subjects = [
                Subject(group.id, SubjectKind.GROUP, Origin.SAID, draft.text_between(first.first, last.last))
            ]
            draft.subject_spans = [first]
            return


def _hear_abroad(draft: Draft, catalogue: Catalogue) -> None:
    """ "abroad", "overseas": outside China for a maker from there; for others nobody counts it."""
    words = {token.text for token in draft.tokens}
    if not words & {"abroad", "overseas"} or draft.places:
        return
    brands = [catalogue.brands.get(subject.id) for subject in draft.subjects]
    if any(brand is not None and brand.country == "CN" for brand in brands):
        draft.places.append(Place("world-excl-china", Origin.INFERRED, "abroad"))
    elif draft.subjects:
        draft.qualifiers.append(("origin", "abroad"))


def _hear_roads(draft: Draft) -> None:
    """ "on German roads", "sur les routes françaises": vehicles in use, unless they were put there."""
    words = [token.text for token in draft.tokens]
    for index, word in enumerate(words):
        if word in ROADS and any(before in ON for before in words[max(0, index - 4) : index]):
            if not {"put", "sold", "registered", "bought", "delivered", "came", "hit"} & set(words):
                draft.measures.append("stock")


def _is_origin(draft: Draft, span: Span) -> bool:
    """ "the French and the Japanese partner", "German carmakers": where a maker is from, not where the cars went."""
    between = {"and", "the", ",", "or"}
    index = span.last + 1
    while index < len(draft.tokens) and index - span.last < 6:
        word = draft.tokens[index].text
        if word in MAKERS:
            return True
        inside = any(other.has("region") and other.first <= index <= other.last for other in draft.spans)
        if word not in between and not inside:
            return False
        index += 1
    return False


def _merge_brands(draft: Draft, catalogue: Catalogue) -> None:
    """Drop a brand that only names the maker of a model said beside it; note a maker that is not the right one."""
    kept: list[tuple[Subject, Span]] = []
    pairs = list(zip(draft.subjects, draft.subject_spans, strict=True))
    for number, (subject, span) in enumerate(pairs):
        models = [other for other, _ in pairs if other.kind is SubjectKind.MODEL]
        if subject.kind is SubjectKind.BRAND and models:
            own = [model for model in models if _is_of(model.id, subject.id, catalogue)]
            if own:
                continue
            following = pairs[number + 1] if number + 1 < len(pairs) else None
            if following and following[0].kind is SubjectKind.MODEL:
                between = draft.words_between(span.last, following[1].first)
                if not set(between) & SEPARATORS and len(between) <= 1:
                    draft.mismatch = (subject.id, following[0].id)
                    continue
        if all(subject.id != other.id for other, _ in kept):
            kept.append((subject, span))
    draft.subjects = [subject for subject, _ in kept]
    draft.subject_spans = [span for _, span in kept]


def _is_of(model: str, brand: str, catalogue: Catalogue) -> bool:
    if model.split("/")[0] == brand:
        return True
    thing = catalogue.models.get(model)
    return thing is not None and any(sister.split("/")[0] == brand for sister in thing.sisters)


def _settle_ambiguous(draft: Draft, catalogue: Catalogue) -> None:
    """A brand in the question leaves only the meanings of that brand."""
    still: list[tuple[str, Span]] = []
    for ident, span in draft.ambiguous:
        means = catalogue.ambiguities[ident].means
        makers = {meaning.split("/")[0] for meaning in means}
        if len(makers) == 1 and draft.tokens[span.last].text in ("models", "cars", "range", "lineup"):
            draft.subjects.append(Subject(next(iter(makers)), SubjectKind.BRAND, Origin.SAID, draft.said(span)))
            draft.subject_spans.append(span)
            draft.cues.add("ofmodel")
            continue
        if all(meaning in catalogue.groups for meaning in means):
            early = any(read.period is not None and read.period.end.year <= 2016 for read in draft.times)
            if early or any(group in (s.id for s in draft.subjects) for group in means):
                if early:
                    draft.subjects.append(Subject(means[0], SubjectKind.GROUP, Origin.INFERRED, draft.said(span)))
                    draft.subject_spans.append(span)
                continue
        brands = {subject.id for subject in draft.subjects if subject.kind is SubjectKind.BRAND}
        fitting = [meaning for meaning in means if meaning.split("/")[0] in brands] or list(means)
        if len(fitting) == 1:
            draft.subjects.append(Subject(fitting[0], SubjectKind.MODEL, Origin.SAID, draft.said(span)))
            draft.subject_spans.append(span)
            draft.subjects = [s for s in draft.subjects if s.id != fitting[0].split("/")[0]] or draft.subjects
        else:
            still.append((ident, span))
    draft.ambiguous = still
    if len(draft.subjects) != len(draft.subject_spans):
        draft.subject_spans = draft.subject_spans[-len(draft.subjects) :]


def _read_numbers(draft: Draft) -> None:
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


def when_of(read: TimeRead) -> When:
    """A period of the text as a slot."""
    return When(read.period, read.bound, Origin.SAID)


def ever() -> When:
    """Everything so far."""
    return When(None, Bound.EVER)


def point_until(read: TimeRead) -> Period | None:
    """The end of a period as a point, for vehicles in use."""
    return None if read.period is None else Period.point(read.period.end)


def is_month_or_finer(period: Period) -> bool:
    """Whether a period is a month or a day."""
    return period.kind in (PeriodKind.MONTH, PeriodKind.POINT)
