"""Claims against the store: supported, refuted or unverifiable, with the figure, period and place that decide it.

Each kind of claim has its module (`claims_of_…`); here the verdict becomes an answer. A claim is refuted only by a
figure for its very scope; where there is none, or a figure that is only a part, it stays unverifiable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.answer import Answer, Row, Status, Verdict
from bot.question import (
    Bound,
    Intent,
    Question,
    SubjectKind,
    When,
)
from bot.respond import claims_of_change, claims_of_counts, claims_of_events, claims_of_order, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.telling import Telling
from bot.respond.verdicts import Judged, holds
from facts import Period

_WORDS = {Verdict.SUPPORTED: "Yes", Verdict.REFUTED: "No", Verdict.UNVERIFIABLE: "I cannot tell"}


def check(desk: Desk, question: Question) -> Answer:
    """Answer a claim, or each of several."""
    if len(question.claims) > 1:
        return _check_each(desk, question)
    inner = question.claims[0] if question.claims else question
    judged = _judge(desk, inner)
    telling = desk.telling(question)
    telling.say(f"{_WORDS[judged.verdict]}: {judged.reason}")
    telling.verdict = judged.verdict
    _cite(telling, judged)
    if judged.figures:
        telling.scope(judged.figures[0])
        telling.regions = tuple(dict.fromkeys(figure.region for figure in judged.figures))
        telling.value = judged.value if judged.value is not None else judged.figures[0].value
        telling.unit = _unit(inner, judged)
    if years := _each_year(inner):
        telling.period = Period.between(date(years[0], 1, 1), date(years[-1], 12, 31))
        telling.value = telling.unit = None
    if judged.rows:
        telling.table(("Compared", judged.rows[0].unit or "vehicles"), list(judged.rows))
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    return telling.answer(_status(judged.verdict))


def _check_each(desk: Desk, question: Question) -> Answer:
    """A verdict for each claim of a text, and one over all: refuted if one is, else unverifiable if one is."""
    telling = desk.telling(question)
    verdicts: list[Verdict] = []
    for number, claim in enumerate(question.claims, start=1):
        judged = _judge(desk, claim)
        verdicts.append(judged.verdict)
        telling.rows.append(_row(number, claim, judged))
        telling.add(f"{number}. “{claim.text}” {_WORDS[judged.verdict]}: {judged.reason}")
        _cite(telling, judged)
    held, wrong = verdicts.count(Verdict.SUPPORTED), verdicts.count(Verdict.REFUTED)
    open_ = len(verdicts) - held - wrong
    all_hold = held == len(verdicts)
    telling.say(
        f"All {held} claims hold." if all_hold else f"Of {len(verdicts)} claims {_counted(held, wrong, open_)}."
    )
    telling.verdict = Verdict.REFUTED if wrong else Verdict.UNVERIFIABLE if open_ else Verdict.SUPPORTED
    telling.silent_reading = True
    telling.note(*(note for note in question.notes if note.endswith(".")), weight=Weight.MISSING)
    return telling.answer(_status(telling.verdict))


def _row(number: int, claim: Question, judged: Judged) -> Row:
    figure = judged.figures[0] if judged.figures else None
    value = judged.value if judged.value is not None else figure.value if figure is not None else None
    return Row(
        str(number),
        claim.text,
        value,
        _unit(claim, judged) if value is not None else None,
        figure.period.key if figure is not None else None,
        verdict=judged.verdict,
        note=judged.reason,
    )


def _unit(claim: Question, judged: Judged) -> str | None:
    """The unit of a verdict's value: percent where a share or a change decides."""
    if judged.value is not None and claim.intent in (Intent.SHARE, Intent.GROWTH):
        return "percent"
    return str(judged.figures[0].unit) if judged.figures else None


def _counted(held: int, wrong: int, open_: int) -> str:
    """ "2 hold, 1 is wrong and 1 I cannot check"."""
    parts = []
    if held:
        parts.append(f"{held} {wording.plural(held, 'holds', 'hold')}")
    if wrong:
        parts.append(f"{wrong} {wording.plural(wrong, 'is', 'are')} wrong")
    if open_:
        parts.append(f"{open_} I cannot check")
    return wording.english_list(parts)


def _cite(telling: Telling, judged: Judged) -> None:
    telling.cite(*judged.figures)
    for source in judged.sources:
        telling.cite_number(source)


def _status(verdict: Verdict) -> Status:
    return Status.NO_DATA if verdict is Verdict.UNVERIFIABLE else Status.ANSWERED


def _judge(desk: Desk, claim: Question) -> Judged:
    years = _each_year(claim)
    if not years:
        return _judged(desk, claim)
    of_years = [(year, _judged(desk, _in_year(claim, year))) for year in years]
    figures = tuple(figure for _, judged in of_years for figure in judged.figures)
    for verdict, not_so in ((Verdict.REFUTED, "not in"), (Verdict.UNVERIFIABLE, "there is nothing to tell it by for")):
        found = [(year, judged) for year, judged in of_years if judged.verdict is verdict]
        if found:
            names = wording.english_list([str(year) for year, _ in found])
            return Judged(verdict, f"{not_so} {names}. {wording.capital(found[0][1].reason)}", figures)
    return Judged(Verdict.SUPPORTED, f"in each of the {len(years)} years from {years[0]} to {years[-1]}.", figures)


def _each_year(claim: Question) -> range | None:
    """The years of a claim that says "every year"; None for one of a whole period."""
    when = claim.whens[0] if len(claim.whens) == 1 else None
    if claim.breakdown != "year" or when is None or when.period is None or when.period.start is None:
        return None
    if claim.intent not in (Intent.COUNT, Intent.COMPARE, Intent.SHARE, Intent.GROWTH):
        return None
    first = when.period.start.year + (claim.intent is Intent.GROWTH)  # each against the year before
    last = claim.today.year - 1 if when.bound is Bound.SINCE else when.period.end.year
    return range(first, last + 1)


def _in_year(claim: Question, year: int) -> Question:
    return replace(claim, breakdown=None, whens=(When(Period.year(year)),))


def _judged(desk: Desk, claim: Question) -> Judged:
    judged = _JUDGES.get(claim.intent, claims_of_events.stated)(desk, claim)
    if claim.intent is not Intent.COUNT or judged.verdict is not Verdict.SUPPORTED or not judged.figures:
        return judged
    if not (unchecked := _unchecked(claim, judged)):
        return judged
    reason = f"I checked only one of the numbers, not {wording.english_list(list(unchecked))}. {judged.reason}"
    return replace(judged, verdict=Verdict.UNVERIFIABLE, reason=reason)


def _unchecked(claim: Question, judged: Judged) -> tuple[str, ...]:
    """Numbers of a claim that neither the verdict nor any of its figures speaks of."""
    told = [figure.value for figure in judged.figures]
    told += [abs(judged.value)] if judged.value is not None else []
    return tuple(
        quantity.said
        for quantity in claim.quantities
        if quantity.value != (claim.quantity.value if claim.quantity else None)
        and not quantity.is_percent
        and quantity.said not in judged.reason
        and not any(holds(quantity, value) for value in told)
    )


_JUDGES: dict[Intent, Callable[[Desk, Question], Judged]] = {
    Intent.COUNT: claims_of_counts.count,
    Intent.SHARE: claims_of_change.share,
    Intent.COMPARE: claims_of_order.compare,
    Intent.RANK: claims_of_order.rank,
    Intent.AVAILABILITY: claims_of_events.event,
    Intent.GROWTH: claims_of_change.growth,
    Intent.MILESTONE: claims_of_events.milestone,
    Intent.RECORD: claims_of_change.record,
}
