"""What a text asks to be told of: words into a follow, with a sentence that says back what will happen.

The frame around it is taken off (`bot.following.words`), the rest is a question like any other. What can be followed is
decided here; who may follow, and how much, by the platform and by `bot.state.follows`.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Status
from bot.compact import pack
from bot.document import Document, Headline, Paragraph, ReadingLine, Strong, Text
from bot.following.asking import Asking, Out, edition_for, within
from bot.following.changes import headline, said_too
from bot.following.news import KIND_OF, counting, passing
from bot.following.words import KINDS, Framed, framed, refusal, sentence
from bot.question import Bound, Intent, Question
from bot.respond import wording
from bot.service import Context, Service
from bot.state.follows import Follow, Trigger
from facts import Period, PeriodKind

_log = logging.getLogger(__name__)
INTENTS = frozenset({Intent.COUNT, Intent.RANK, Intent.SHARE, Intent.COMPARE, Intent.GROWTH})
_OVERTAKES = re.compile(r"\b(?:than|outsells?|overtakes?|beats?)\b", re.IGNORECASE)
"""One thing passing another is no number to be passed: it would be lost without a word."""
FARTHEST_YEARS = 2
"""How far ahead of today a period may end that is waited for."""
_NEARER = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF)
"""Periods that are said without their year and may as well be those to come."""
_TRIGGERS = {kind: trigger for trigger, kind in KIND_OF.items()}


@dataclass(frozen=True, slots=True)
class FollowRead:
    """What came of a text."""

    answer: Answer
    """To be shown, as any answer: what will happen; or that it is out already, with the figure; or why not."""
    follow: Follow | None = None
    """What to add with `ResilientFollows.add`, where it can be followed; its channel is empty."""

    def in_channel(self, channel: str) -> Follow | None:
        """The follow for a channel."""
        return None if self.follow is None else replace(self.follow, channel=channel)


class _RefusedError(Exception):
    """It cannot be followed; the answer says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def read_follow(service: Service, text: str, context: Context) -> FollowRead:
    """What a text asks to be told of. Never raises; it asks the store several questions, so call it in a thread.

    `context` gives platform, place, locale and person (`user_key`) of the follow; its conversation is not used. Its
    `inside` holds for as long as the follow does: where a channel may be opened to others later, it must be false.
    """
    asking = Asking.for_context(service, context)
    edition = edition_for(service, context.place, inside=context.inside)
    try:
        trigger, packed, label, seen, answer = _read(asking, framed(text))
    except _RefusedError as refused:
        return FollowRead(replace(refused.answer, offers=(), options=(), question=text))
    except Exception:
        _log.exception("a follow could not be read")
        return FollowRead(_answer(Status.ERROR, refusal("not_read"), refusal("examples")))
    follow = Follow(
        platform=context.platform,
        place=context.place,
        channel="",
        trigger=trigger,
        packed=packed,
        label=label,
        locale=context.locale,
        user_key=context.person,
        seen=seen,
        looked=edition,
        inside=context.inside,
    )
    return FollowRead(replace(answer, question=text), follow)


_Reading = tuple[Trigger, str, str, str, Answer]
"""Trigger, packed question, label, newest period that is out, and what to say."""


def _read(asking: Asking, asked: Framed) -> _Reading:
    if asked.too_often:
        raise _refused("too_often")
    question = _question(asking, asked.text)
    if asked.passes:
        return _passes(asking, question)
    if question.intent not in INTENTS or _OVERTAKES.search(asked.text):
        raise _refused("kinds")
    if len(question.whens) > 1 or any(when.bound is not Bound.IN or when.period is None for when in question.whens):
        raise _refused("open_end")
    period = question.whens[0].period if question.whens else None
    if period is None:
        return _every(asking, question, asked.every)
    if asked.every is not None:
        raise _refused("both", kind=str(asked.every), period=period.label)
    return _once_out(asking, question, _meant(asking, asked.text, period))


def _question(asking: Asking, text: str) -> Question:
    """The question in a text; a bare place means all electric cars there."""
    answer = first = asking.read(text)
    if answer.packed is None and answer.status is Status.NOT_UNDERSTOOD:
        answer = asking.read(f"electric cars {text}")
    if answer.packed is None and first.status is Status.OUT_OF_SCOPE:
        answer = _ahead(asking, text) or answer
    question = asking.unpacked(answer.packed)
    if question is None:
        fits = first.status in (Status.ANSWERED, Status.PARTIAL)
        why = refusal("too_long") if fits else headline(first)
        raise _RefusedError(_answer(first.status, refusal("not_read"), why, refusal("examples")))
    return question


def _ahead(asking: Asking, text: str) -> Answer | None:
    """The text as it is read some years from now, where it names a year to come by its number."""
    later = [asking.read(text, _in_years(asking.today, years)) for years in (3, 4)]
    if any(answer.packed is None for answer in later) or later[0].reading.period != later[1].reading.period:
        return None
    return later[0]


def _meant(asking: Asking, text: str, period: Period) -> Period:
    """A month without its year is the nearest one: in November, "December" is the one to come."""
    if period.kind not in _NEARER:
        return period
    next_year = asking.unpacked(asking.read(text, _in_years(asking.today, 1)).packed)
    later = period.shift(years=1)
    if next_year is None or [when.period for when in next_year.whens] != [later]:
        return period
    return min(period, later, key=lambda one: abs((one.end - asking.today).days))


def _once_out(asking: Asking, question: Question, period: Period) -> _Reading:
    question = within(question, period)
    if (out := asking.out(question, period)) is not None:
        raise _RefusedError(said_too(out.answer, sentence("out_already")))
    if period.end > _in_years(asking.today, FARTHEST_YEARS):
        raise _refused("too_far", period=wording.capital(period.label))
    newest = _newest(asking, question, period.kind)
    if newest is None:
        raise _refused("no_kind", kind=str(period.kind)) if period.kind in KINDS else _refused("open_end")
    if newest.period.end > period.end:
        raise _refused("never", period=period.label)
    label = sentence("label_once_out", period=period.label, what=_what(question, newest.answer))
    answer = _will(sentence("once_out", period=period.label), question, newest)
    return Trigger.ONCE_OUT, _packed(question), label, "", answer


def _every(asking: Asking, question: Question, kind: PeriodKind | None) -> _Reading:
    found = {one: newest for one in KINDS if (newest := _newest(asking, question, one)) is not None}
    if not found:
        raise _refused("nothing")
    chosen = kind or next(iter(found))
    if chosen not in found:
        other = str(next(iter(found)))
        raise _refused("no_kind", "other_kind", kind=str(chosen), other=other)
    newest = found[chosen]
    label = sentence("label_every", kind=str(chosen), what=_what(question, newest.answer))
    answer = _will(sentence("every", kind=str(chosen)), question, newest)
    return _TRIGGERS[chosen], _packed(question), label, newest.period.key, answer


def _passes(asking: Asking, question: Question) -> _Reading:
    number = question.quantity
    if question.intent is not Intent.MILESTONE or number is None or question.whens:
        raise _refused("no_count")
    if (passed := passing(asking, question)) is not None:
        raise _RefusedError(said_too(passed, sentence("passed_already")))
    count = asking.answer(counting(question))
    if count is None or count.value is None:
        raise _refused("no_count")
    shown = wording.percent if number.is_percent else wording.count
    told = shown(number.value, asking.locale)
    what = _what(question, count)
    promise = sentence("passes_share" if number.is_percent else "passes", number=told)
    answer = _answer(Status.ANSWERED, promise, headline(count), reading=what)
    return Trigger.PASSES, _packed(question), sentence("label_passes", number=told, what=what), "", answer


def _newest(asking: Asking, question: Question, kind: PeriodKind) -> Out | None:
    return next(iter(asking.newest(question, kind)), None) if kind in KINDS else None


def _what(question: Question, answer: Answer) -> str:
    """What a question is about, without the time of its answer: "BEV + PHEV · registrations · Norway"."""
    told = "" if answer.reading.period is None else answer.reading.period.label
    what = answer.reading.label.removesuffix(f" · {told}")
    if question.intent is Intent.RANK and question.rank_of is not None:
        most = "" if question.limit is None else f"top {question.limit} "
        what = f"{most}{question.rank_of}s · {what}" if most else f"ranking of {question.rank_of}s · {what}"
    return f"growth · {what}" if question.intent is Intent.GROWTH else what


def _will(promise: str, question: Question, newest: Out) -> Answer:
    told = sentence("newest", period=newest.period.label, told=headline(newest.answer))
    return _answer(Status.ANSWERED, promise, told, reading=_what(question, newest.answer))


def _packed(question: Question) -> str:
    packed = pack(question)
    if packed is None:
        raise _refused("too_long")
    return packed


def _refused(*names: str, **filled: str) -> _RefusedError:
    lines = [refusal(name, **filled) for name in names]
    return _RefusedError(_answer(Status.OUT_OF_SCOPE, *lines, *([] if len(lines) > 1 else [refusal("examples")])))


def _answer(status: Status, first: str, *more: str, reading: str = "") -> Answer:
    line = (ReadingLine(reading),) if reading else ()
    paragraphs = tuple(Paragraph((Text(told),)) for told in more)
    return Answer(status, document=Document((Headline((Strong(first),)), *line, *paragraphs)))


def _in_years(today: date, years: int) -> date:
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + years, day=day)
