"""Questions that lean on what was said before: "and in Norway?", "the year before", "that one", "as a chart".

The new text's slots replace those of the last question; what it does not say is carried over, and the answer says so.
A text that is complete in itself leans on nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.memory import Memory
from bot.question import Question, Refusal
from bot.understand.carrying import MAKER_WORDS, anchor_of
from bot.understand.draft import Draft
from bot.understand.gates import is_pace
from bot.understand.looking_back import looking_back, the_two
from bot.understand.merging import merge
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
    if last is None or draft.mismatch or draft.below:
        return None
    if last.question.by_growth:
        draft.topics = [(topic, said) for topic, said in draft.topics if not is_pace(said)]
    if draft.topics:
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
    elif (asked := looking_back(draft, slots, words, memory)) is not None:
        return asked
    return merge(draft, slots, words, memory, catalogue)


def _of_both(draft: Draft, memory: Memory) -> Memory:
    """The conversation as if the two things of late had been asked for at once: "the year after for both"."""
    return Memory((*memory.turns[:-1], replace(memory.turns[-1], question=the_two(draft, memory))))


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
