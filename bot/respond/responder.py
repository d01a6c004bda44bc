"""Question + FactStore -> Answer: hands each kind of question to the module that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answer import Answer
from bot.question import Intent, Question, Refusal
from bot.respond import catalogues, chatting, checking, comparing, counting, milestones, ranking, refusing, shares, statements, timing
from bot.respond.desk import Desk
from bot.respond.finding import Finder
from facts.store import FactStore

_ANSWERERS: dict[Intent, Callable[[Desk, Question], Answer]] = {
    Intent.COUNT: counting.count,
    Intent.COMPARE: comparing.compare,
    Intent.RANK: ranking.rank,
    Intent.SHARE: shares.share,
    Intent.TREND: timing.trend,
    Intent.GROWTH: timing.growth,
    Intent.RECORD: timing.record,
    Intent.AVERAGE: timing.average,
    Intent.MILESTONE: milestones.milestone,
    Intent.AVAILABILITY: statements.availability,
    Intent.DESCRIBE: statements.describe,
    Intent.LIST: catalogues.listing,
    Intent.COVERAGE: catalogues.coverage,
    Intent.CHECK: checking.check,
    Intent.HELP: chatting.help_,
    Intent.SMALLTALK: chatting.smalltalk,
}


class Responder:
    """Answers questions from one store. Safe to share between threads."""

    def __init__(self, store: FactStore) -> None:
        self._store, self._finder = store, Finder(store)

    def respond(self, read: Question | Refusal, locale: str = "en") -> Answer:
        """The answer to what was read."""
        desk = Desk(self._store, self._finder, locale)
        if isinstance(read, Refusal):
            return refusing.refuse(desk, read)
        if read.intent is Intent.SOURCE:
            return self._source(desk, read)
        return _ANSWERERS[read.intent](desk, read)

    def _source(self, desk: Desk, question: Question) -> Answer:
        """Sources of the figure that the question speaks of, asked for again."""
        again = None
        if question.subjects:
            intent = Intent(question.topic) if question.topic in tuple(Intent) else Intent.MILESTONE if question.quantity else Intent.COUNT
            inner = replace(question, intent=intent)
            if intent is Intent.MILESTONE and question.topic is None:
                again = self._figure_of_number(desk, inner)
            elif intent in _ANSWERERS:
                again = _ANSWERERS[intent](desk, inner)
        return catalogues.sources(desk, question, again)

    def _figure_of_number(self, desk: Desk, question: Question) -> Answer:
        if (group := counting._as_group(desk, question)) is not None:
            question = replace(question, subjects=(group,))
        from bot.question import MeasureAsked

        for measure in (question.measure, MeasureAsked.SOLD, MeasureAsked.BUILT):
            answer = milestones.milestone(desk, replace(question, measure=measure))
            if answer.sources:
                return answer
        return answer
