"""What names mean beside each other: a maker before its model, brands that are a group, corrections, exclusions.

Works on a Draft whose spans have been sorted; it adds no meaning that the text does not give.
"""

from __future__ import annotations

import itertools

from bot.question import Origin, Place, Subject, SubjectKind
from bot.understand.draft import Draft, find_codes, read_numbers, sort_span
from bot.understand.spans import Span
from facts.catalogue import Catalogue
from facts.things import fold

ROADS = {
    "road", "roads", "street", "streets", "highways", "motorways", "routes", "strassen", "strasse",
    "carreteras", "calles", "wegen", "veier", "veiene", "vagar", "vagarna", "strade", "estradas",
    "veje", "vejene", "weg",
}  # fmt: skip


ABROAD = {"abroad", "overseas"}
_ORDERS = ("superlative", "rank", "fewest")
_ALSO = frozenset({"and", "or", "nor", ",", "&", "the", "und", "et", "y", "e", "og", "och", "en"})
"""Between two names that are taken out together."""
OUTSIDE_CHINA = "world-excl-china"
PUT = {"put", "went", "go", "sold", "registered", "bought", "delivered", "came", "hit"}
ON = {"on", "auf", "sur", "en", "por", "op", "pa", "sulle", "nas", "in"}


SEPARATORS = {
    "or", "and", "vs", "versus", "v", ",", "/", "&", "+", "than", "against", ";", "und", "et", "y", "en", "og",
    "och", "e", "with", "to",
}  # fmt: skip


def _correct(draft: Draft) -> None:
    """ "… in Czechia, no wait, in Austria": what comes after a correction replaces what came before it."""
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
    taken_back = {span.first for span in draft.spans if span.has("cue", "correction")}
    named = {index for span in draft.spans if span.is_name for index in range(span.first, span.last + 1)}
    ends = max((*named, *(read.first for read in draft.times)), default=0)
    for index, text in enumerate(texts):
        following = texts[index + 1 : index + 4]
        if index < 2 or index in named:
            continue
        if index >= ends:
            return None
        if (
            text in ("kidding", "correction", "nee", "nein", "oops")
            or (
                text in ("rather", "wait", "sorry")
                and (following[:1] == [","] or texts[index - 1] in (".", ",", "no", "-"))
            )
            or (text == "no" and (following[:1] in ([","], ["wait"]) or texts[index - 1] in (".", ",")))
            or index in taken_back
            or (text in ("make", "scratch") and following[:1] == ["that"])
            or (text in ("ok", "okay", "well", "erm", "err", "uh", "um") and texts[index - 2 : index] == [".", "."])
        ) and (
            any(read.first > index for read in draft.times)
            or any(span.first > index and (span.is_name) for span in draft.spans)
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
                draft.leave_out(subject, span)
    _hear_non(draft)
    if not draft.has("exclude"):
        return
    for cue, position in draft.cue_order:
        if cue != "exclude":
            continue
        last = position + 2
        for subject, span in list(zip(draft.subjects, draft.subject_spans, strict=True)):
            between = set(draft.words_between(last, span.first)) if span.first > last else set()
            if span.first - position > 0 and span.first - last <= 3 and between <= SEPARATORS | {"the", "counting"}:
                draft.leave_out(subject, span)
                last = span.last


def _leave_out_places(draft: Draft, catalogue: Catalogue) -> None:
    """ "The EU except Germany": the other members, added up; of a place whose members nobody lists, no figure tells."""
    left_out = _places_left_out(draft)
    outside = next((place for place in draft.places if place.id == OUTSIDE_CHINA), None)
    if outside is not None:
        draft.places = [place for place in draft.places if place.id != "world"]
        left_out = [] if not left_out else [(OUTSIDE_CHINA, outside.said), *left_out]
    if not left_out:
        return
    gone = {ident for ident, _ in left_out}
    kept = [place for place in draft.places if place.id not in gone]
    whole = kept[0] if len(kept) == 1 else None
    members = set(catalogue.regions[whole.id].members) if whole is not None else set()
    ranks_things = draft.has("rank", "superlative") and not draft.has("ofregion") and not draft.shares
    if gone == {"CN"} and (not kept or (whole is not None and whole.id == "world")):
        draft.places = [Place(OUTSIDE_CHINA, Origin.SAID, left_out[0][1])]
    elif whole is not None and gone < members and not ranks_things:
        draft.places = [Place(member, Origin.INFERRED, whole.said) for member in sorted(members - gone)]
        draft.cues.add("together")
    else:
        draft.qualifiers.append(("place", f"without {left_out[-1][1]}"))


def _places_left_out(draft: Draft) -> list[tuple[str, str]]:
    """The ids of the places after "except" and its like, and how they were said."""
    found: list[tuple[str, str]] = []
    for cue in (span for span in draft.spans if span.has("cue", "exclude") or span.has("region", OUTSIDE_CHINA)):
        last = cue.last
        for span in draft.spans:
            between = set(draft.words_between(last, span.first)) if span.first > last else {"before"}
            parted = span.has("region", OUTSIDE_CHINA) or (cue.has("region") and not between)
            if span.has("region") and not parted and between <= _ALSO and span.first - last <= 3:
                found.append((span.values("region")[0], draft.said(span)))
                last = span.last
    return found


def _drop_everywhere(draft: Draft) -> None:
    """ "everywhere in Denmark": the place that is named says where."""
    if len(draft.places) > 1:
        draft.places = [place for place in draft.places if place.said.lower() != "everywhere"]


def _merge_regions(draft: Draft, catalogue: Catalogue) -> None:
    """An aggregate and the countries that only spell it out are one place: "Benelux (BE + NL + LU)"."""
    wholes = [place for place in draft.places if catalogue.regions[place.id].members]
    if not wholes or draft.has("versus", "outsell", "than"):
        return
    members = {member for place in wholes for member in catalogue.regions[place.id].members}
    others = [place for place in draft.places if place not in wholes]
    if len(others) > 1 and all(place.id in members for place in others):
        draft.places = others
        if not draft.has("rank", "superlative", "fewest"):
            draft.cues.add("together")
    elif others and not draft.shares and all(place.id in members for place in others) and not draft.has(*_ORDERS):
        draft.places = wholes


def _hear_non(draft: Draft) -> None:
    """ "non-Tesla EVs", "not a Tesla": the maker is taken out."""
    texts = [token.text for token in draft.tokens]
    for subject, span in list(zip(draft.subjects, draft.subject_spans, strict=True)):
        before = [text for text in texts[max(0, span.first - 2) : span.first] if text not in ("-", "a")]
        after = [text for text in texts[span.last + 1 : span.last + 3] if text not in ("is", "are", "not")]
        aside = after[:1] in (["excluded"], ["aside"], ["excepted"]) or texts[span.last + 1 : span.last + 3] == [
            "left",
            "out",
        ]
        if (before[-1:] == ["non"] or aside) and subject.kind in (SubjectKind.BRAND, SubjectKind.GROUP):
            draft.leave_out(subject, span)


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


def _hear_plus(draft: Draft) -> None:
    """ "EX30+EX40", "be+nl": a plus sign between two names adds them up."""
    named = [span for span in draft.spans if span.is_name]
    for left, right in itertools.pairwise(named):
        if [token.text for token in draft.tokens[left.last + 1 : right.first]] == ["+"]:
            draft.cues.add("together")


def _hear_abroad(draft: Draft, catalogue: Catalogue) -> None:
    """ "abroad", "overseas": outside China for a maker from there; for others nobody counts it."""
    words = [token.text for token in draft.tokens]
    if not ABROAD & set(words) or draft.places:
        return
    outside = abroad(words, [subject.id for subject in draft.subjects], catalogue)
    if outside is not None:
        draft.places.append(outside)
    elif draft.subjects:
        draft.qualifiers.append(("origin", "abroad"))


def abroad(words: list[str], subjects: list[str], catalogue: Catalogue) -> Place | None:
    """The place that "abroad" means for these subjects, where figures tell it apart."""
    brands = [catalogue.brands.get(subject) for subject in subjects]
    if ABROAD & set(words) and any(brand is not None and brand.country == "CN" for brand in brands):
        return Place(OUTSIDE_CHINA, Origin.INFERRED, "abroad")
    return None


def _hear_roads(draft: Draft) -> None:
    """ "on German roads", "sur les routes françaises": vehicles in use, unless they were put there."""
    words = [token.text for token in draft.tokens]
    for index, word in enumerate(words):
        heads = words[index + 1 : index + 2] == [":"]
        if word in ROADS and (heads or any(before in ON for before in words[max(0, index - 4) : index])):
            draft.measures.extend(["stock"] if not PUT & set(words) else [])


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


def _makers_beside(draft: Draft, catalogue: Catalogue) -> set[int]:
    """The maker's name right before its model, where it is too common a word to be a name alone: "smart fortwo"."""
    found: set[int] = set()
    for subject, span in zip(draft.subjects, draft.subject_spans, strict=True):
        maker = catalogue.brands.get(subject.id.split("/")[0])
        if subject.kind is SubjectKind.MODEL and maker is not None and span.first > 0:
            said = draft.tokens[span.first - 1]
            if said.text == fold(maker.name):
                found.add(span.first - 1)
    return found


def fill(draft: Draft, catalogue: Catalogue) -> Draft:
    """Sort the chosen spans into slots."""
    for span in draft.spans:
        sort_span(draft, span, catalogue)
    _correct(draft)
    _leave_out(draft)
    _leave_out_places(draft, catalogue)
    _merge_brands(draft, catalogue)
    _hear_abroad(draft, catalogue)
    _drop_everywhere(draft)
    _merge_regions(draft, catalogue)
    _merge_company(draft, catalogue)
    _settle_ambiguous(draft, catalogue)
    _hear_plus(draft)
    _merge_groups(draft, catalogue)
    _join_brands(draft, catalogue)
    _hear_roads(draft)
    read_numbers(draft)
    explained = {index for span in draft.spans for index in range(span.first, span.last + 1)}
    explained |= {index for number in draft.numbers for index in range(number.first, number.last + 1)}
    find_codes(draft, explained)
    explained |= _makers_beside(draft, catalogue)
    draft.leftovers = [
        index
        for index, token in enumerate(draft.tokens)
        if index not in explained and (token.kind in ("word", "digits", "number", "date"))
    ]
    return draft
