"""From a filled draft to a Question: which intent the words support, and which slots it needs.

The order of the checks is the order of certainty: what is asked for in so many words first, a plain count last. Nothing
here reads figures; whether there are any is for `bot.respond`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Origin,
    Quantity,
    Question,
    Relation,
    ShareAsked,
    Subject,
    SubjectKind,
    When,
)
from bot.understand.draft import Draft
from bot.understand.numbers import NumberRead
from bot.understand.periods import relative_to
from facts import Period, PeriodKind, Powertrain, Predicate, VehicleType
from facts.model import MARKET

BUILDING = {
    "built",
    "build",
    "builds",
    "building",
    "produced",
    "produce",
    "produces",
    "producing",
    "production",
    "made",
    "manufactured",
    "manufacture",
    "manufactures",
    "manufacturing",
    "assembled",
    "output",
    "produktion",
    "gebaut",
    "produziert",
    "produit",
    "produits",
    "fabrique",
    "fabricado",
    "gebouwd",
    "geproduceerd",
    "bygget",
    "prodotte",
    "produzidos",
    "lines",
    "line",
    "rolled",
    "turned",
    "churned",
}
MEASURES = ("built", "delivered", "registered", "sold")
UNITS = {"bymonth": PeriodKind.MONTH, "byquarter": PeriodKind.QUARTER, "byyear": PeriodKind.YEAR}
BREAKDOWNS = {
    "bymonth": "month", "byquarter": "quarter", "byyear": "year", "byregion": "region", "bybrand": "brand",
    "bymodel": "model", "bypowertrain": "powertrain",
}  # fmt: skip
QUESTION_STARTS = {
    "is",
    "was",
    "are",
    "were",
    "did",
    "does",
    "do",
    "has",
    "have",
    "had",
    "can",
    "could",
    "will",
    "would",
    "which",
    "what",
    "who",
    "how",
    "when",
    "where",
    "why",
    "whose",
    "in",
}
YES_NO_STARTS = {"is", "was", "are", "were", "did", "does", "do", "has", "have", "had"}
FRACTIONS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "majority": 50.0,
    "fifth": 20.0,
    "tenth": 10.0,
    "thirds": 200 / 3,
    "quarters": 75.0,
}
LEAST_THRESHOLD = 100.0
"""A smaller number is a rank, a day or a part of a name, not a milestone."""


@dataclass(slots=True)
class Slots:
    """The slots that every intent shares."""

    subjects: tuple[Subject, ...]
    whens: tuple[When, ...]
    measure: MeasureAsked | None
    powertrains: tuple[Powertrain, ...]
    is_plugin: bool
    is_complement: bool
    vehicle: VehicleType
    vehicle_said: bool
    quantity: Quantity | None
    limit: int | None
    ordinal: int | None


def shared_slots(draft: Draft) -> Slots:
    """Read the shared slots of a draft."""
    powertrains, plugin = _powertrains(draft)
    vehicle = _vehicle(draft)
    quantity = _quantity(draft)
    limit, ordinal = _limit(draft, quantity)
    subjects = tuple(draft.subjects)
    if not subjects and (powertrains or draft.vehicles):
        subjects = (Subject(MARKET, SubjectKind.MARKET),)
    return Slots(
        subjects=subjects,
        whens=_whens(draft),
        measure=_measure(draft),
        powertrains=powertrains,
        is_plugin=plugin,
        is_complement=_is_complement(draft),
        vehicle=vehicle or VehicleType.CAR,
        vehicle_said=vehicle is not None,
        quantity=quantity,
        limit=limit,
        ordinal=ordinal,
    )


def _powertrains(draft: Draft) -> tuple[tuple[Powertrain, ...], bool]:
    said = list(dict.fromkeys(draft.powertrains))
    plugin = "PLUGIN" in said
    read = list(dict.fromkeys("EV" if word == "PLUGIN" else word for word in said))
    if "ALL" in read and not draft.shares and not draft.has("bypowertrain"):
        electric = [word for word in read if word in ("EV", "BEV", "PHEV")]
        exact = draft.text.lower()
        if not electric or any(
            word in exact for word in ("any kind", "all fuels", "every fuel", "any fuel", "included", "of any type")
        ):
            read = ["ALL"]
        else:
            read = [word for word in read if word != "ALL"]
    if not draft.shares:
        if "BEV" in read and "EV" in read and not draft.has("versus", "or", "than"):
            read = ["EV"] if plugin else [word for word in read if word != "EV"]
        if "EV" in read and {"BEV", "PHEV"} & set(read) and not plugin:
            read = [word for word in read if word != "EV"]
        if (
            {"EV", "BEV"} & set(read)
            and {"PETROL", "DIESEL", "ICE"} & set(read)
            and not draft.has("versus", "or", "than", "outsell", "each")
        ):
            read = ["ALL"]
        if "EV" in read and "PHEV" in read and plugin and not draft.has("versus", "or", "than"):
            read = ["EV"]
        if plugin and read == ["EV"] and draft.has("each") and {"bev", "bevs"} & {token.text for token in draft.tokens}:
            read, plugin = ["BEV", "PHEV"], False
    return tuple(Powertrain(word) for word in read), plugin


def _is_complement(draft: Draft) -> bool:
    """ "not battery electric", "non-electric": everything but."""
    for span in draft.spans:
        if span.has("powertrain") and span.first > 0:
            before = draft.tokens[span.first - 1]
            earlier = draft.tokens[span.first - 2].text if span.first > 1 else ""
            if before.text in ("not", "non") or (before.text == "-" and earlier == "non"):
                return True
    return False


def _vehicle(draft: Draft) -> VehicleType | None:
    said = [word for word in dict.fromkeys(draft.vehicles) if word not in ("any", "car")]
    if said:
        return VehicleType(said[0])
    return VehicleType.CAR if "car" in draft.vehicles else None


def _measure(draft: Draft) -> MeasureAsked | None:
    said = list(draft.measures)
    words = {token.text for token in draft.tokens}
    if "make" in words and words & {"did", "does", "has"} and not draft.has("ofbrand"):
        return MeasureAsked.BUILT
    if "built" in said and not (BUILDING & {t.text for t in draft.tokens}):
        said = [word for word in said if word != "built"]
    if "exists" in said:
        said = [word for word in said if word != "exists"]
        if not said or set(said) <= {"stock"}:
            return MeasureAsked.STOCK
    if "stock" in said and "registered" in said and draft.has("when", "reach", "morethan"):
        return MeasureAsked.REGISTERED
    if "stock" in said and not set(said) & {"sold", "delivered", "built"}:
        return MeasureAsked.STOCK
    for word in ("built", "delivered"):
        if word in said:
            return MeasureAsked(word)
    if "sold" in said and "registered" in said:
        return MeasureAsked.SOLD
    for word in ("registered", "sold"):
        if word in said:
            return MeasureAsked(word)
    return None


def _whens(draft: Draft) -> tuple[When, ...]:
    found: list[When] = []
    since: Period | None = None
    dated = {read.period.kind for read in draft.times if read.period is not None and not read.needs_year}
    loose = [read for read in draft.times if read.needs_year and read.period is not None and read.period.kind in dated]
    anchor = next((read.period for read in draft.times if read.period is not None and not read.relative), None)
    for read in draft.times:
        if read.relative and anchor is not None and (period := relative_to(read, anchor)) is not None:
            if all(period != other.period for other in found) and period != anchor:
                found.append(When(period, Bound.IN, Origin.INFERRED, draft.text_between(read.first, read.last)))
            continue
        if read in loose and not draft.has("versus", "than", "growth", "fall"):
            continue
        if read.relative or read.is_newest:
            continue
        when = When(read.period, read.bound, Origin.SAID, draft.text_between(read.first, read.last))
        if read.bound is Bound.UNTIL and since is not None and read.period is not None and since.start is not None:
            if since.start < read.period.end:
                found[-1] = When(Period.between(since.start, read.period.end), Bound.IN, Origin.SAID, when.said)
                since = None
                continue
        since = read.period if read.bound is Bound.SINCE else None
        if all(when.period != other.period or when.bound != other.bound for other in found):
            found.append(when)
    if draft.has("ever") and not any(when.bound is not Bound.IN for when in found):
        if not found:
            found.append(When(None, Bound.EVER))
    return tuple(found)


def _quantity(draft: Draft) -> Quantity | None:
    """The number that is a threshold or a claim: not a year, a rank or a part of a name."""
    best: NumberRead | None = None
    for number in draft.numbers:
        if _is_rank_number(draft, number):
            continue
        if number.is_percent or number.value >= LEAST_THRESHOLD or number.has_scale:
            if best is None or number.value > best.value or number.is_percent:
                best = number
    if best is None:
        small = [
            number
            for number in draft.numbers
            if not _is_rank_number(draft, number) and not number.in_words and number.value > 12
        ]
        if small and (draft.shares or draft.has("morethan", "lessthan")):
            return Quantity(
                small[0].value,
                _relation(draft, small[0].first),
                draft.shares,
                draft.text_between(small[0].first, small[0].last),
            )
        return _fraction(draft)
    return Quantity(
        best.value, _relation(draft, best.first), best.is_percent, draft.text_between(best.first, best.last)
    )


def _fraction(draft: Draft) -> Quantity | None:
    for index, token in enumerate(draft.tokens):
        following = draft.tokens[index + 1].text if index + 1 < len(draft.tokens) else ""
        before = draft.tokens[index - 1].text if index else ""
        if token.text == "every" and following == "second":
            return Quantity(50.0, _relation(draft, index), True, "every second")
        inside_time = any(read.first <= index <= read.last for read in draft.times)
        if (
            token.text in FRACTIONS
            and not inside_time
            and (
                following == "of"
                or (before in ("than", "over", "above", "a", "the", "under", "below", "one", "two", "past")
                and following not in ("of",)
                and following not in ("month", "year"))
            )
        ):
            if token.text in ("quarter", "third", "fifth", "tenth", "quarters", "thirds") and following not in ("of",):
                continue
            return Quantity(FRACTIONS[token.text], _relation(draft, index), True, token.raw)
    return None


def _relation(draft: Draft, index: int) -> Relation:
    """ "more than", "under", "about" before a number; the nearest one counts."""
    before = " ".join(token.text for token in draft.tokens[max(0, index - 4) : index])
    if re.search(r"(more than|over|above|at least|excess of|upwards of|exceed\w*|north of)( a| the)?$", before):
        return Relation.MORE
    if re.search(r"(less than|fewer than|under|below|no more than)( a| the)?$", before):
        return Relation.LESS
    nearest, found = -1, Relation.EXACTLY
    meaning = {"morethan": Relation.MORE, "lessthan": Relation.LESS, "about": Relation.ABOUT}
    for cue, position in draft.cue_order:
        if cue in meaning and nearest < position < index and index - position <= 4:
            nearest, found = position, meaning[cue]
            words = [token.text for token in draft.tokens[position : position + 2]]
            if words in (["just", "over"], ["well", "over"]):
                found = Relation.MORE
            if words == ["just", "under"]:
                found = Relation.ABOUT
    reach = [
        position for cue, position in draft.cue_order if cue == "reach" and position < index and index - position <= 3
    ]
    if found is Relation.EXACTLY and reach:
        return Relation.MORE
    return found


def _is_rank_number(draft: Draft, number: NumberRead) -> bool:
    """Whether it says how many rows, or which place, are wanted."""
    if number.is_percent or number.value > LEAST_THRESHOLD or number.has_scale:
        return False
    before = draft.tokens[number.first - 1].text if number.first else ""
    after = draft.tokens[number.last + 1].text if number.last + 1 < len(draft.tokens) else ""
    if before in (
        "top",
        "first",
        "best",
        "leading",
        "number",
        "no",
        "the",
        "bottom",
        "worst",
        "which",
        "biggest",
        "largest",
        "list",
        "what",
        "rank",
        "place",
    ):
        return True
    if any(read.last == number.first - 1 or read.first == number.last + 1 for read in draft.times):
        return False
    return after in (
        "best",
        "most",
        "biggest",
        "largest",
        "top",
        "leading",
        "highest",
        "places",
        "positions",
        "models",
        "brands",
        "countries",
        "largest",
        "evs",
        "electric",
        "cars",
        "strongest",
        "bestselling",
        "worst",
        "least",
        "makes",
        "smallest",
        "weakest",
        "markets",
        "of",
    )


def _limit(draft: Draft, quantity: Quantity | None) -> tuple[int | None, int | None]:
    ordinal = 2 if draft.has("second") else 3 if draft.has("third") else None
    for number in draft.numbers:
        if number.value == int(number.value) and 1 <= number.value <= 100 and _is_rank_number(draft, number):
            if number.is_ordinal:
                ordinal = ordinal or int(number.value)
            elif quantity is None or quantity.value != number.value:
                return int(number.value), ordinal
    return None, ordinal


def unit_of_time(draft: Draft) -> PeriodKind | None:
    """The unit that a record or an average is asked in."""
    for cue, unit in UNITS.items():
        if cue in draft.cues:
            return unit
    words = [token.text for token in draft.tokens if not token.is_sign]
    for word, unit in (
        ("month", PeriodKind.MONTH),
        ("quarter", PeriodKind.QUARTER),
        ("year", PeriodKind.YEAR),
        ("monat", PeriodKind.MONTH),
        ("jahr", PeriodKind.YEAR),
        ("mois", PeriodKind.MONTH),
        ("mes", PeriodKind.MONTH),
        ("maand", PeriodKind.MONTH),
        ("maned", PeriodKind.MONTH),
        ("manad", PeriodKind.MONTH),
        ("mese", PeriodKind.MONTH),
    ):
        if word in words and not any(
            read.first <= words.index(word) <= read.last for read in draft.times if read.relative
        ):
            return unit
    return None


def breakdown(draft: Draft) -> str | None:
    """What the rows of a trend or a split differ in."""
    for cue, value in BREAKDOWNS.items():
        if cue in draft.cues:
            return value
    return None


def base_question(draft: Draft, slots: Slots, intent: Intent) -> Question:
    """A question with the shared slots filled."""
    return Question(
        text=draft.text,
        intent=intent,
        today=draft.today,
        subjects=slots.subjects,
        places=tuple(draft.places),
        whens=slots.whens,
        measure=slots.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.DEFAULTED,
        powertrains=slots.powertrains,
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.DEFAULTED,
        is_plugin=slots.is_plugin,
        is_complement=slots.is_complement,
        vehicle_type=slots.vehicle,
        vehicle_origin=Origin.SAID if slots.vehicle_said else Origin.DEFAULTED,
        breakdown=None if _over_the_years(draft) else breakdown(draft),
        limit=slots.limit,
        ordinal=slots.ordinal,
        together=draft.has("together"),
        quantity=slots.quantity,
        quantities=quantities(draft),
        excluded=tuple(draft.excluded),
        notes=("reach",) if draft.has("reach") else (),
        wants_chart=draft.has("chart"),
        wants_csv=draft.has("csv"),
        repairs=tuple(draft.repairs),
        all_covered=draft.has("covered"),
        words=content_words(draft),
    )


def _over_the_years(draft: Draft) -> bool:
    """"in total over the years" adds the years up instead of listing them."""
    return draft.has("ever") and bool({"over", "through", "across"} & {token.text for token in draft.tokens})


def content_words(draft: Draft) -> tuple[str, ...]:
    """The words by which statements are found: everything but grammar."""
    filler = {
        index
        for span in draft.spans
        if span.meanings and all(m.kind == "filler" and m.value not in ("domain",) for m in span.meanings)
        for index in range(span.first, span.last + 1)
    }
    said = [
        token.text
        for index, token in enumerate(draft.tokens)
        if token.kind == "word" and index not in filler and len(token.text) > 2
    ]
    texts = [token.text for token in draft.tokens]
    for number, word in (("2", "second"), ("3", "third"), ("ii", "second"), ("iii", "third")):
        if number in texts and {"gen", "generation", "mk", "ii", "iii"} & set(texts):
            said += [word, "generation"]
    return tuple(said)


def figure_intent(draft: Draft, slots: Slots) -> Question:
    """The question on figures that the words support."""
    question = base_question(draft, slots, Intent.COUNT)
    many = len(slots.subjects) > 1 or len(draft.places) > 1
    compares = draft.has("versus", "outsell", "than", "difference")
    growth = draft.has("growth", "fall")
    only_percent = draft.shares and not any(span.has("sharecue", "share") for span in draft.spans)
    if is_milestone(draft, slots):
        return replace(question, intent=Intent.MILESTONE, asks_when=True, unit_of_time=unit_of_time(draft))
    if draft.has("average"):
        per_day = 1.0 if draft.has("byday") else 7.0 if draft.has("byweek") else None
        return replace(
            question,
            intent=Intent.AVERAGE,
            breakdown=None,
            unit_of_time=unit_of_time(draft) or PeriodKind.MONTH,
            per_day=per_day,
        )
    if is_record(draft, slots):
        return replace(
            question, intent=Intent.RECORD, breakdown=None, unit_of_time=unit_of_time(draft) or PeriodKind.MONTH,
            ascending=_asks_least(draft), asks_when=draft.has("when"),
        )  # fmt: skip
    if draft.has("ratio"):
        return replace(question, intent=Intent.COMPARE if many else Intent.GROWTH, is_ratio=True)
    pair = len([when for when in slots.whens if when.bound is Bound.IN]) == 2
    if only_percent and pair and draft.has("versus", "growth", "fall") and not many:
        return _growth(draft, question)
    if (
        growth
        and (only_percent or not draft.shares)
        and not (many and compares)
        and not _is_trend(draft, slots, question)
    ):
        return _growth(draft, question)
    if draft.shares and not (only_percent and growth):
        if _is_share_rank(draft, slots):
            return replace(
                question, intent=Intent.RANK, rank_of="region", share_of=ShareAsked.MARKET, ascending=_asks_least(draft)
            )
        if question.breakdown in ("month", "quarter", "year") or _is_trend(draft, slots, question):
            return replace(question, intent=Intent.TREND, share_of=share_of(draft, slots), breakdown=question.breakdown)
        return replace(question, intent=Intent.SHARE, share_of=share_of(draft, slots))
    if _is_rank(draft, slots, compares):
        return _rank(draft, slots, question)
    if _is_trend(draft, slots, question):
        return replace(question, intent=Intent.TREND)
    periods = [when for when in slots.whens if when.bound is Bound.IN]
    measures = tuple(MeasureAsked(word) for word in dict.fromkeys(draft.measures) if word in MEASURES)
    if "built" in draft.measures and len(set(measures)) > 1 and compares and not many:
        return replace(question, intent=Intent.COMPARE, measures=measures, is_difference=draft.has("difference"))
    several = many or len(slots.powertrains) > 1 or (len(periods) > 1 and not question.together)
    if several and not question.together and not (draft.has("count") and compares is False and False):
        return replace(
            question, intent=Intent.COMPARE, is_difference=draft.has("difference"), ascending=_asks_least(draft)
        )
    if question.breakdown is not None:
        return replace(
            question,
            intent=Intent.TREND if question.breakdown in ("month", "quarter", "year") else Intent.RANK,
            rank_of=question.breakdown if question.breakdown not in ("month", "quarter", "year") else None,
        )
    return question


def _asks_least(draft: Draft) -> bool:
    return draft.has("fewest") or any(
        token.text in ("worst", "weakest", "lowest", "slowest", "low", "minimum", "least", "poorest")
        for token in draft.tokens
    )


def is_milestone(draft: Draft, slots: Slots) -> bool:
    """ "When did X pass N", "the Nth X", "first month with over N"."""
    quantity = slots.quantity
    if quantity is None:
        return False
    if draft.has("when") and (
        draft.has("reach", "morethan") or quantity.is_percent or quantity.value >= LEAST_THRESHOLD
    ):
        return not draft.has("difference")
    return any(number.is_ordinal and number.value >= LEAST_THRESHOLD for number in draft.numbers)


def quantities(draft: Draft) -> tuple[Quantity, ...]:
    """Every number that is a threshold or a claim, in the order of the text."""
    found = [
        number
        for number in draft.numbers
        if not _is_rank_number(draft, number)
        and (number.value >= LEAST_THRESHOLD or number.has_scale or number.is_percent)
    ]
    return tuple(
        Quantity(
            number.value,
            _relation(draft, number.first),
            number.is_percent,
            draft.text_between(number.first, number.last),
        )
        for number in found
    )


def is_record(draft: Draft, slots: Slots) -> bool:
    """ "best month", "peak year", "in which month … the most"."""
    if draft.has("record"):
        return True
    superlative = draft.has("rank", "superlative", "fewest")
    asks_time = draft.has("when") and unit_of_time(draft) is not None
    return superlative and asks_time and not draft.has("ofmodel", "ofbrand", "ofregion")


def _is_share_rank(draft: Draft, slots: Slots) -> bool:
    return (
        draft.has("ofregion")
        and draft.has("rank", "superlative", "fewest")
        and not [p for p in draft.places if p.id not in ("world", "europe")]
    )


def share_of(draft: Draft, slots: Slots) -> ShareAsked:
    """What the share is meant to be a share of."""
    if slots.measure is MeasureAsked.STOCK and not {"sold", "registered", "delivered"} & set(draft.measures):
        return ShareAsked.STOCK
    kinds = {subject.kind for subject in slots.subjects}
    if kinds == {SubjectKind.MARKET} or not kinds:
        return (
            ShareAsked.OWN
            if len(slots.powertrains) > 1 and Powertrain.ALL not in slots.powertrains
            else ShareAsked.MARKET
        )
    if Powertrain.ALL in slots.powertrains or "ALL" in draft.powertrains:
        return ShareAsked.MARKET
    own = {"its", "their"} & {token.text for token in draft.tokens}
    if SubjectKind.MODEL in kinds:
        return ShareAsked.EV_MARKET
    if own and (draft.measures or "overall" in draft.cues):
        return ShareAsked.OWN
    if _is_own_share(draft):
        return ShareAsked.OWN
    return ShareAsked.EV_MARKET


def _is_own_share(draft: Draft) -> bool:
    """ "how much of what VW sold was electric", "what percentage of Volvo's registrations were BEVs"."""
    if not draft.powertrains or not draft.subject_spans:
        return False
    subject_at = draft.subject_spans[0].first
    first_electric = min((span.first for span in draft.spans if span.has("powertrain")), default=999)
    if first_electric < subject_at:
        between = draft.words_between(first_electric, subject_at)
        verbs = {"was", "were", "is", "are", "came", "did", "come", "sold", "registered"}
        joins = {"among", "amongst", "within", "of", "in", "at", "by", "from", "for"}
        if joins & set(between) and not verbs & set(between) and "market" not in [token.text for token in draft.tokens]:
            return bool(draft.subject_spans) and draft.subjects[0].kind is not SubjectKind.MODEL
    electric_at = [span.first for span in draft.spans if span.has("powertrain")]
    share_at = [span.first for span in draft.spans if span.has("sharecue")]
    texts = [token.text for token in draft.tokens]
    follows = bool(electric_at) and electric_at[-1] > subject_at and (not share_at or share_at[0] < subject_at)
    market_between = "market" in texts[subject_at : electric_at[-1] + 3] if electric_at else False
    verb = any(word in texts[subject_at:] for word in ("was", "were", "is", "are", "fully", "being"))
    of_all = any(word in texts for word in ("all", "market", "segment"))
    return follows and verb and not market_between and not of_all


def _growth(draft: Draft, question: Question) -> Question:
    percent = draft.has("percentcue", "ratio") or draft.shares
    ranged = next((read.ends for read in draft.times if read.ends is not None), None)
    if ranged is not None and len(question.whens) == 1:
        question = replace(question, whens=(When(ranged[0]), When(ranged[1])))
    if draft.has("absolute"):
        return replace(question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=True)
    in_vehicles = (
        (draft.has("difference")
        and not percent
        and draft.has("count"))
        or (any(cue == "difference" for cue, _ in draft.cue_order)
        and "how many" in draft.text.lower()
        and not percent)
    )
    direction = -1 if draft.has("fall") and not draft.has("growth") else 1
    return replace(
        question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=in_vehicles, direction=direction
    )


def _is_rank(draft: Draft, slots: Slots, compares: bool) -> bool:
    named = [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
    if not draft.has("rank", "superlative", "fewest", "second", "third"):
        return draft.has("outsell") and any(token.text in ("anything", "any", "else") for token in draft.tokens)
    if len(named) > 1 and not draft.excluded:
        return False
    if draft.has("ofmodel", "ofbrand", "ofregion", "second", "third") or slots.limit:
        return True
    words = {token.text for token in draft.tokens}
    models = [subject for subject in named if subject.kind is SubjectKind.MODEL]
    if models:
        return bool(words & {"rank", "ranked", "ranking", "place"})
    return not (draft.has("versus") and len(draft.places) > 1)


def _rank(draft: Draft, slots: Slots, question: Question) -> Question:
    named = [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
    places = [place for place in draft.places if place.id not in ("world", "europe", "eu27")]
    words = {token.text for token in draft.tokens}
    if len(draft.places) > 1 and not named and not draft.has("ofmodel", "ofbrand"):
        return replace(question, intent=Intent.COMPARE, breakdown=None, rank_of="region", ascending=_asks_least(draft))
    regionish = draft.has("ofregion") and (
        bool(
            words
            & {
                "country",
                "countries",
                "nation",
                "nations",
                "markets",
                "land",
                "pays",
                "pais",
                "paises",
                "lander",
                "laender",
                "landet",
                "paese",
                "paesi",
                "where",
                "state",
            }
        )
        or not places
    )
    if draft.has("ofbrand") and not named:
        rank_of = "brand"
    elif (
        regionish
        and not (draft.has("ofmodel") and not draft.has("ofregion"))
        and not (places and not (words & {"country", "countries"}))
    ):
        rank_of = "region"
    elif draft.has("ofgroup") and not named:
        rank_of = "group"
    elif named and named[0].kind is SubjectKind.MODEL and draft.has("ofregion"):
        rank_of = "region"
    else:
        rank_of = "model"
    return replace(question, intent=Intent.RANK, breakdown=None, rank_of=rank_of, ascending=_asks_least(draft))


def _is_trend(draft: Draft, slots: Slots, question: Question) -> bool:
    over_the_years = draft.has("ever") and {"over", "through", "across"} & {token.text for token in draft.tokens}
    if question.breakdown in ("month", "quarter", "year") and not draft.has("when", "average") and not over_the_years:
        return True
    periods = [when for when in slots.whens if when.period is not None]
    open_end = any(when.bound is Bound.SINCE for when in periods)
    long = [
        when
        for when in periods
        if when.bound is Bound.IN and when.period is not None and (when.period.months or 0) > 12
    ]
    several_years = len([when for when in periods if when.bound is Bound.IN]) > 2
    if draft.has("trend") and (long or open_end or several_years or not periods or draft.has("chart")):
        return True
    if several_years and len(slots.subjects) <= 1 and not question.together:
        return True
    return draft.has("chart") and bool(long or open_end or not periods)


def is_statement(draft: Draft, slots: Slots) -> Predicate | None:
    """Which statement the words ask for, where they ask for one rather than for a figure."""
    said = [predicate for predicate in draft.predicates if predicate in tuple(Predicate)]
    if not said:
        return None
    if slots.quantity is not None and slots.quantity.value >= LEAST_THRESHOLD:
        return None
    return Predicate(said[0])
