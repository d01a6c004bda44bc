"""Question + FactStore -> Answer: hands each kind of question to the module that answers it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.answer import Answer
from bot.question import Intent, MeasureAsked, Question, Refusal, SubjectKind
from bot.respond import (
    averages,
    below_country,
    catalogues,
    chatting,
    checking,
    comparing,
    counting,
    growth,
    how_read,
    milestones,
    nearest,
    ranking,
    records,
    records_of_change,
    refusing,
    revised,
    shares,
    statements,
    suggesting,
    trends,
    wording,
)
from bot.respond.desk import Desk
from bot.respond.finding import Finder
from facts import Powertrain, VehicleType
from facts.history import StoreThen
from facts.model import MARKET
from facts.store import FactStore


def _record(desk: Desk, question: Question) -> Answer:
    """A record is of the figures themselves, or of their change."""
    return records_of_change.record_of_change(desk, question) if question.by_growth else records.record(desk, question)


_ANSWERERS: dict[Intent, Callable[[Desk, Question], Answer]] = {
    Intent.COUNT: counting.count,
    Intent.COMPARE: comparing.compare,
    Intent.RANK: ranking.rank,
    Intent.SHARE: shares.share,
    Intent.TREND: trends.trend,
    Intent.GROWTH: growth.growth,
    Intent.RECORD: _record,
    Intent.AVERAGE: averages.average,
    Intent.MILESTONE: milestones.milestone,
    Intent.AVAILABILITY: statements.availability,
    Intent.DESCRIBE: statements.describe,
    Intent.LIST: catalogues.listing,
    Intent.COVERAGE: catalogues.coverage,
    Intent.CHECK: checking.check,
    Intent.HELP: chatting.help_,
    Intent.SMALLTALK: chatting.smalltalk,
}


REMEMBERED_DAYS = 8
"""Days whose figures are held ready for the next who asks for them."""
_WHOLE_ONLY = frozenset(
    {Intent.COMPARE, Intent.SHARE, Intent.TREND, Intent.GROWTH, Intent.RECORD, Intent.AVERAGE, Intent.MILESTONE}
)
"""Intents that cannot take a brand or model out of the whole: they would tell the whole instead."""


class Responder:
    """Answers questions from one store. Safe to share between threads."""

    def __init__(self, store: FactStore) -> None:
        self._store, self._finder = store, Finder(store)
        self._finders_then = lru_cache(maxsize=REMEMBERED_DAYS)(lambda day: Finder(StoreThen(store, day)))

    def respond(self, read: Question | Refusal, locale: str = "en") -> Answer:
        """The answer to what was read."""
        desk = Desk(self._store, self._finder, locale)
        if isinstance(read, Refusal):
            if read.topic == "below_country" and (told := below_country.told(desk, read)) is not None:
                return told
            if read.question is not None:  # what cannot be told is not known on any day
                read = replace(read, question=revised.of_today(read.question))
            settled = self._settled(desk, read)
            return self.respond(settled, locale) if settled is not None else refusing.refuse(desk, read)
        if not read.is_of_today and read.intent is not Intent.SOURCE:
            return self._of_earlier(desk, read)
        if read.topic == "reading" and read.intent is Intent.HELP and read.claims:
            return self.how_read(read.claims[0], locale)
        read = self._as_company(desk, read)
        if (wrong := self._wrong_powertrain(desk, read)) is not None:
            return nearest.no_figure(desk, read, wrong)
        if read.excluded and read.intent in _WHOLE_ONLY:
            names = wording.english_list([desk.name(ident) for ident in read.excluded])
            return nearest.no_figure(desk, read, f"I can leave {names} out of a count or a ranking, but not here.")
        if read.intent is Intent.SOURCE:
            return self._source(desk, read)
        return suggesting.completed(desk, read, _ANSWERERS[read.intent](desk, read))

    def _of_earlier(self, desk: Desk, question: Question) -> Answer:
        """What is asked of figures that others have replaced since."""
        if question.asks_revision:
            told = revised.was_it(desk, self._as_company(desk, question))
            return told or self.respond(revised.of_today(question, revised.ONE_AT_A_TIME), desk.locale)
        day, why = (question.known_by, "") if question.known_by else revised.day_before(desk, question)
        if day is None:
            told_today = self.respond(revised.of_today(question, why), desk.locale)
            return revised.as_of_today(told_today) if why == revised.NO_EARLIER else told_today
        today = self.respond(revised.of_today(question), desk.locale)
        if question.intent in revised.TAKEN_BACK:
            then = self._then(question, day, desk.locale)
            if revised.is_of_then(then, today):
                return self._then(question, day, desk.locale, revised.beside_today(then, today, desk))
        why = revised.not_known(desk, question, day, today)
        return revised.as_of_today(self.respond(revised.of_today(question, why), desk.locale))

    def _then(self, question: Question, day: date, locale: str, *notes: str) -> Answer:
        """The answer from the figures of a day."""
        finder = self._finders_then(day)
        asked = replace(question, known_by=day, notes=(*question.notes, *notes))
        desk = Desk(finder.store, finder, locale)
        return _ANSWERERS[question.intent](desk, self._as_company(desk, asked))

    def how_read(self, read: Question | Refusal, locale: str = "en") -> Answer:
        """How a question was read, and what each slot can be changed into."""
        if isinstance(read, Refusal):
            return self.respond(read, locale)
        return how_read.how_read(
            Desk(self._store, self._finder, locale), read, lambda question: self.respond(question, locale)
        )

    def about(self, version: str, locale: str = "en") -> Answer:
        """What the bot is and what it knows."""
        desk = Desk(self._store, self._finder, locale)
        return catalogues.about(desk, Question("", Intent.HELP, date.min), version)

    def unknown_in(self, question: Question) -> tuple[str, ...]:
        """What a question names that the catalogue does not know: a button may be older than the figures."""
        known = self._store.catalogue
        of_kind: dict[SubjectKind, Collection[str]] = {
            SubjectKind.MODEL: known.models,
            SubjectKind.BRAND: known.brands,
            SubjectKind.GROUP: known.groups,
            SubjectKind.MARKET: (MARKET,),
        }
        named = (*question.subjects, *question.others)
        found = [subject.id for subject in named if subject.id not in of_kind[subject.kind]]
        anything = (*of_kind.values(), known.regions)
        found += [ident for ident in question.excluded if not any(ident in kind for kind in anything)]
        found += [place.id for place in question.places if place.id not in known.regions]
        for claim in question.claims:
            found += self.unknown_in(claim)
        return tuple(dict.fromkeys(found))

    def _settled(self, desk: Desk, refusal: Refusal) -> Question | None:
        """An ambiguous name that can only mean one thing there and then, because only that had figures."""
        question = refusal.question
        if (
            refusal.topic != "name"
            or question is None
            or not question.places
            or not question.whens
            or len(question.subjects) < 2
        ):
            return None
        found = []
        for subject in question.subjects:
            figure = desk.locate(question, subject, question.places[0].id, question.whens[0])
            if figure is not None and not figure.parts and not figure.joint and figure.figure.subject == subject.id:
                found.append(subject)
        others = tuple(subject for subject in question.others)
        if len(found) != 1:
            return None
        name = desk.name(found[0].id)
        note = f"“{refusal.detail}” can only mean the {name} there and then."
        return replace(question, subjects=(found[0], *others), notes=(*question.notes, note), text=refusal.text)

    def _as_company(self, desk: Desk, question: Question) -> Question:
        """A brand whose name means a company of several brands (NIO), where the company reports for all of them."""
        regions = desk.regions_of(question)
        changed = []
        for subject in question.subjects:
            company = desk.company(subject)
            has = company is not None and any(region in desk.store.regions_of(company.id) for region in regions)
            changed.append(company if company is not None and has else subject)
        if tuple(changed) == question.subjects or question.intent in (
            Intent.LIST,
            Intent.RANK,
            Intent.DESCRIBE,
            Intent.AVAILABILITY,
        ):
            return question
        if len(question.claims) > 1:
            companies = {old.id: new for old, new in zip(question.subjects, changed, strict=True)}
            claims = tuple(
                replace(claim, subjects=tuple(companies.get(subject.id, subject) for subject in claim.subjects))
                for claim in question.claims
            )
        else:
            claims = tuple(replace(claim, subjects=tuple(changed)) for claim in question.claims)
        return replace(question, subjects=tuple(changed), claims=claims)

    def _wrong_powertrain(self, desk: Desk, question: Question) -> str | None:
        """A model asked for with a powertrain that it is not counted with: "diesel Golf", "hybrid Zoe"."""
        if not question.powertrains or question.intent in (
            Intent.SHARE,
            Intent.CHECK,
            Intent.RANK,
            Intent.DESCRIBE,
            Intent.AVAILABILITY,
        ):
            return None
        said = question.powertrains[0]
        for subject in question.subjects:
            model = desk.store.catalogue.models.get(subject.id)
            if (
                model is None
                or said in (Powertrain.EV, Powertrain.ALL, model.powertrain)
                or model.powertrain in ("EV", "ALL")
            ):
                continue
            return (
                f"I count the {model.name} as "
                f"{wording.kind_of_vehicle(Powertrain(model.powertrain), VehicleType.CAR)} only; I have no "
                f"{wording.kind_of_vehicle(said, VehicleType.CAR)} by model."
            )
        return None

    def _source(self, desk: Desk, question: Question) -> Answer:
        """Sources of the figure that the question speaks of, asked for again."""
        again = None
        if question.subjects:
            intent = (
                Intent(question.topic)
                if question.topic in tuple(Intent)
                else Intent.MILESTONE
                if question.quantity
                else Intent.COUNT
            )
            inner = replace(question, intent=intent)
            if intent is Intent.MILESTONE and question.topic is None:
                again = self._figure_of_number(desk, inner)
            elif not inner.is_of_today:
                again = self._of_earlier(desk, inner)
            elif intent in _ANSWERERS:
                again = _ANSWERERS[intent](desk, inner)
        return catalogues.sources(desk, revised.of_today(question), again)

    def _figure_of_number(self, desk: Desk, question: Question) -> Answer:
        if (group := desk.as_group(question)) is not None:
            question = replace(question, subjects=(group,))
        for measure in (question.measure, MeasureAsked.SOLD, MeasureAsked.BUILT):
            answer = milestones.milestone(desk, replace(question, measure=measure))
            if answer.sources:
                return answer
        return answer
