"""Claims against the store: supported, refuted or unverifiable, with the figure, period and place that decide it.

Each kind of claim has its module (`claims_of_…`); here the verdict becomes an answer. A claim is refuted only by a
figure for its very scope; where there is none, or a figure that is only a part, it stays unverifiable.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answer import Answer, Status, Verdict
from bot.question import (
    Intent,
    Question,
    SubjectKind,
)
from bot.respond import claims_of_change, claims_of_counts, claims_of_events, claims_of_order
from bot.respond.desk import Desk
from bot.respond.verdicts import Judged


def check(desk: Desk, question: Question) -> Answer:
    """Answer a claim."""
    inner = question.claims[0] if question.claims else question
    judged = _judge(desk, inner)
    telling = desk.telling(question)
    word = {Verdict.SUPPORTED: "Yes", Verdict.REFUTED: "No", Verdict.UNVERIFIABLE: "I cannot tell"}[judged.verdict]
    telling.say(f"{word}: {judged.reason}")
    telling.verdict = judged.verdict
    telling.cite(*judged.figures)
    for source in judged.sources:
        telling.cite_number(source)
    if judged.figures:
        telling.scope(judged.figures[0])
        telling.regions = tuple(dict.fromkeys(figure.region for figure in judged.figures))
        telling.value = judged.value if judged.value is not None else judged.figures[0].value
        telling.unit = str(judged.figures[0].unit)
    if judged.rows:
        telling.table(("Compared", "vehicles"), list(judged.rows))
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    return telling.answer(Status.NO_DATA if judged.verdict is Verdict.UNVERIFIABLE else Status.ANSWERED)


def _judge(desk: Desk, claim: Question) -> Judged:
    return _JUDGES.get(claim.intent, claims_of_events.stated)(desk, claim)


_JUDGES: dict[Intent, Callable[[Desk, Question], Judged]] = {
    Intent.COUNT: claims_of_counts.count,
    Intent.SHARE: claims_of_change.share,
    Intent.COMPARE: claims_of_order.compare,
    Intent.RANK: claims_of_order.rank,
    Intent.AVAILABILITY: claims_of_events.event,
    Intent.GROWTH: claims_of_change.growth,
    Intent.MILESTONE: claims_of_events.milestone,
}
