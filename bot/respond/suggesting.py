"""Follow-up questions that the store can really answer, for an answer that has been given."""

from __future__ import annotations

from bot.question import Question, Subject, SubjectKind
from bot.respond.desk import Desk
from bot.respond.telling import Telling
from facts import Figure, PeriodKind

NEIGHBOURS = ("DE", "NO", "GB", "FR", "SE", "US", "CN", "NL")


def suggest(desk: Desk, telling: Telling, question: Question, subject: Subject, figure: Figure) -> None:
    """Add two to four follow-ups: by year, the share, the same elsewhere, the best sellers."""
    name = _name(desk, subject, figure)
    where = desk.place(figure.region)
    series = desk.finder.store.find(
        subject.id, figure.region, (figure.measure,), (figure.powertrain,), figure.vehicle_type
    )
    years = max((len(found.of_kind(PeriodKind.YEAR)) for found in series), default=0)
    if years > 1 and figure.measure != "stock":
        telling.suggestions.append(f"{name} {where} by year")
    year = figure.period.end.year
    if figure.period.kind is PeriodKind.YEAR and subject.kind is not SubjectKind.GROUP:
        spans = desk.store.regions_of(subject.id, (figure.measure,))
        for region in NEIGHBOURS:
            if region in spans and region != figure.region and spans[region][0].year < year <= spans[region][1].year:
                found = desk.locate(question, subject, region, question.whens[0] if question.whens else None)
                if (
                    found is not None
                    and found.figure.period == figure.period
                    and not found.figure.missing
                    and not found.parts
                ):
                    telling.suggestions.append(f"how many {name} {desk.place(region)} in {year}?")
                    break
        if (
            subject.kind is SubjectKind.MARKET
            and figure.region in spans
            and desk.store.has_ranking("model", figure.region, figure.period, figure.measure, figure.powertrain)
        ):
            telling.suggestions.append(f"best-selling electric cars {where} in {year}")
    telling.suggestions.append("source?")


def _name(desk: Desk, subject: Subject, figure: Figure) -> str:
    if subject.kind is SubjectKind.MARKET:
        words = {"BEV": "battery-electric", "PHEV": "plug-in hybrid", "EV": "plug-in"}
        vehicle = {"car": "cars", "van": "vans", "bus": "buses", "truck": "trucks"}.get(
            str(figure.vehicle_type), "cars"
        )
        return f"{words[str(figure.powertrain)]} {vehicle}" if str(figure.powertrain) in words else "new cars"
    return desk.name(subject.id)
