"""What happened in a period: "which EVs were launched in 2013?", as far as the statements tell of it.

The statements are what somebody wrote of some cars: a list made of them is never said to be all.
"""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Row, Status
from bot.question import Question, SubjectKind
from bot.respond import nearest
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from facts import Period, Predicate, Statement
from facts.period import PeriodError

MOST_TOLD = 20
_DONE = {Predicate.LAUNCHED: "launched", Predicate.DISCONTINUED: "discontinued"}


def events(desk: Desk, question: Question) -> Answer:
    """Answer with the statements of a predicate whose date lies in the period that was asked for."""
    period = question.whens[0].period if question.whens else None
    predicate = question.predicate or Predicate.LAUNCHED
    found = sorted(
        (item for item in desk.store.statements if item.predicate is predicate and _fits(desk, question, item, period)),
        key=lambda item: (item.event_date, item.subject),
    )
    done = _DONE.get(predicate, str(predicate))
    when = f" in {period.label}" if period is not None else ""
    if not found:
        return nearest.no_figure(desk, question, f"My sources do not tell which cars were {done}{when}.")
    telling = desk.telling(question)
    telling.period = period
    first = {item.subject: item for item in reversed(found)}
    told = [item for item in found if first[item.subject] is item][:MOST_TOLD]
    names = ", ".join(f"{desk.name(item.subject)} ({_said(item.event_date)})" for item in told)
    telling.say(f"my sources tell of these that were {done}{when}: {names}.")
    telling.rows = [Row(item.subject, desk.name(item.subject), None, None, item.event_date) for item in told]
    telling.note("Only what the sources that I have wrote of; there were others.", weight=Weight.COVERAGE)
    for item in told:
        telling.cite_number(item.source)
    return telling.answer(Status.PARTIAL)


def _fits(desk: Desk, question: Question, item: Statement, period: Period | None) -> bool:
    if not item.event_date or item.subject not in desk.store.catalogue.models:
        return False
    makers = {subject.id for subject in question.subjects if subject.kind is SubjectKind.BRAND}
    if makers and item.subject.split("/")[0] not in makers:
        return False
    places = {place.id for place in question.places}
    if places and item.region not in places:
        return False
    day = _period(item.event_date)
    return period is None or (day is not None and period.contains(day))


def _period(day: str) -> Period | None:
    try:
        return Period.parse(day) if len(day) < len("2024-01-01") else Period.point(date.fromisoformat(day))
    except (PeriodError, ValueError):
        return None


def _said(day: str) -> str:
    found = _period(day)
    return found.label if found is not None else day
