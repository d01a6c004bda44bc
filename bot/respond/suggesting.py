"""Follow-up questions that the store can really answer, for an answer that has been given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answer import Answer, Status
from bot.question import Intent, Question, Subject, SubjectKind
from bot.respond.desk import Desk
from bot.respond.telling import Telling
from facts import Figure, PeriodKind
from facts.model import SOLD, Unit

FEWEST, MOST = 2, 4
"""Follow-ups that an answer offers, where there are so many."""
MOST_SHOWN = 20
"""Rows that every platform shows."""
DRAWN = frozenset({Intent.TREND, Intent.RANK, Intent.COMPARE, Intent.SHARE})
TALK = frozenset({Intent.SMALLTALK, Intent.HELP, Intent.LIST, Intent.COVERAGE, Intent.SOURCE})
RIVALS = {
    SubjectKind.MODEL: ("tesla/model-y", "tesla/model-3", "nissan/leaf", "renault/zoe", "volkswagen/id-3"),
    SubjectKind.BRAND: ("tesla", "volkswagen", "byd", "bmw"),
}
"""What people hold others against; the first that was counted there and then."""
NEIGHBOURS = ("DE", "NO", "GB", "FR", "SE", "US", "CN", "NL")


def suggest(desk: Desk, telling: Telling, question: Question, subject: Subject, figure: Figure) -> None:
    """Add two to four follow-ups: by year, the same elsewhere, against another, the best sellers, the source."""
    name = _name(desk, subject, figure)
    where = desk.place(figure.region)
    series = desk.finder.store.find(
        subject.id, figure.region, (figure.measure,), (figure.powertrain,), figure.vehicle_type
    )
    years = max((len(found.of_kind(PeriodKind.YEAR)) for found in series), default=0)
    if years > 1 and figure.measure in SOLD:
        telling.suggestions.append(f"{name} {where} by year")
    if figure.period.kind is PeriodKind.YEAR and subject.kind is not SubjectKind.GROUP:
        telling.suggestions += _beside(desk, question, subject, figure)
    telling.suggestions.append("source?")


def _beside(desk: Desk, question: Question, subject: Subject, figure: Figure) -> Iterator[str]:
    """What can be held beside the figure of a year: another country, another thing, the best sellers."""
    name, where, year = _name(desk, subject, figure), desk.place(figure.region), figure.period.end.year
    spans = desk.store.regions_of(subject.id, (figure.measure,))
    for region in NEIGHBOURS:
        covered = region in spans and spans[region][0].year < year <= spans[region][1].year
        if covered and region != figure.region and _is_counted(desk, question, subject, region, figure):
            yield f"how many {name} {desk.place(region)} in {year}?"
            break
    for rival in RIVALS.get(subject.kind, ()):
        other = replace(subject, id=rival)
        if rival != subject.id and _is_counted(desk, question, other, figure.region, figure):
            yield f"{name} vs {desk.name(rival)} {where} in {year}"
            break
    if (
        subject.kind is SubjectKind.MARKET
        and figure.region in spans
        and desk.store.has_ranking("model", figure.region, figure.period, figure.measure, figure.powertrain)
    ):
        yield f"best-selling electric cars {where} in {year}"


def _is_counted(desk: Desk, question: Question, subject: Subject, region: str, figure: Figure) -> bool:
    """Whether there is a whole figure of the same kind for another thing or place."""
    found = desk.locate(question, subject, region, question.whens[0] if question.whens else None)
    return (
        found is not None
        and (found.figure.period, found.figure.measure) == (figure.period, figure.measure)
        and not found.figure.missing
        and not found.parts
        and not found.joint
    )


def completed(desk: Desk, question: Question, answer: Answer) -> Answer:
    """An answer with at least two follow-ups that can really be answered: chart, rows, by year, source."""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL) or question.intent in TALK or answer.options:
        return answer
    offered = list(answer.suggestions)
    valued = sum(row.value is not None for row in answer.rows)
    if question.intent in DRAWN and valued >= FEWEST and not question.wants_chart:
        offered.insert(0, "as a chart")
    if len(answer.rows) > MOST_SHOWN and not question.wants_csv:
        offered.insert(1, "as csv")  # no chat shows them all
    if len(offered) < FEWEST and answer.sources:
        offered.append("source?")
    if len(offered) < FEWEST and (by_year := _by_year(desk, question)) is not None:
        offered.insert(0, by_year)
    if len(offered) < FEWEST and valued >= FEWEST:
        offered.append("as csv")
    return replace(answer, suggestions=tuple(dict.fromkeys(offered))[:MOST])


def _by_year(desk: Desk, question: Question) -> str | None:
    """The years of the one thing that was spoken of, where some place has them."""
    named = [subject for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
    if len(named) != 1:
        return None
    said = [place.id for place in question.places]
    region = next((region for region in (*said, *NEIGHBOURS) if has_years(desk, named[0].id, region)), None)
    return None if region is None else f"{desk.name(named[0].id)} {desk.place(region)} by year"


def has_years(desk: Desk, subject: str, region: str) -> bool:
    """Whether a thing has figures of more than one year in a place."""
    return any(
        series.key.unit is Unit.VEHICLES and len(series.of_kind(PeriodKind.YEAR)) > 1
        for series in desk.store.find(subject, region, SOLD)
    )


def _name(desk: Desk, subject: Subject, figure: Figure) -> str:
    if subject.kind is SubjectKind.MARKET:
        words = {"BEV": "battery-electric", "PHEV": "plug-in hybrid", "EV": "plug-in"}
        vehicle = {"car": "cars", "van": "vans", "bus": "buses", "truck": "trucks"}.get(
            str(figure.vehicle_type), "cars"
        )
        return f"{words[str(figure.powertrain)]} {vehicle}" if str(figure.powertrain) in words else "new cars"
    return desk.name(subject.id)
