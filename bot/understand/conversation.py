"""Questions that lean on what was said before: "and in Norway?", "the year before", "that one", "as a chart".

The new text's slots replace those of the last question; what it does not say is carried over, and the answer says so.
A text that is complete in itself leans on nothing.
"""

from __future__ import annotations

from dataclasses import replace

from bot.memory import Memory, Turn
from bot.question import Bound, Intent, Origin, Place, Question, Refusal, Subject, SubjectKind, When
from bot.understand import intents
from bot.understand.draft import Draft
from bot.understand.gates import asked_predicate
from bot.understand.periods import in_year, relative_to
from bot.understand.settling import abroad
from bot.understand.slots import Slots
from bot.understand.tokens import fold, tokenize
from facts import Period, PeriodKind
from facts.catalogue import Catalogue
from facts.model import MARKET

OPENERS = {
    "add", "include", "make", "with", "and", "or", "also", "now", "then", "ok", "okay", "vs", "versus", "same",
    "instead", "but", "no", "sorry", "wait", "compared", "against", "plus", "only", "just", "actually", "so",
    "und", "et", "y", "en", "og", "och", "e", "hmm", "well", "thx", "thanks", "right", "great", "split",
    "ah", "oh", "do", "swap", "replace", "extend", "go", "rewind", "as",
}  # fmt: skip
PRONOUNS = {
    "it", "them", "they", "those", "that", "these", "there", "its", "their", "he", "she", "both", "this",
    "two", "latter", "former", "ones", "one", "instead", "too",
}  # fmt: skip
_SECOND = {"second": 1, "2nd": 1, "first": 0, "1st": 0, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}


def picked_choice(text: str, memory: Memory) -> str | None:
    """The question that an answer to a clarifying question means, or None where it is no such answer."""
    last = memory.last
    if last is None or not last.choices:
        return None
    words = [token.text for token in tokenize(text) if not token.is_sign]
    bare = [
        word
        for word in words
        if word not in ("the", "one", "please", "number", "option", "i", "mean", "meant", "of", "ones", "a")
    ]
    if len(bare) == 1 and bare[0] in _SECOND:
        return last.choices[_SECOND[bare[0]]].question if _SECOND[bare[0]] < len(last.choices) else None
    if len(bare) == 1 and bare[0].isdigit() and 1 <= int(bare[0]) <= len(last.choices) and len(words) <= 2:
        return last.choices[int(bare[0]) - 1].question
    if not bare or len(bare) > 5:
        return None
    fitting = [choice for choice in last.choices if set(bare) <= set(_label_words(choice.label))]
    exact = [choice for choice in fitting if set(bare) == set(_label_words(choice.label))]
    chosen = exact or fitting
    return chosen[0].question if len(chosen) == 1 else None


def _label_words(label: str) -> list[str]:
    return [token.text for token in tokenize(fold(label)) if not token.is_sign]


def follow_up(draft: Draft, slots: Slots, memory: Memory, catalogue: Catalogue) -> Question | Refusal | None:
    """The full question that an elliptical text means, or None where it stands alone."""
    last = memory.last
    if last is None or draft.topics or draft.mismatch or draft.below:
        return None
    words = [token.text for token in draft.tokens if not token.is_sign]
    if words[:1] == ["now"] and len(words) > 1:
        draft.times = [read for read in draft.times if not (read.is_newest and read.first == 0)]
    if not _leans(draft, slots, words):
        return None
    if draft.qualifiers or draft.ambiguous:
        return None
    meta = _meta(draft, slots, words, memory)
    if meta is not None:
        return meta
    return _merged(draft, slots, words, memory, catalogue)


def _leans(draft: Draft, slots: Slots, words: list[str]) -> bool:
    if any(read.relative for read in draft.times):
        return True
    has_subject = bool(draft.subjects)
    complete = has_subject and (draft.places or slots.whens) and (slots.measure or draft.has("count", "rank"))
    opener = words[0] in OPENERS or words[:2] in (["what", "about"], ["how", "about"], ["i", "meant"])
    pronoun = bool(PRONOUNS & set(words)) and not (complete and not opener)
    if len(words) < 6 and words[-1] in ("then", "instead", "though") and not complete:
        return True
    if opener and not (complete and draft.places and slots.whens):
        return True
    if pronoun and not (has_subject and draft.places):
        return True
    if (
        has_subject
        and not draft.places
        and not slots.whens
        and not slots.measure
        and not draft.cues
        and not draft.predicates
    ):
        return not len(words) > 3
    if has_subject:
        return False
    definite = any(
        span.has("powertrain") and span.first and draft.tokens[span.first - 1].text == "the" for span in draft.spans
    )
    if definite and not draft.places and not draft.shares:
        return True
    market = bool(slots.subjects) and (draft.places or len(words) > 5)
    if market:
        return False
    return not (draft.has("coverage", "list") and draft.places)


def _meta(draft: Draft, slots: Slots, words: list[str], memory: Memory) -> Question | None:
    """Sources, charts, "which of those was best", "compare the two", "built or sold?"."""
    last = memory.last
    assert last is not None
    before = last.question
    bare = not draft.subjects and not draft.places and not slots.whens
    if draft.has("source") and bare:
        return replace(before, intent=Intent.SOURCE, text=draft.text, topic=str(before.intent))
    if (
        before.intent is Intent.RANK
        and not draft.has("ofregion", "ofmodel")
        and (not draft.has("ofbrand") or words[0] == "make")
        and not draft.subjects
        and not draft.places
        and not draft.times
        and len(draft.numbers) == 1
        and draft.numbers[0].value <= 100
        and len(words) <= 5
    ):
        number = draft.numbers[0]
        if number.is_ordinal:
            return replace(before, text=draft.text, ordinal=int(number.value))
        return replace(before, text=draft.text, limit=max(1, int(number.value)), ordinal=None)
    shown = draft.has("versus", "together", "difference", "chart", "csv", "table")
    inside = {index for read in draft.times for index in range(read.first, read.last + 1)}
    outside = {token.text for index, token in enumerate(draft.tokens) if index not in inside}
    if bare and ({"two", "both"} & outside) and (shown or "both" in words):
        return _the_two(draft, memory)
    if (draft.has("chart", "csv", "table")) and bare and not draft.has("average", "growth") and len(words) <= 7:
        return replace(before, text=draft.text, wants_chart=draft.has("chart"), wants_csv=draft.has("csv"))
    if bare and draft.has("average") and before.intent is Intent.TREND:
        unit = _unit_of(before)
        return replace(before, text=draft.text, intent=Intent.AVERAGE, unit_of_time=unit, breakdown=None)
    if (
        bare
        and {"those", "them", "these", "that", "all"} & set(words)
        and draft.has("together", "count")
        and {"total", "sum", "together"} & set(words)
        and before.intent in (Intent.COMPARE, Intent.TREND)
    ):
        return replace(before, text=draft.text, intent=Intent.COUNT, together=True, breakdown=None)
    if words[:2] == ["since", "when"] and bare:
        return replace(before, text=draft.text)
    if bare and len(draft.measures) > 1 and draft.has("or") and len(words) <= 4:
        return replace(before, text=draft.text)
    if bare and draft.has("second", "third") and before.intent is Intent.RANK:
        return replace(
            before, text=draft.text, ordinal=2 if draft.has("second") else 3, limit=max(before.limit or 0, 3)
        )
    if bare and {"those", "these", "them"} & set(words) and draft.has("rank", "superlative", "fewest", "record"):
        if before.intent is Intent.TREND:
            return replace(
                before,
                text=draft.text,
                intent=Intent.RECORD,
                unit_of_time=_unit_of(before),
                breakdown=None,
                ascending=draft.has("fewest"),
            )
        return replace(before, text=draft.text)
    return None


def _unit_of(trend: Question) -> PeriodKind:
    """The unit of time in whose steps a trend was told."""
    return {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER}.get(trend.breakdown or "", PeriodKind.YEAR)


def _union(*said: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Subjects of several turns, each once."""
    return tuple({subject.id: subject for subjects in said for subject in subjects}.values())


def _anchor(before: Question) -> Period | None:
    """The period that times of the next turn are told from."""
    return next((when.period for when in before.whens if when.period is not None), None)


def _the_two(draft: Draft, memory: Memory) -> Question | None:
    last = memory.turns[-1].question
    earlier = memory.turns[-2].question if len(memory.turns) > 1 else last
    together = draft.has("together")
    intent = Intent.COUNT if together else Intent.COMPARE
    if len(last.subjects) > 1 or len(last.places) > 1:
        return replace(last, text=draft.text, intent=intent, together=together, is_difference=draft.has("difference"))
    if earlier.measure is not last.measure and _about(earlier) == _about(last) and earlier.measure and last.measure:
        return replace(
            last, text=draft.text, intent=Intent.COMPARE, measures=(earlier.measure, last.measure),
            is_difference=draft.has("difference"), carried=("both",),
        )  # fmt: skip
    subjects = _union(earlier.subjects, last.subjects)
    places = tuple({place.id: place for place in (*earlier.places, *last.places)}.values())
    whens = tuple({(when.period, when.bound): when for when in (*earlier.whens, *last.whens)}.values())
    if len(subjects) > 1 and len(places) > 1:
        places = last.places
    return replace(
        last,
        text=draft.text,
        intent=intent,
        subjects=subjects,
        places=places,
        whens=whens,
        together=together,
        is_difference=draft.has("difference"),
        carried=("both",),
    )


def _merged(draft: Draft, slots: Slots, words: list[str], memory: Memory, catalogue: Catalogue) -> Question | None:
    last = memory.last
    assert last is not None
    before = last.question
    fresh = intents.figure_intent(draft, slots)
    carried: list[str] = []
    subjects = _subjects(draft, slots, words, last, catalogue, carried)
    turns_to_market = _turns_to_market(draft, words, before)
    if turns_to_market:
        subjects = (Subject(MARKET, SubjectKind.MARKET),)
        fresh = replace(fresh, breakdown=None)
    if "both" in words and len(memory.turns) > 1:
        two = _union(memory.turns[-2].question.subjects, subjects)
        subjects = two if draft.subjects or len({subject.kind for subject in two}) == 1 else subjects
    if not subjects:
        return None
    places = _places(draft, words, before, carried)
    if not draft.places and (outside := abroad(words, [subject.id for subject in subjects], catalogue)) is not None:
        places = (outside,)
    whens = _whens(draft, slots, before, carried)
    intent = _intent(draft, slots, fresh, before)
    if turns_to_market and not draft.has("trend"):
        intent = fresh.intent
    only_whole = draft.shares and slots.powertrains and slots.powertrains[0] == "ALL" and len(slots.powertrains) == 1
    if only_whole and before.powertrains:
        slots = replace(slots, powertrains=before.powertrains)
    powertrains = slots.powertrains or (before.powertrains if _same_sort(subjects, before) else ())
    predicate, asks_when = None, fresh.asks_when
    statement = intents.is_statement(draft, slots)
    has_new_figure = draft.has("count", "difference", "average") or draft.shares
    if statement is not None and not has_new_figure and not (slots.measure and not _asks_fact(words)):
        found = asked_predicate(draft, slots, list(dict.fromkeys(draft.predicates)), words)
        if found is not None:
            predicate = found
            intent = (
                Intent.AVAILABILITY
                if found.value in ("launched", "discontinued", "available_in", "not_available_in")
                else Intent.DESCRIBE
            )
            asks_when = draft.has("when")
    elif (
        before.predicate is not None
        and not has_new_figure
        and not slots.measure
        and intent in (Intent.AVAILABILITY, Intent.DESCRIBE)
    ):
        predicate, asks_when = before.predicate, before.asks_when
    quantity = slots.quantity or (before.quantity if intent in (Intent.MILESTONE, Intent.CHECK) else None)
    merged = replace(
        fresh,
        intent=intent,
        subjects=subjects,
        places=places,
        whens=whens,
        measure=slots.measure or before.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.CONVERSATION if before.measure else Origin.DEFAULTED,
        powertrains=powertrains,
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.CONVERSATION,
        is_plugin=fresh.is_plugin or (not slots.powertrains and before.is_plugin),
        vehicle_type=slots.vehicle if slots.vehicle_said else before.vehicle_type,
        breakdown=fresh.breakdown or (before.breakdown if intent in (Intent.TREND, Intent.AVERAGE) else None),
        unit_of_time=fresh.unit_of_time or before.unit_of_time,
        per_day=fresh.per_day or before.per_day,
        limit=fresh.limit or (before.limit if intent is Intent.RANK else None),
        ordinal=fresh.ordinal,
        rank_of=_rank_of(draft, fresh, before) if intent is Intent.RANK else None,
        ascending=fresh.ascending or (before.ascending and intent is before.intent),
        share_of=fresh.share_of or (before.share_of if intent in (Intent.SHARE, Intent.TREND, Intent.RANK) else None),
        quantity=quantity,
        predicate=predicate,
        asks_when=asks_when or (intent is Intent.MILESTONE),
        is_difference=fresh.is_difference or (intent is before.intent and before.is_difference),
        together=fresh.together,
        carried=tuple(carried),
    )
    if intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and not slots.whens:
        merged = replace(merged, whens=())
    if intent is Intent.CHECK:
        inner = before.claims[0] if before.claims else before
        merged = replace(merged, claims=(replace(merged, intent=inner.intent, measure=slots.measure or inner.measure),))
    if intent is Intent.COUNT and not merged.together and max(len(subjects), len(places), len(whens)) > 1:
        merged = replace(merged, intent=Intent.COMPARE)
    if intent is Intent.GROWTH and not slots.whens and len(memory.turns) > 1:
        earlier = memory.turns[-2].question
        same = _about(earlier) == _about(before)
        told = {w.period: w for w in (*earlier.whens, *before.whens) if w.period is not None}
        both = tuple(told[period] for period in sorted(told, key=lambda period: period.end))
        if same and len(both) == 2:
            merged = replace(merged, whens=both)
    if intent is Intent.SHARE:
        merged = replace(
            merged,
            share_of=intents.share_of(draft, replace(slots, subjects=subjects)) if draft.shares else before.share_of,
        )
    return merged


def _turns_to_market(draft: Draft, words: list[str], before: Question) -> bool:
    """ "and all BEVs that year" after a model: the market it is part of, for a model has no other powertrain."""
    models = bool(before.subjects) and all(subject.kind is SubjectKind.MODEL for subject in before.subjects)
    whole = {"all", "overall", "total", "every", "altogether"} & set(words)
    return models and bool(whole) and bool(draft.powertrains) and not draft.subjects and not draft.shares


def _rank_of(draft: Draft, fresh: Question, before: Question) -> str | None:
    """ "now the brands" turns the last ranking into one of brands; otherwise it stays what it was."""
    if fresh.rank_of and fresh.intent is Intent.RANK and draft.has("ofbrand", "ofregion", "ofmodel"):
        return fresh.rank_of
    if before.intent is Intent.RANK and not draft.subjects:
        kinds = {"ofbrand": "brand", "ofgroup": "group", "ofregion": "region", "ofmodel": "model"}
        said = [kinds[cue] for cue, _ in sorted(draft.cue_order, key=lambda item: item[1]) if cue in kinds]
        if said:
            return said[0]
    return before.rank_of


def hear_next_year(draft: Draft, before: Question) -> None:
    """ "and the next year?" after a figure of the past means the year after that one, not next year's forecast."""
    anchor = _anchor(before)
    if anchor is None or anchor.end.year + 1 >= draft.today.year:
        return
    draft.times = [
        replace(read, period=None, relative="later:1", is_future=False)
        if read.is_future and "next" in draft.words_between(read.first - 1, read.last + 1)
        else read
        for read in draft.times
    ]


def _about(question: Question) -> tuple[list[str], list[str], tuple[str, ...]]:
    """What two questions must share for their figures to be held against each other."""
    return (
        [subject.id for subject in question.subjects],
        [place.id for place in question.places],
        question.powertrains,
    )


def _asks_fact(words: list[str]) -> bool:
    return bool(
        {"still", "when", "where", "who", "why", "called", "replaced", "place", "successor", "available"} & set(words)
    ) or words[:2] in (["is", "it"], ["was", "it"], ["and", "in"])


def _same_sort(subjects: tuple[Subject, ...], before: Question) -> bool:
    return bool(before.subjects) and subjects[0].kind == before.subjects[0].kind


def _subjects(
    draft: Draft, slots: Slots, words: list[str], last: Turn, catalogue: Catalogue, carried: list[str]
) -> tuple[Subject, ...]:
    before = last.question
    if draft.subjects:
        adds = (
            words[0] in ("vs", "versus", "against", "compared", "plus", "add", "include", "with", "also")
            or "both" in words
            or "too" in words
            or (draft.has("versus") and len(draft.subjects) == 1 and not draft.places and len(words) < 6)
        )
        if adds:
            return _union(before.subjects, tuple(draft.subjects))
        return tuple(draft.subjects)
    if slots.subjects and not before.subjects:
        return slots.subjects
    pronoun = {
        "winner",
        "leader",
        "champion",
        "it",
        "them",
        "they",
        "that",
        "those",
        "one",
        "ones",
        "its",
        "their",
        "he",
    } & set(words)
    focus = [
        ident
        for ident in last.focus
        if ident in catalogue.models or ident in catalogue.brands or ident in catalogue.groups
    ]
    market = (
        not before.subjects
        or before.subjects[0].kind is SubjectKind.MARKET
        or before.intent in (Intent.RANK, Intent.DESCRIBE, Intent.LIST)
    )
    lists = {"list", "ranking", "rankings", "table", "top", "chart", "charts"} & set(words)
    if (
        focus
        and market
        and not lists
        and (pronoun or (draft.has("count") and not draft.powertrains))
        and not draft.has("rank")
    ):
        carried.append(catalogue.display_name(focus[0]))
        kind = (
            SubjectKind.MODEL
            if focus[0] in catalogue.models
            else SubjectKind.BRAND
            if focus[0] in catalogue.brands
            else SubjectKind.GROUP
        )
        return (Subject(focus[0], kind, Origin.CONVERSATION),)
    if before.subjects:
        carried.extend(
            catalogue.display_name(subject.id) if subject.kind is not SubjectKind.MARKET else "the market"
            for subject in before.subjects
        )
        return tuple(replace(subject, origin=Origin.CONVERSATION) for subject in before.subjects)
    return slots.subjects


def _places(draft: Draft, words: list[str], before: Question, carried: list[str]) -> tuple[Place, ...]:
    if len(draft.places) > 1 and words[0] in ("swap", "replace", "exchange", "switch"):
        return tuple(draft.places[-1:])
    if draft.places:
        joining = {"vs", "versus", "against", "plus", "compare", "compared", "add", "include", "with", "also"}
        adds = words[0] in joining and before.places and before.intent is not Intent.RANK
        if adds:
            return (*before.places, *draft.places)
        return tuple(draft.places)
    if before.intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and "there" not in words and not draft.predicates:
        return ()
    carried.extend(place.id for place in before.places)
    return tuple(replace(place, origin=Origin.CONVERSATION) for place in before.places)


def _whens(draft: Draft, slots: Slots, before: Question, carried: list[str]) -> tuple[When, ...]:
    anchor = _anchor(before)
    found: list[When] = []
    if any(
        read.period is not None and not (read.needs_year or read.relative or read.is_newest) for read in draft.times
    ):
        draft.times = [read for read in draft.times if not read.relative]
    loose = any(read.needs_year for read in draft.times)
    if loose and any(read.period is not None and not (read.needs_year or read.relative) for read in draft.times):
        return slots.whens
    moved = next((read for read in draft.times if loose and read.relative.startswith(("later", "earlier"))), None)
    if moved is not None and anchor is not None and (there := relative_to(moved, anchor)) is not None:
        anchor = there
    for read in draft.times:
        if (read.relative == "that" and loose) or read is moved:
            continue
        if read.relative:
            if anchor is not None and (period := relative_to(read, anchor)) is not None:
                found.append(When(period, Bound.IN, Origin.INFERRED))
        elif read.needs_year and anchor is not None and read.period is not None:
            shifted = in_year(read, anchor.end.year).period
            found.append(When(shifted, read.bound, Origin.INFERRED))
        elif not read.is_newest:
            found.append(When(read.period, read.bound))
    if not found and draft.has("ever"):
        found.append(When(None, Bound.EVER))
    if (
        found
        and draft.has("growth", "fall", "versus")
        and len(found) == 1
        and anchor is not None
        and found[0].period != anchor
        and not draft.subjects
    ):
        return (found[0], *(when for when in before.whens if when.period is not None))
    if found:
        return tuple(found)
    if any(read.is_newest for read in draft.times):
        return ()
    carried.extend(when.period.label for when in before.whens if when.period is not None)
    return tuple(replace(when, origin=Origin.CONVERSATION) for when in before.whens)


def _intent(draft: Draft, slots: Slots, fresh: Question, before: Question) -> Intent:
    if before.intent is Intent.CHECK and slots.quantity is not None and not draft.has("count", "when"):
        return Intent.CHECK
    only_percent = draft.only_percent or (not draft.shares and draft.text.rstrip("?! ").endswith("%"))
    if only_percent and before.intent is not Intent.SHARE and draft.has("versus", "growth", "fall", "difference"):
        return Intent.GROWTH
    if fresh.intent is not Intent.COUNT:
        if (
            fresh.intent is Intent.COMPARE
            and before.intent in (Intent.RANK, Intent.TREND)
            and not draft.has("versus", "outsell", "difference", "than")
        ):
            return before.intent
        if fresh.intent is Intent.MILESTONE or before.intent is not Intent.MILESTONE or not slots.quantity:
            if (
                fresh.intent is Intent.RANK
                and before.intent is Intent.COMPARE
                and not draft.has("ofmodel", "ofbrand", "ofregion")
            ):
                return Intent.COMPARE
            return fresh.intent
    if slots.quantity is not None and before.intent in (Intent.MILESTONE, Intent.CHECK):
        return before.intent
    picked = {"one", "it", "its", "leader", "winner"} & {token.text for token in draft.tokens}
    if before.intent is Intent.RANK and picked and not draft.has("rank", "ofmodel", "ofbrand", "ofregion"):
        return Intent.COUNT
    if before.intent is Intent.SHARE and "how much" in draft.text.lower() and slots.measure is None:
        return Intent.SHARE
    if draft.has("count") or (
        slots.measure is not None
        and before.intent in (Intent.AVAILABILITY, Intent.DESCRIBE, Intent.SOURCE, Intent.MILESTONE)
    ):
        return Intent.COUNT
    if draft.has("outsell") and before.intent is Intent.COMPARE:
        return Intent.COMPARE
    if before.intent in (Intent.HELP, Intent.SMALLTALK, Intent.SOURCE, Intent.COVERAGE, Intent.LIST):
        return Intent.COUNT
    return before.intent
