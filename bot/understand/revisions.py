"""Questions on earlier figures: was it revised, what was it before, what was known in March 2026.

"As of" with no other period means everything until then and is left alone ("how many Zoes sold as of June 2016?");
beside the period that is asked for, or where the words say known or published, it means the figures of that day. What
is heard here is taken out of the text's times and cues, so that the rest is read as the question it would be today.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Bound, Question, Refusal
from bot.understand.draft import Draft
from bot.understand.period_words import TimeRead
from facts import Period

CUES = frozenset({"revised", "known"})
NOT_MEANT = frozenset({"check", "growth", "fall", "trend", "source", "coverage", "correction"})
"""What else the words of such a question could ask for."""
FIGURES = frozenset({"figure", "figures"})
CHANGED = frozenset({"changed", "updated", "corrected", "altered", "adjusted", "modified"})
ASKS = frozenset({"has", "have", "had", "was", "were", "did", "is", "are"})
OPENINGS = frozenset({"and", "so", "but", "hey", "hi", "please", "ok", "okay", "also"})
OF_A_CAR = frozenset({"after", "facelift", "with"})
"""What stands before a revision that a car went through."""
TELLING = frozenset({"revised", "revision", "revisions", "known", "restated", "amended"})
"""The words of these cues that must not be passed over where they ask for no earlier figure."""
BETWEEN = frozenset({"in", "on", "at", "the", "end", "of", ","})
"""What may stand between "as known" and its time."""


def hear_revisions(draft: Draft) -> None:
    """Note on a draft what it asks of earlier figures."""
    _year_so_far(draft)
    read = _known_by(draft)
    if read is not None and read.period is not None:
        draft.known_by = min(read.period.end, draft.today)
        draft.times = [other for other in draft.times if other is not read]
    earlier = draft.known_by is not None or draft.has("firstreported", "beforerevision")
    draft.asks_revision = not earlier and (_asks_revision(draft) or _asks_change(draft))
    if not draft.asks_revision and not earlier:
        _give_back(draft)
    if draft.asks_revision or earlier:
        not_meant = CUES | NOT_MEANT if draft.asks_revision else CUES
        draft.cues -= not_meant
        draft.cue_order = [(cue, at) for cue, at in draft.cue_order if cue not in not_meant]


def with_revisions(draft: Draft, read: Question | Refusal) -> Question | Refusal:
    """What was read, with what it asks of earlier figures."""
    if draft.is_of_today:
        return read
    if isinstance(read, Refusal):
        return read if read.question is None else replace(read, question=_asking(draft, read.question))
    return _asking(draft, read)


def carried_on(draft: Draft, read: Question | Refusal, before: Question) -> Question | Refusal:
    """The same for a text that leans on a question: "and in Sweden?" still asks what was known in March."""
    if not draft.is_of_today or isinstance(read, Refusal):
        return with_revisions(draft, read)
    return replace(
        read,
        known_by=before.known_by,
        first_reported=before.first_reported,
        before_revision=before.before_revision,
        asks_revision=before.asks_revision and not draft.has("count"),
    )


def _asking(draft: Draft, question: Question) -> Question:
    return replace(
        question,
        known_by=draft.known_by,
        first_reported=draft.has("firstreported"),
        before_revision=draft.has("beforerevision"),
        asks_revision=draft.asks_revision,
    )


def _known_by(draft: Draft) -> TimeRead | None:
    """The time as of which figures are asked for, where it does not say what they count."""
    known = [span.last for span in draft.spans if span.has("cue", "known")]
    for read in draft.times:
        dated = read.period is not None and not read.relative and read.period.end is not None
        if dated and any(_follows(draft, last, read) for last in known):
            return read
    as_of, asked = _as_of_and_asked(draft)
    return as_of if as_of is not None and asked and not any(_within(as_of, period) for _, period in asked) else None


def _year_so_far(draft: Draft) -> None:
    """ "In 2025 as of March 2025": the year up to then, whenever it is asked."""
    as_of, asked = _as_of_and_asked(draft)
    if as_of is None or as_of.period is None or len(asked) != 1 or not _within(as_of, asked[0][1]):
        return
    read, period = asked[0]
    assert period.start is not None
    so_far = replace(read, period=Period.between(period.start, as_of.period.end))
    draft.times = [so_far if other is read else other for other in draft.times if other is not as_of]


def _as_of_and_asked(draft: Draft) -> tuple[TimeRead | None, list[tuple[TimeRead, Period]]]:
    """The one "as of" beside the periods that are asked for; None where there is none, or it may belong to them."""
    as_of = [read for read in draft.times if _is_as_of(draft, read)]
    others = [read for read in draft.times if read not in as_of]
    asked = [(read, read.period) for read in others if read.bound is Bound.IN and read.period is not None]
    alone = len(as_of) != 1 or len(asked) != len(others) or draft.has("check", "versus")
    return (None, []) if alone else (as_of[0], asked)


def _follows(draft: Draft, last: int, read: TimeRead) -> bool:
    between = {token.text for token in draft.tokens[last + 1 : read.first]}
    return last < read.last and read.first - last <= 4 and between <= BETWEEN


def _is_as_of(draft: Draft, read: TimeRead) -> bool:
    words = [token.text for token in draft.tokens[read.first : read.first + 2]]
    return read.bound is Bound.UNTIL and words in (["as", "of"], ["as", "at"])


def _within(read: TimeRead, asked: Period) -> bool:
    """ "In 2015 as of June 2015": the year so far, not what was known of it."""
    day = read.period.end if read.period is not None else asked.end
    return asked.start is not None and asked.start <= day < asked.end


def _asks_revision(draft: Draft) -> bool:
    """Whether it is a figure that was revised: "the revised Zoe" and "after its revision" speak of a car."""
    texts = [token.text for token in draft.tokens if not token.is_sign]
    counted = {"how", "many"} <= set(texts) or ({"how", "much"} <= set(texts) and not FIGURES & set(texts))
    if not draft.has("revised") or counted:
        return False
    for span in draft.spans:
        if span.has("cue", "revised"):
            of_car = any(
                other.first == span.last + 1 and (other.is_name or other.has("vehicle") or other.has("powertrain"))
                for other in draft.spans
            )
            before = {token.text for token in draft.tokens[max(0, span.first - 3) : span.first]}
            if of_car or before & OF_A_CAR:
                return False
    return True


def _give_back(draft: Draft) -> None:
    """Words that were taken for a question on revisions and are none explain nothing."""
    spans = [span for span in draft.spans if span.has("cue", "revised") or span.has("cue", "known")]
    unread = {index for span in spans for index in range(span.first, span.last + 1)}
    told = {index for index in unread if draft.tokens[index].text in TELLING}
    draft.leftovers = sorted({*draft.leftovers, *told})


def _asks_change(draft: Draft) -> bool:
    """ "Has the figure for Germany 2024 changed?": of the figure itself, not of what it counts."""
    words = [token.text for token in draft.tokens if not token.is_sign]
    asked = next((index for index, word in enumerate(words) if word not in OPENINGS), 0)
    if not words or words[asked] not in ASKS or not CHANGED & set(words) or draft.has("versus", "than"):
        return False
    figures = [index for index, word in enumerate(words) if word in FIGURES]
    numbers = [
        index for index, word in enumerate(words[:-1]) if word in ("number", "numbers") and words[index + 1] == "for"
    ]
    since = any(read.bound is Bound.SINCE for read in draft.times)
    return bool(figures or numbers) and not since
