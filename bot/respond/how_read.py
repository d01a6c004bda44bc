"""How a question was read, slot by slot, and what each slot can be changed into with one choice.

Every choice is answered before it is offered: what the store has no figure for is not a choice, and neither is what
would come to the same answer. A slot with several values (two countries compared) is told and not offered for change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.answer import Answer, Offer, Repair, Status
from bot.compact import pack
from bot.document import Block, Document, Headline, Paragraph, Strong, Text
from bot.question import Bound, Intent, MeasureAsked, Origin, Place, Question, SubjectKind, When
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.refusing import replies
from bot.respond.suggesting import NEIGHBOURS
from facts import Period, PeriodKind, Powertrain
from facts.model import MARKET

Respond = Callable[[Question], Answer]
SHOWN = (Status.ANSWERED, Status.PARTIAL)
MEASURES = (
    MeasureAsked.SOLD,
    MeasureAsked.REGISTERED,
    MeasureAsked.DELIVERED,
    MeasureAsked.BUILT,
    MeasureAsked.STOCK,
)
POWERTRAINS = (Powertrain.BEV, Powertrain.PHEV, Powertrain.EV, Powertrain.ALL)
MOST_YEARS = 15
MOST_PLACES = 15
_OF_TIME = frozenset({Intent.CHECK, Intent.MILESTONE, Intent.RECORD, Intent.TREND})
"""Intents that a single year would answer with nothing."""
_NOT_READ = frozenset({Intent.HELP, Intent.SMALLTALK})


def how_read(desk: Desk, question: Question, respond: Respond) -> Answer:
    """The answer to "how did you read that?"."""
    words = replies()["how_read"]
    answer = respond(replace(question, wants_chart=False, wants_csv=False))
    repairs = tuple(_repairs(desk, question, answer, respond)) if question.intent not in _NOT_READ else ()
    lines = [f"{repair.slot}: {repair.read}" for repair in repairs]
    blocks: list[Block] = [Headline((Strong(words["headline"]),))]
    blocks += [Paragraph((Text(line),)) for line in lines]
    return Answer(
        Status.ANSWERED,
        intent=str(Intent.HELP),
        reading=answer.reading,
        document=Document(tuple(blocks)),
        packed=pack(question),
        repairs=repairs,
    )


def _repairs(desk: Desk, question: Question, answer: Answer, respond: Respond) -> Iterator[Repair]:
    words = replies()["how_read"]
    taken = _Taken(respond, answer)
    named = [wording.subject_name(subject.id, desk.store.catalogue) for subject in question.subjects]
    told = [name for subject, name in zip(question.subjects, named, strict=True) if subject.id != MARKET]
    yield Repair(words["asked"], str(words["intents"][question.intent]))
    if told:
        yield Repair(words["subject"], wording.english_list(told))
    if answer.reading.measure is not None or question.measure is not None:
        yield Repair(words["measure"], _measure(question, answer), taken.of(_other_measures(question)))
    if any(subject.kind is not SubjectKind.MODEL for subject in question.subjects):
        yield Repair(words["powertrain"], _powertrain(question, answer), taken.of(_other_powertrains(question)))
    yield Repair(words["place"], _place(desk, question, answer), taken.of(_other_places(desk, question)))
    yield Repair(words["period"], _period(question, answer), taken.of(_other_periods(desk, question)))


class _Taken:
    """Keeps the choices that have an answer of their own."""

    def __init__(self, respond: Respond, answer: Answer) -> None:
        self._respond = respond
        self._told = {_gist(answer)}

    def of(self, choices: Iterable[tuple[str, Question]]) -> tuple[Offer, ...]:
        """The choices that the store answers, each with another answer."""
        found = []
        for label, question in choices:
            packed = pack(question)
            if packed is None:
                continue
            answer = self._respond(question)
            if answer.status in SHOWN and answer.sources and (gist := _gist(answer)) not in self._told:
                self._told.add(gist)
                found.append(Offer(label, packed))
        return tuple(found)


def _gist(answer: Answer) -> tuple[object, ...]:
    """What makes two answers the same."""
    return answer.value, answer.date, answer.rows, answer.reading.period, answer.reading.regions


# -- how each slot was read --------------------------------------------------------------------------------------------


def _assumed(read: str, reason: str, *, said: bool) -> str:
    return read if said or not reason else f"{read} ({reason})"


def _measure(question: Question, answer: Answer) -> str:
    words = replies()["how_read"]
    measure = answer.reading.measure
    read = str(measure or question.measure).replace("_", " ")
    if question.measure is None or question.measure_origin is Origin.DEFAULTED:
        return _assumed(read, words["measure_unsaid"], said=False)
    return _assumed(read, words["sold_means"], said=question.measure is not MeasureAsked.SOLD or measure == "sales")


def _powertrain(question: Question, answer: Answer) -> str:
    words = replies()["how_read"]
    read = [Powertrain(answer.reading.powertrain)] if answer.reading.powertrain else list(question.powertrains)
    names = wording.english_list([wording.POWERTRAIN_LABELS.get(each, str(each)) for each in read])
    said = bool(question.powertrains) and question.powertrain_origin is not Origin.DEFAULTED
    return _assumed(names or words["whichever"], words["powertrain_unsaid"], said=said)


def _place(desk: Desk, question: Question, answer: Answer) -> str:
    regions = answer.reading.regions or tuple(place.id for place in question.places) or ("world",)
    names = ["World" if region == "world" else desk.region(region) for region in regions]
    return _assumed(
        wording.with_others(names),
        replies()["how_read"]["place_unsaid"],
        said=bool(question.places or not answer.value),
    )


def _period(question: Question, answer: Answer) -> str:
    words = replies()["how_read"]
    period = answer.reading.period
    told = [_when_label(when) for when in question.whens]
    read = period.label if period is not None and len(told) < 2 else wording.english_list(told)
    is_total = period is not None and period.kind == PeriodKind.CUMULATIVE
    reason = words["total_unsaid" if is_total else "period_unsaid"]
    return _assumed(read or words["whichever"], reason, said=bool(question.whens))


def _when_label(when: When) -> str:
    label = "so far" if when.period is None else when.period.label
    return f"{when.bound} {label}" if when.bound in (Bound.SINCE, Bound.UNTIL) else label


# -- what each slot can be changed into --------------------------------------------------------------------------------


def _other_measures(question: Question) -> Iterator[tuple[str, Question]]:
    if question.measures or question.share_of is not None or question.intent in (Intent.SHARE, Intent.CHECK):
        return
    words = replies()["how_read"]["measures"]
    for measure in MEASURES:
        if measure is not question.measure:
            yield words[measure], replace(question, measure=measure, measure_origin=Origin.SAID)


def _other_powertrains(question: Question) -> Iterator[tuple[str, Question]]:
    if len(question.powertrains) > 1:
        return
    for powertrain in POWERTRAINS:
        if question.powertrains != (powertrain,) and not (question.intent is Intent.SHARE and powertrain == "ALL"):
            changed = replace(
                question, powertrains=(powertrain,), powertrain_origin=Origin.SAID, is_plugin=powertrain == "EV"
            )
            yield wording.capital(wording.POWERTRAIN_LABELS[powertrain]), changed


def _other_places(desk: Desk, question: Question) -> Iterator[tuple[str, Question]]:
    if len(question.places) > 1 or not question.subjects or question.all_covered:
        return
    present = question.places[0].id if question.places else "world"
    spans = desk.store.regions_of(question.subjects[0].id)
    known = desk.store.catalogue.regions
    order = [*NEIGHBOURS, *sorted(set(spans) - set(NEIGHBOURS), key=desk.region)]
    if present != "world" and question.places:
        yield "World", replace(question, places=())
    for region in [region for region in order if region in spans and region in known and region != present][
        :MOST_PLACES
    ]:
        if region != "world":
            yield desk.region(region), replace(question, places=(Place(region),))


def _other_periods(desk: Desk, question: Question) -> Iterator[tuple[str, Question]]:
    if len(question.whens) > 1 or not question.subjects or question.intent in _OF_TIME:
        return
    region = question.places[0].id if question.places else "world"
    spans = desk.store.regions_of(question.subjects[0].id)
    first, last = spans.get(region, (None, None))
    if first is None or last is None:
        first = min((span[0] for span in spans.values()), default=None)
        last = max((span[1] for span in spans.values()), default=None)
    if first is None or last is None:
        return
    if not any(when.bound is Bound.EVER for when in question.whens):
        yield replies()["how_read"]["so_far"], replace(question, whens=(When(None, Bound.EVER),))
    present = question.whens[0].period if question.whens else None
    for year in range(last.year, max(first.year, last.year - MOST_YEARS) - 1, -1):
        period = Period.year(year)
        if period != present or question.whens[0].bound is not Bound.IN:
            yield str(year), replace(question, whens=(When(period),))
