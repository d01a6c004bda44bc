"""Questions that lean on what was said before: "and in Norway?", "the year before", "that one", "as a chart".

The new text's slots replace those of the last question; what it does not say is carried over, and the answer says so.
A text that is complete in itself leans on nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.memory import Memory
from bot.question import Intent, Question, Refusal
from bot.understand.carrying import MAKER_WORDS, anchor_of, union
from bot.understand.draft import Draft
from bot.understand.merging import about, merge
from bot.understand.period_words import TimeRead
from bot.understand.slots import Slots
from bot.understand.tokens import fold, tokenize
from facts import Period, PeriodKind
from facts.catalogue import Catalogue

OPENERS = {
    "add", "include", "make", "with", "and", "or", "also", "now", "then", "ok", "okay", "vs", "versus", "same",
    "instead", "but", "no", "sorry", "wait", "compared", "against", "plus", "only", "just", "actually", "so",
    "und", "et", "y", "en", "og", "och", "e", "hmm", "well", "thx", "thanks", "right", "great", "split",
    "ah", "oh", "do", "put", "swap", "replace", "extend", "go", "rewind", "as",
}  # fmt: skip
PRONOUNS = {
    "it", "them", "they", "those", "that", "these", "there", "its", "their", "he", "she", "both", "this",
    "two", "latter", "former", "ones", "one", "instead", "too",
}  # fmt: skip
CHOICE_FILLERS = {
    "course", "then", "obviously", "sure", "yes", "definitely", "the", "one", "please", "number", "option", "i", "mean",
    "meant", "of", "ones", "a", "sorry", "oops", "thanks", "thx", "pls", "plz", "cheers", "just", "actually", "ok",
    "that",
}  # fmt: skip
_SECOND = {"second": 1, "2nd": 1, "first": 0, "1st": 0, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}


def picked_choice(text: str, memory: Memory) -> str | None:
    """The question that an answer to a clarifying question means, or None where it is no such answer."""
    last = memory.last
    if last is None or not last.choices:
        return None
    words = [token.text for token in tokenize(text) if not token.is_sign]
    bare = [word for word in words if word not in CHOICE_FILLERS]
    if len(bare) == 1 and bare[0] in _SECOND:
        return last.choices[_SECOND[bare[0]]].question if _SECOND[bare[0]] < len(last.choices) else None
    named = [choice for choice in last.choices if bare and bare[-1] in _label_words(choice.label)]
    if len(bare) == 1 and bare[0].isdigit() and words[0] == "the" and len(named) == 1:
        return named[0].question
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
    if "both" in words and any(read.relative for read in draft.times):
        memory = _of_both(draft, memory)
    else:
        meta = _meta(draft, slots, words, memory)
        if meta is not None:
            return meta
    return merge(draft, slots, words, memory, catalogue)


def _of_both(draft: Draft, memory: Memory) -> Memory:
    """The conversation as if the two things of late had been asked for at once: "the year after for both"."""
    two = _the_two(draft, memory)
    return memory if two is None else Memory((*memory.turns[:-1], replace(memory.turns[-1], question=two)))


def _leans(draft: Draft, slots: Slots, words: list[str]) -> bool:
    if any(read.relative for read in draft.times):
        return True
    if _asks_its_maker(words) and not draft.subjects:
        return True
    if draft.has("correction") and len(words) < 9 and not draft.has("count", "rank"):
        return True
    has_subject = bool(draft.subjects)
    complete = has_subject and (draft.places or slots.whens) and (slots.measure or draft.has("count", "rank"))
    opener = words[0] in OPENERS or words[:2] in (["what", "about"], ["how", "about"], ["i", "meant"])
    pronoun = bool(PRONOUNS & set(words)) and not (complete and not opener)
    if _speaks_of_a_place(words) and not draft.places:
        return True
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


def _asks_its_maker(words: list[str]) -> bool:
    """ "How many did the company deliver?": the maker of what was spoken of."""
    return any(pair[0] in ("the", "that", "this") and pair[1] in MAKER_WORDS for pair in pairwise(words))


def _speaks_of_a_place(words: list[str]) -> bool:
    """ "There" that points at a place; in "are there" and "there were" it points at nothing."""
    being = {"is", "are", "was", "were", "be", "been", "has", "have", "s", "will"}
    return any(
        word == "there" and not being & set(words[max(0, index - 1) : index] + words[index + 1 : index + 2])
        for index, word in enumerate(words)
    )


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
    asks_ahead = bool({"who", "which"} & outside) and draft.has("outsell", "rank", "superlative", "morethan", "than")
    ahead = asks_ahead or words[:3] in (["who", "had", "more"], ["who", "sold", "more"], ["which", "had", "more"])
    if bare and ahead and before.intent is Intent.COUNT and len(before.subjects) == 1 and len(memory.turns) > 1:
        earlier = memory.turns[-2].question
        same_time = [when.period for when in earlier.whens] == [when.period for when in before.whens]
        if earlier.intent is Intent.COUNT and same_time and _one_apart(earlier, before):
            return _the_two(draft, memory)
    only_dated = not draft.subjects and not draft.places and bool(slots.whens) and len(words) < 7
    two = _the_two(draft, memory) if only_dated and "both" in outside else None
    if two is not None and max(len(two.measures), len(two.powertrains), len(two.subjects), len(two.places)) > 1:
        return replace(two, whens=slots.whens, intent=Intent.COMPARE)
    points = bool({"that", "this", "it"} & outside) or len(words) < 3
    how_much_more = draft.has("difference") and points and len(memory.turns) > 1
    if bare and draft.has("ratio") and {"former", "latter", "two", "both"} & outside and len(memory.turns) > 1:
        two_said = _the_two(draft, memory)
        return None if two_said is None else replace(two_said, is_ratio=True)
    if bare and how_much_more and _one_apart(memory.turns[-2].question, before):
        return _the_two(draft, memory)
    if bare and ({"two", "both"} & outside) and (shown or "both" in words):
        return _the_two(draft, memory)
    if (draft.has("chart", "csv", "table")) and bare and not draft.has("average", "growth") and len(words) <= 7:
        asked = replace(before, text=draft.text, wants_chart=draft.has("chart"), wants_csv=draft.has("csv"))
        single = before.intent is Intent.COUNT and max(len(before.subjects), len(before.places), len(before.whens)) < 2
        return replace(asked, intent=Intent.TREND) if single and not before.predicate else asked
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


def _one_apart(one: Question, other: Question) -> bool:
    """Whether two questions differ in their subjects or in their places, not in both."""
    subjects = [subject.id for subject in one.subjects] != [subject.id for subject in other.subjects]
    places = [place.id for place in one.places] != [place.id for place in other.places]
    return subjects != places


def _the_two(draft: Draft, memory: Memory) -> Question | None:
    last = memory.turns[-1].question
    earlier = memory.turns[-2].question if len(memory.turns) > 1 else last
    together = draft.has("together")
    intent = Intent.COUNT if together else Intent.COMPARE
    if len(last.subjects) > 1 or len(last.places) > 1:
        return replace(last, text=draft.text, intent=intent, together=together, is_difference=draft.has("difference"))
    if earlier.measure is not last.measure and about(earlier) == about(last) and earlier.measure and last.measure:
        return replace(
            last, text=draft.text, intent=Intent.COMPARE, measures=(earlier.measure, last.measure),
            is_difference=draft.has("difference"), carried=("both",),
        )  # fmt: skip
    kinds = tuple(dict.fromkeys((*earlier.powertrains, *last.powertrains)))
    if len(kinds) > 1 and about(earlier)[:2] == about(last)[:2]:
        return replace(
            last, text=draft.text, intent=Intent.COMPARE, powertrains=kinds, is_difference=draft.has("difference"),
            carried=("both",),
        )  # fmt: skip
    subjects = union(earlier.subjects, last.subjects)
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


def hear_short_year(draft: Draft, before: Question) -> None:
    """ "24?" after a figure of a year: two figures that stand alone are the year they end."""
    words = [token for token in draft.tokens if not token.is_sign and token.text not in ("and", "in", "what", "about")]
    year = anchor_of(before)
    if len(words) != 1 or draft.times or year is None or year.kind is not PeriodKind.YEAR:
        return
    if re.fullmatch(r"[012]\d", words[0].text) and 2000 + int(words[0].text) <= draft.today.year:
        index = draft.tokens.index(words[0])
        draft.times = [TimeRead(index, index, Period.year(2000 + int(words[0].text)))]
        draft.numbers, draft.leftovers = [], [other for other in draft.leftovers if other != index]


def _next_of(draft: Draft, read: TimeRead) -> str:
    """Whether the following year is meant, or the following month or quarter."""
    return "later:1" if "year" in draft.words_between(read.first - 1, read.last + 1) else "next"


def hear_next_year(draft: Draft, before: Question) -> None:
    """ "and the next year?" after a figure of the past means the year after that one, not next year's forecast."""
    anchor = anchor_of(before)
    if anchor is None or anchor.end.year + 1 >= draft.today.year:
        return
    draft.times = [
        replace(read, period=None, relative=_next_of(draft, read), is_future=False)
        if read.is_future and "next" in draft.words_between(read.first - 1, read.last + 1)
        else read
        for read in draft.times
    ]
