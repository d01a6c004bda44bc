"""Texts that ask about the answers just given: their source, as a chart, which was more, the two together, the average.

Each becomes the last question, or the last two at once, asked in another way. Texts that put a new place, time or thing
into the last question are for `merging`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.memory import Memory
from bot.question import Intent, Question
from bot.understand.carrying import union
from bot.understand.draft import Draft
from bot.understand.merging import about
from bot.understand.slots import Slots
from facts import PeriodKind

SHORTEST_SUM = 4
"""Words of a text that asks for a sum and nothing else: "and all together?", "add them up"."""
_THOSE = {"those", "these", "them"}


@dataclass(frozen=True, slots=True)
class _Turn:
    """A text with the conversation that it looks back on."""

    draft: Draft
    slots: Slots
    words: list[str]
    memory: Memory
    before: Question

    @property
    def bare(self) -> bool:
        """Whether it names no thing, place or time of its own."""
        return not self.draft.subjects and not self.draft.places and not self.slots.whens

    @property
    def outside(self) -> set[str]:
        """Its words, without those of the times it names."""
        inside = {index for read in self.draft.times for index in range(read.first, read.last + 1)}
        return {token.text for index, token in enumerate(self.draft.tokens) if index not in inside}

    @property
    def earlier(self) -> Question | None:
        """The question before the last."""
        return self.memory.turns[-2].question if len(self.memory.turns) > 1 else None

    def again(self) -> Question:
        """The last question in the words of this text."""
        return replace(self.before, text=self.draft.text)


def looking_back(draft: Draft, slots: Slots, words: list[str], memory: Memory) -> Question | None:
    """The question about what was answered, or None where the text asks for something new."""
    turn = _Turn(draft, slots, words, memory, memory.turns[-1].question)
    for decide in _IN_ORDER:
        if (found := decide(turn)) is not None:
            return found
    return None


def _whether_still(turn: _Turn) -> Question | None:
    """ "As of March?", "where is that from?"."""
    if turn.bare and not turn.draft.is_of_today:
        return turn.again()
    if turn.bare and turn.draft.has("source"):
        return replace(turn.again(), intent=Intent.SOURCE, topic=str(turn.before.intent))
    return None


def _rows_of(turn: _Turn) -> Question | None:
    """ "Make it ten", "the third": more or fewer rows of the last ranking, or one of them."""
    draft, words = turn.draft, turn.words
    if turn.before.intent is not Intent.RANK or draft.subjects or draft.places or draft.times or len(words) > 5:
        return None
    if draft.has("ofregion", "ofmodel") or (draft.has("ofbrand") and words[0] != "make"):
        return None
    if len(draft.numbers) != 1 or draft.numbers[0].value > 100 or draft.numbers[0].is_percent:
        return None
    number = draft.numbers[0]
    if turn.before.is_beyond and not number.is_ordinal:
        return None
    if number.is_ordinal:
        return replace(turn.again(), ordinal=int(number.value))
    return replace(turn.again(), limit=max(1, int(number.value)), ordinal=None)


def _which_was_ahead(turn: _Turn) -> Question | None:
    """ "Who sold more?" after two counts of the same time."""
    draft, before, earlier = turn.draft, turn.before, turn.earlier
    asks = bool({"who", "which"} & turn.outside) and draft.has("outsell", "rank", "superlative", "morethan", "than")
    opening = turn.words[:3] in (["who", "had", "more"], ["who", "sold", "more"], ["which", "had", "more"])
    counted = before.intent is Intent.COUNT and len(before.subjects) == 1
    if not turn.bare or not (asks or opening) or not counted or earlier is None:
        return None
    same_time = [when.period for when in earlier.whens] == [when.period for when in before.whens]
    fits = earlier.intent is Intent.COUNT and same_time and _one_apart(earlier, before)
    return the_two(draft, turn.memory) if fits else None


def _the_two_of_late(turn: _Turn) -> Question | None:
    """ "Both in 2023?", "how many times the latter?", "what is the difference?", "compare the two"."""
    draft, words, outside = turn.draft, turn.words, turn.outside
    two = the_two(draft, turn.memory)
    only_dated = not draft.subjects and not draft.places and bool(turn.slots.whens) and len(words) < 7
    if only_dated and "both" in outside:
        several = max(len(two.measures), len(two.powertrains), len(two.subjects), len(two.places)) > 1
        if several:
            return replace(two, whens=turn.slots.whens, intent=Intent.COMPARE)
    if not turn.bare:
        return None
    if draft.has("ratio") and {"former", "latter", "two", "both"} & outside and turn.earlier is not None:
        return replace(two, is_ratio=True)
    points = bool({"that", "this", "it"} & outside) or len(words) < 3
    if draft.has("difference") and points and turn.earlier is not None and _one_apart(turn.earlier, turn.before):
        return two
    shown = draft.has("versus", "together", "difference", "chart", "csv", "table")
    return two if {"two", "both"} & outside and (shown or "both" in words) else None


def _shown(turn: _Turn) -> Question | None:
    """ "As a chart", "and the CSV?"; a single figure becomes a series, for a chart of one bar shows nothing."""
    draft, before = turn.draft, turn.before
    wanted = turn.bare and draft.has("chart", "csv", "table") and not draft.has("average", "growth")
    if not wanted or len(turn.words) > 7:
        return None
    asked = replace(turn.again(), wants_chart=draft.has("chart"), wants_csv=draft.has("csv"))
    single = before.intent is Intent.COUNT and max(len(before.subjects), len(before.places), len(before.whens)) < 2
    return replace(asked, intent=Intent.TREND) if single and not before.predicate else asked


def _of_the_steps(turn: _Turn) -> Question | None:
    """ "On average?" after a development, "those in total?" after several figures."""
    draft, before, words = turn.draft, turn.before, set(turn.words)
    if not turn.bare:
        return None
    if draft.has("average") and before.intent is Intent.TREND:
        return replace(turn.again(), intent=Intent.AVERAGE, unit_of_time=_unit_of(before), breakdown=None)
    alone = draft.has("together") and len(turn.words) <= SHORTEST_SUM
    members = before.intent is Intent.RANK and before.rank_of == "region" and not (before.is_beyond or before.by_growth)
    if alone and (before.intent is Intent.COMPARE or (members and before.places)) and before.share_of is None:
        return replace(turn.again(), intent=Intent.COUNT, together=before.intent is Intent.COMPARE, breakdown=None)
    summed = draft.has("together", "count") and {"total", "sum", "together"} & words
    if summed and {*_THOSE, "that", "all"} & words and before.intent in (Intent.COMPARE, Intent.TREND):
        return replace(turn.again(), intent=Intent.COUNT, together=True, breakdown=None)
    return None


def _told_again(turn: _Turn) -> Question | None:
    """ "Since when?", "built or sold?": what the last answer said already."""
    either = len(turn.draft.measures) > 1 and turn.draft.has("or") and len(turn.words) <= 4
    return turn.again() if turn.bare and (turn.words[:2] == ["since", "when"] or either) else None


def _best_of_those(turn: _Turn) -> Question | None:
    """ "And the second?", "which of those was best?"."""
    draft, before = turn.draft, turn.before
    if not turn.bare:
        return None
    if draft.has("second", "third") and before.intent is Intent.RANK:
        return replace(turn.again(), ordinal=2 if draft.has("second") else 3, limit=max(before.limit or 0, 3))
    if not _THOSE & set(turn.words) or not draft.has("rank", "superlative", "fewest", "record"):
        return None
    if before.intent is not Intent.TREND:
        return turn.again()
    return replace(
        turn.again(), intent=Intent.RECORD, unit_of_time=_unit_of(before), breakdown=None, ascending=draft.has("fewest")
    )


def _unit_of(trend: Question) -> PeriodKind:
    """The unit of time in whose steps a trend was told."""
    return {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER}.get(trend.breakdown or "", PeriodKind.YEAR)


def _one_apart(one: Question, other: Question) -> bool:
    """Whether two questions differ in their subjects or in their places, not in both."""
    subjects = [subject.id for subject in one.subjects] != [subject.id for subject in other.subjects]
    places = [place.id for place in one.places] != [place.id for place in other.places]
    return subjects != places


def the_two(draft: Draft, memory: Memory) -> Question:
    """What was asked last and before that, asked at once: side by side, or summed where "together" is said."""
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


_IN_ORDER = (
    _whether_still, _rows_of, _which_was_ahead, _the_two_of_late, _shown, _of_the_steps, _told_again, _best_of_those
)  # fmt: skip
