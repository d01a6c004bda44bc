"""Whether the store that serves now brings what a follow waits for, and the answer to post.

What was out when the follow was set is no news, nor is a later revision of what was posted: only a period after
`Follow.seen` is. Nothing is changed or posted here; that is for `bot.following.rounds`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Status
from bot.following.asking import Asking, Out
from bot.following.changes import headline, said_too, with_change
from bot.following.words import sentence
from bot.question import Bound, Intent, Question
from bot.respond.wording import english_list
from bot.service import Service
from bot.state.follows import Follow, Trigger
from facts import PeriodKind

PASSED = "passed"
KIND_OF = {
    Trigger.EVERY_MONTH: PeriodKind.MONTH,
    Trigger.EVERY_QUARTER: PeriodKind.QUARTER,
    Trigger.EVERY_YEAR: PeriodKind.YEAR,
}


@dataclass(frozen=True, slots=True)
class News:
    """What is to be posted."""

    mark: str
    """Under which it is posted once: the key of its period ("2026-10"), or "passed"."""
    answer: Answer
    """With the figure, its date and source, and the change against the year before, as the place may see it."""


def news(service: Service, follow: Follow, today: date) -> News | None:
    """What the store that serves now brings to a follow; None where it brings nothing new. Changes nothing.

    It asks the store several questions, so it is for a worker thread.
    """
    asking = Asking(service, follow.place, follow.inside, follow.platform, follow.locale, today)
    question = asking.unpacked(follow.packed)
    if question is None:
        return None
    if follow.trigger is Trigger.PASSES:
        passed = passing(asking, question)
        return None if passed is None else News(PASSED, _because(passed_told(asking, question, passed), follow))
    if follow.trigger is Trigger.ONCE_OUT:
        return _once_out(asking, question, follow)
    outs = asking.newest(question, KIND_OF[follow.trigger], after=follow.seen)
    if not outs:
        return None
    answer = with_change(asking, question, outs[0])
    if len(outs) > 1:
        answer = said_too(answer, sentence("came_along", periods=_labels(outs[1:])))
    return News(outs[0].period.key, _because(answer, follow))


def passing(asking: Asking, question: Question) -> Answer | None:
    """The answer that says when a number was passed, or the count that is above it; None while it is not."""
    number = question.quantity
    if number is None:
        return None
    milestone = asking.answer(question)
    if milestone is not None and milestone.status is Status.ANSWERED and (milestone.value or 0) >= 0.999 * number.value:
        return milestone
    count = asking.answer(counting(question))
    return (
        count if count is not None and count.status is Status.ANSWERED and (count.value or 0) > number.value else None
    )


def counting(question: Question) -> Question:
    """The count of what is to pass a number, or the share where that is a percentage."""
    percent = question.quantity is not None and question.quantity.is_percent
    return replace(
        question,
        intent=Intent.SHARE if percent else Intent.COUNT,
        quantity=None,
        quantities=(),
        asks_when=False,
        words=(),
        text="",
    )


def passed_told(asking: Asking, question: Question, passed: Answer) -> Answer:
    """That a number was passed, with the newest year's change."""
    grown = asking.answer(replace(counting(question), intent=Intent.GROWTH))
    if grown is None or grown.status is not Status.ANSWERED:
        return said_too(passed, sentence("change_unknown"))
    return said_too(passed, headline(grown))


def _once_out(asking: Asking, question: Question, follow: Follow) -> News | None:
    when = next((when for when in question.whens if when.bound is Bound.IN), None)
    if when is None or when.period is None or when.period.key <= follow.seen:
        return None
    out = asking.out(question, when.period)
    return None if out is None else News(out.period.key, _because(with_change(asking, question, out), follow))


def _labels(outs: list[Out]) -> str:
    return english_list([out.period.label for out in reversed(outs)])


def _because(answer: Answer, follow: Follow) -> Answer:
    return said_too(answer, sentence("because", label=follow.label))
