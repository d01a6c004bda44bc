"""Whether a share is asked for, and what it is a share of: the market, the electric market, a maker's own sales.

Which way round the words stand decides the whole: "how much of VW's sales was electric" is VW's own.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Bound, Intent, MeasureAsked, Question, ShareAsked, SubjectKind
from bot.understand.draft import Draft
from bot.understand.part_of_place import part_of_place, splits_a_market
from bot.understand.rankings import asks_least, order_asked, ranks_shares
from bot.understand.slots import Slots, names_many
from bot.understand.trends import STEPS, is_trend
from facts import Powertrain

_WITHIN = {"among", "amongst", "within", "of", "in", "at", "by", "from", "for"}
"""Words that join a part to its whole."""


def share(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The share that is asked for: over countries in order, over time, or one or several side by side; else None."""
    if not draft.shares or (draft.only_percent and draft.has("growth", "fall")):
        return None
    if (part := part_of_place(draft, slots, question)) is not None:
        return replace(part, intent=Intent.TREND, breakdown=question.breakdown) if question.breakdown in STEPS else part
    many = names_many(draft, slots)
    periods = [when for when in slots.whens if when.bound is Bound.IN]
    if ranks_shares(draft, slots):
        return replace(
            question,
            intent=Intent.RANK,
            rank_of="region",
            share_of=None if splits_a_market(draft) else whole_asked(draft, slots),
            ascending=asks_least(draft),
        )
    stretch = any((when.period.months or 0) > 12 for when in periods if when.period)
    open_end = any(when.bound is Bound.SINCE for when in slots.whens)
    steps = question.breakdown in STEPS or len(periods) > 1 or (stretch and not many) or open_end
    if steps or is_trend(draft, slots, question):
        return replace(question, intent=Intent.TREND, share_of=share_of(draft, slots))
    order = order_asked(draft, question) if many else None
    return replace(
        question, intent=Intent.SHARE, share_of=share_of(draft, slots), rank_of=order, ascending=asks_least(draft)
    )


def whole_asked(draft: Draft, slots: Slots) -> ShareAsked:
    """What the share of all electric cars is of: of the cars that are sold, or of those on the road."""
    return ShareAsked.STOCK if share_of(draft, slots) is ShareAsked.STOCK else ShareAsked.MARKET


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
    if _opens_with_whole(draft, subject_at) or _electric_within(draft, subject_at):
        return draft.subjects[0].kind is not SubjectKind.MODEL
    return _electric_follows(draft, subject_at)


def _opens_with_whole(draft: Draft, subject_at: int) -> bool:
    """ "Of all the cars VW sold …", "how much of …"; of "the market" it is another share."""
    opening = [token.text for token in draft.tokens[:subject_at] if not token.is_sign]
    if opening in (["how", "much", "of"], ["how", "much", "of", "the"]):
        return "market" not in draft.text.lower()
    return opening in (["of", "the"], ["of", "all"], ["of", "all", "the"], ["of"], ["out", "of", "all"])


def _electric_within(draft: Draft, subject_at: int) -> bool:
    """ "The electric cars among VW's sales": the kind of car first, then the whole, joined by no verb."""
    first_electric = min((span.first for span in draft.spans if span.has("powertrain")), default=999)
    if first_electric >= subject_at:
        return False
    between = set(draft.words_between(first_electric, subject_at))
    verbs = {"was", "were", "is", "are", "came", "did", "come", "sold", "registered"}
    return bool(_WITHIN & between) and not verbs & between and "market" not in [token.text for token in draft.tokens]


def _electric_follows(draft: Draft, subject_at: int) -> bool:
    """ "What share of VW's sales was electric": the kind of car after the maker and a verb."""
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
    return None if _WITHIN & set(before[-1:]) else False
