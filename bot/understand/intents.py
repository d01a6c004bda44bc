"""From a filled draft to a Question: which intent the words support, and which slots it needs.

The order of the checks is the order of certainty: what is asked for in so many words first, a plain count last. Nothing
here reads figures; whether there are any is for `bot.respond`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.question import Bound, Intent, MeasureAsked, Origin, Question, ShareAsked, SubjectKind, When
from bot.understand.draft import Draft
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import MEASURES, Slots, base_question, unit_of_time
from facts import PeriodKind, Powertrain, Predicate

QUESTION_STARTS = {
    "is", "was", "are", "were", "did", "does", "do", "has", "have", "had", "can", "could", "will", "would",
    "which", "what", "who", "how", "when", "where", "why", "whose", "in",
}  # fmt: skip
YES_NO_STARTS = {"is", "was", "are", "were", "did", "does", "do", "has", "have", "had"}


def figure_intent(draft: Draft, slots: Slots) -> Question:
    """The question on figures that the words support."""
    question = base_question(draft, slots, Intent.COUNT)
    many = len(slots.subjects) > 1 or len(draft.places) > 1
    compares = draft.has("versus", "outsell", "than", "difference")
    growth = draft.has("growth", "fall")
    only_percent = draft.only_percent
    periods = [when for when in slots.whens if when.bound is Bound.IN]
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
        if unit_of_time(draft) is PeriodKind.YEAR and all(
            (when.period.months or 0) <= 12 for when in slots.whens if when.period
        ):
            question = replace(question, whens=())
        return replace(
            question, intent=Intent.RECORD, breakdown=None, unit_of_time=unit_of_time(draft) or PeriodKind.MONTH,
            ascending=_asks_least(draft), asks_when=draft.has("when"),
        )  # fmt: skip
    if draft.has("ratio"):
        compared = many or len(slots.powertrains) > 1
        return replace(question, intent=Intent.COMPARE if compared else Intent.GROWTH, is_ratio=True)
    ranged = any(read.ends is not None for read in draft.times)
    if only_percent and growth and ranged and not many:
        return _growth(draft, question)
    over = [draft.words_between(one.last, two.first) for one, two in pairwise(draft.times)] == [["over"]]
    in_percent = only_percent or (draft.has("percentcue") and not draft.shares)
    if in_percent and len(periods) == 2 and (over or draft.has("versus", "growth", "fall")) and not many:
        return _growth(draft, question)
    if draft.has("sequential") and len(periods) == 1 and on_the_one_before(slots.whens) != slots.whens:
        return _growth(draft, question)
    if (
        growth
        and (only_percent or not draft.shares)
        and not (many and compares)
        and not _is_trend(draft, slots, question)
    ):
        return _growth(draft, question)
    if draft.shares and not (only_percent and growth):
        return _share(draft, slots, question, periods, many)
    if _is_rank(draft, slots, compares):
        return _rank(draft, slots, question)
    if _is_trend(draft, slots, question) or _is_fleet_over_years(slots):
        return replace(question, intent=Intent.TREND)
    measures = tuple(MeasureAsked(word) for word in dict.fromkeys(draft.measures) if word in MEASURES)
    if "built" in draft.measures and len(set(measures)) > 1 and compares and not many:
        return replace(question, intent=Intent.COMPARE, measures=measures, is_difference=draft.has("difference"))
    if draft.has("bypowertrain") and not many and len(slots.powertrains) < 2 and not draft.shares:
        kinds = (Powertrain.BEV, Powertrain.PHEV, Powertrain.HEV, Powertrain.PETROL, Powertrain.DIESEL)
        return replace(question, intent=Intent.COMPARE, breakdown=None, powertrains=kinds)
    several = many or len(slots.powertrains) > 1 or len(periods) > 1
    if several and not question.together:
        return replace(
            question, intent=Intent.COMPARE, is_difference=draft.has("difference"), ascending=_asks_least(draft),
            rank_of=_order_asked(draft, question),
        )  # fmt: skip
    if question.breakdown is not None:
        return replace(
            question,
            intent=Intent.TREND if question.breakdown in ("month", "quarter", "year") else Intent.RANK,
            rank_of=question.breakdown if question.breakdown not in ("month", "quarter", "year") else None,
        )
    return question


def _share(draft: Draft, slots: Slots, question: Question, periods: list[When], many: bool) -> Question:
    """A share: ranked over countries, over time, or one or several side by side."""
    if _is_share_rank(draft, slots):
        return replace(
            question, intent=Intent.RANK, rank_of="region", share_of=ShareAsked.MARKET, ascending=_asks_least(draft)
        )
    stretch = any((when.period.months or 0) > 12 for when in periods if when.period)
    steps = question.breakdown in ("month", "quarter", "year") or len(periods) > 1 or (stretch and not many)
    if steps or _is_trend(draft, slots, question):
        return replace(question, intent=Intent.TREND, share_of=share_of(draft, slots))
    order = _order_asked(draft, question) if many else None
    return replace(
        question, intent=Intent.SHARE, share_of=share_of(draft, slots), rank_of=order, ascending=_asks_least(draft)
    )


def _order_asked(draft: Draft, question: Question) -> str | None:
    """Whether the rows of a comparison are to be sorted, and by what they differ in."""
    if not draft.has("rank", "superlative", "fewest"):
        return None
    return "region" if len(question.places) > 1 else "model"


def _asks_least(draft: Draft) -> bool:
    order = [cue for cue, _ in draft.cue_order if cue in ("superlative", "fewest")]
    if order[:1] == ["superlative"] and "fewest" in order:
        return False
    return draft.has("fewest") or any(
        token.text
        in (
            "worst",
            "weakest",
            "lowest",
            "slowest",
            "low",
            "minimum",
            "least",
            "poorest",
            "quietest",
            "leanest",
            "thinnest",
            "slimmest",
            "smallest",
        )
        for token in draft.tokens
    )


def is_milestone(draft: Draft, slots: Slots) -> bool:
    """ "When did X pass N", "the Nth X", "first month with over N"."""
    quantity = slots.quantity
    if quantity is None:
        return _is_overtaking(draft, slots)
    if draft.has("when") and (
        draft.has("reach", "morethan") or quantity.is_percent or quantity.value >= LEAST_THRESHOLD
    ):
        return not draft.has("difference")
    words = [token.text for token in draft.tokens]
    firsts = [index for index, word in enumerate(words) if word == "first"]
    units = {"year", "month", "quarter"}
    if any(units & set(words[index + 1 : index + 3]) for index in firsts) and draft.has(
        "morethan", "reach", "lessthan"
    ):
        return not draft.has("check")
    return any(number.is_ordinal and number.value >= LEAST_THRESHOLD for number in draft.numbers)


def _is_overtaking(draft: Draft, slots: Slots) -> bool:
    """ "When did battery cars first outsell diesel?"."""
    two = 2 in (len(slots.subjects), len(slots.powertrains), len(draft.places))
    return two and draft.has("when") and draft.has("outsell", "reach", "than") and not draft.has("difference", "check")


def is_record(draft: Draft, slots: Slots) -> bool:
    """ "best month", "peak year", "in which month … the most"."""
    if draft.has("ofmodel", "ofbrand") and not draft.has("record") and not draft.has("when"):
        return False
    months = [when.period for when in slots.whens if when.period is not None]
    if months and all(period.kind is PeriodKind.MONTH for period in months):
        return False
    named = {"model", "models", "brand", "make", "car"} & {token.text for token in draft.tokens}
    if draft.has("record") and named and unit_of_time(draft) is None:
        return False
    if draft.has("record"):
        ranked = draft.has("ofbrand", "ofmodel", "ofregion") and not unit_of_time(draft) and bool(slots.limit)
        return not ranked
    if _extreme_of_time(draft):
        return True
    superlative = draft.has("rank", "superlative", "fewest")
    asks_time = draft.has("when") and unit_of_time(draft) is not None
    return superlative and asks_time and not draft.has("ofmodel", "ofbrand", "ofregion")


def _extreme_of_time(draft: Draft) -> bool:
    """ "lowest BEV month", "biggest sales quarter": an extreme, at most a kind of car or a measure, a unit of time."""
    for span in draft.spans:
        if not any(span.has("cue", cue) for cue in ("superlative", "fewest", "rank")):
            continue
        at = span.last + 1
        while any(s.first == at and (s.has("powertrain") or s.has("measure")) for s in draft.spans):
            at = next(s.last for s in draft.spans if s.first == at) + 1
        unit = draft.tokens[at].text if at < len(draft.tokens) else ""
        if unit in ("month", "quarter", "year") and not any(r.first <= at <= r.last for r in draft.times):
            return True
    return False


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
        return ShareAsked.MAKER if _of_its_maker(draft, slots) else ShareAsked.EV_MARKET
    if own and (draft.measures or "overall" in draft.cues):
        return ShareAsked.OWN
    if _is_own_share(draft):
        return ShareAsked.OWN
    return ShareAsked.EV_MARKET


def _of_its_maker(draft: Draft, slots: Slots) -> bool:
    """ "How much of Volkswagen's electric volume was the ID.4?": the maker stands apart from its model."""
    makers = {subject.id.split("/")[0] for subject in slots.subjects}
    models = [span for span in draft.spans if span.has("model")]
    return len(makers) == 1 and any(
        makers & set(span.values("brand")) and all(span.last + 1 != model.first for model in models)
        for span in draft.spans
        if not span.has("model")
    )


def _is_own_share(draft: Draft) -> bool:
    """ "how much of what VW sold was electric", "what percentage of Volvo's registrations were BEVs"."""
    if not draft.powertrains or not draft.subject_spans:
        return False
    if (whole := _after_share_of(draft)) is not None:
        return whole
    subject_at = draft.subject_spans[0].first
    opening = [token.text for token in draft.tokens[:subject_at] if not token.is_sign]
    if opening in (["how", "much", "of"], ["how", "much", "of", "the"]) and "market" not in draft.text.lower():
        return draft.subjects[0].kind is not SubjectKind.MODEL
    if opening in (["of", "the"], ["of", "all"], ["of", "all", "the"], ["of"], ["out", "of", "all"]):
        return draft.subjects[0].kind is not SubjectKind.MODEL
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


def _after_share_of(draft: Draft) -> bool | None:
    """What stands after "percentage of": the subject (its own sales) or the electric cars; None for neither."""
    cues = [span for span in draft.spans if span.has("sharecue")]
    if not cues or [token.text for token in draft.tokens[cues[-1].last : cues[-1].last + 2]].count("of") == 0:
        return None
    spans = [span for span in draft.spans if span.first > cues[-1].last]
    first = next((s for s in spans if s.is_subject or s.has("powertrain") or s.has("vehicle")), None)
    if first is None or first.has("vehicle"):
        return None
    if first.is_subject:
        whole = {"all", "its"} & set(draft.words_between(cues[-1].last, first.first))
        electric_before = any(s.has("powertrain") for s in spans[: spans.index(first)])
        return True if whole and not electric_before else None
    subject = next((span for span in spans if span.is_subject), None)
    if subject is None or first.has("powertrain", "ALL"):
        return None
    before = [word for word in draft.words_between(first.last, subject.first) if word not in ("the", "all", "its")]
    joined = before[-1:] and before[-1] in ("among", "amongst", "within", "of", "in", "at", "by", "from", "for")
    return None if joined else False


def _growth(draft: Draft, question: Question) -> Question:
    percent = draft.has("percentcue", "ratio") or draft.shares
    ranged = next((read.ends for read in draft.times if read.ends is not None), None)
    if ranged is not None and len(question.whens) == 1:
        question = replace(question, whens=(When(ranged[0]), When(ranged[1])))
    if draft.has("sequential"):
        question = replace(question, whens=on_the_one_before(question.whens))
    if draft.has("absolute"):
        return replace(question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=True)
    in_vehicles = (draft.has("difference") and not percent and draft.has("count")) or (
        any(cue == "difference" for cue, _ in draft.cue_order) and "how many" in draft.text.lower() and not percent
    )
    direction = -1 if draft.has("fall") and not draft.has("growth") else 1
    return replace(
        question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=in_vehicles, direction=direction
    )


def on_the_one_before(whens: tuple[When, ...]) -> tuple[When, ...]:
    """The month or quarter that is asked for, and the one before it: "Q3 2025, quarter on quarter"."""
    only = whens[0] if len(whens) == 1 and whens[0].bound is Bound.IN else None
    if only is None or only.period is None or only.period.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return whens
    return (When(only.period.preceding(), Bound.IN, Origin.INFERRED), only)


def _is_rank(draft: Draft, slots: Slots, compares: bool) -> bool:
    named = [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
    if not draft.has("rank", "superlative", "fewest", "second", "third", "record"):
        if not named and _asks_names(draft, slots):
            return True
        return draft.has("outsell") and any(token.text in ("anything", "any", "else") for token in draft.tokens)
    if len(named) > 1 and not draft.excluded:
        return False
    if len(slots.powertrains) == 2 and draft.has("or") and not draft.has("ofmodel", "ofbrand", "ofregion"):
        return False
    if draft.has("ofmodel", "ofbrand", "ofregion", "second", "third") or slots.limit:
        return True
    words = {token.text for token in draft.tokens}
    models = [subject for subject in named if subject.kind is SubjectKind.MODEL]
    if models:
        return bool(words & {"rank", "ranked", "ranking", "place"})
    return not (draft.has("versus") and len(draft.places) > 1)


NAMES_ASKED = {"brands", "models", "makes", "manufacturers", "carmakers", "automakers", "makers", "marques"}


def _asks_names(draft: Draft, slots: Slots) -> bool:
    """ "EV brands in Ireland in May 2026 (first 3)": the kinds of names are wanted, not one number for all."""
    asked = NAMES_ASKED & {token.text for token in draft.tokens}
    return bool(asked) and not draft.has("count", "list", "coverage") and bool(slots.limit or draft.places)


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
    sells = {"sold", "sells", "sell", "built", "builds", "made", "makes", "delivered", "delivers"} & words
    seller = "who" in words and bool(sells) and not draft.has("ofmodel", "ofregion")
    if (draft.has("ofbrand") or seller) and not named:
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


def _is_fleet_over_years(slots: Slots) -> bool:
    """ "Stock in the Netherlands from 2020 to 2024": a fleet is counted at a day, so a stretch of years is a series."""
    stretch = [when.period for when in slots.whens if when.bound is Bound.IN and when.period is not None]
    return slots.measure is MeasureAsked.STOCK and any((period.months or 0) > 12 for period in stretch)


def is_statement(draft: Draft, slots: Slots) -> Predicate | None:
    """Which statement the words ask for, where they ask for one rather than for a figure."""
    said = [predicate for predicate in draft.predicates if predicate in tuple(Predicate)]
    if not said:
        return None
    if slots.quantity is not None and slots.quantity.value >= LEAST_THRESHOLD:
        return None
    return Predicate(said[0])
