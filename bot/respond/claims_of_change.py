"""Claims of a share or of a change: made inside one family, as the answers to such questions are."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Verdict
from bot.question import (
    Question,
    ShareAsked,
    When,
)
from bot.respond import share_figures
from bot.respond.desk import Desk
from bot.respond.growth import change_between, growth_sentence, periods_of_growth
from bot.respond.records import best_period
from bot.respond.shares import share_sentence
from bot.respond.statement_search import search
from bot.respond.verdicts import Judged, by_statement, scope_words, share_holds, unknown
from facts import Period, Powertrain


def share(desk: Desk, claim: Question) -> Judged:
    """Judge a claim of a percentage."""
    quantity = claim.quantity
    if quantity is None:
        return unknown("no percentage is claimed that I could check.")
    when = desk.when_of(claim)
    period = when.period if when is not None else None
    region = share_figures.parts_of(desk, claim)[0]
    found = share_figures.find(desk, claim, region, period)
    options = [found] if found is not None else []
    of_place = claim.share_of is ShareAsked.PLACE
    if not of_place and (not claim.powertrains or claim.powertrains[0] is Powertrain.EV):
        battery = share_figures.find(desk, replace(claim, powertrains=(Powertrain.BEV,)), region, period)
        options += [battery] if battery is not None else []
    asked = claim.share_of or ShareAsked.MARKET
    is_printed = asked not in (ShareAsked.MAKER, ShareAsked.PLACE)
    printed = share_figures.published(desk, claim, region, period, asked) if is_printed else None
    options += [printed] if printed is not None else []
    if not options:
        return unknown(f"I have no figures for that share {desk.place(region)}.")
    right = [option for option in options if share_holds(quantity, option.percent)]
    main = (right or options)[0]
    figures = (main.part,) if main.whole is None else (main.part, main.whole)
    sentence = share_sentence(desk, claim, main)
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, sentence, figures, value=main.percent)


def growth(desk: Desk, claim: Question) -> Judged:
    """Judge a claim of a rise or a fall."""
    pair = periods_of_growth(desk, claim)
    if claim.share_of is not None and pair is not None:
        return _change_of_share(desk, claim, *pair)
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    change = change_between(desk, claim, subject, region, *pair) if pair is not None else None
    if "first" in claim.text.lower().split() or "decade" in claim.text.lower():
        found = search(desk, claim)
        if found and found[0].score > 8:
            statement = found[0].statement
            return by_statement(Verdict.SUPPORTED, statement)
    if change is None and pair is not None:
        singles = [desk.locate(claim, subject, region, When(period)) for period in pair]
        figures = [
            found.figure for found in singles if found is not None and not found.figure.missing and not found.parts
        ]
        if (
            len(figures) == 2
            and figures[0].measure is figures[1].measure
            and figures[0].powertrain is figures[1].powertrain
        ):
            change = (figures[0], figures[1], singles[0].series) if singles[0] is not None else None
    if change is None:
        return unknown(f"I have no two figures of one publisher for {scope_words(desk, claim)}.")
    before, after, _ = change
    percent = 100 * (after.value - before.value) / before.value
    reason = growth_sentence(desk, claim, subject, before, after, percent)
    right = (percent > 0) == (claim.direction >= 0)
    if right and claim.quantity is not None and claim.quantity.is_percent:
        right = share_holds(claim.quantity, abs(percent)) or abs(abs(percent) - claim.quantity.value) < 0.05 * abs(
            percent
        )
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, (before, after), value=percent)


def record(desk: Desk, claim: Question) -> Judged:
    """Judge a claim that some month, quarter or year was the best or the weakest so far."""
    when = next((when for when in claim.whens if when.period is not None), None)
    kind = claim.unit_of_time or (when.period.kind if when is not None and when.period is not None else None)
    if when is None or when.period is None or kind is None:
        return unknown("no month, quarter or year is claimed that I could check.")
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    best = best_period(desk, replace(claim, whens=()), subject, region, kind)
    if best is None:
        return unknown(f"I have no figures {kind} by {kind} for {scope_words(desk, replace(claim, whens=()))}.")
    figure, _, (number, first, last) = best
    word = "weakest" if claim.ascending else "best"
    reason = (
        f"the {word} of {number} {kind}s from {first.label} to {last.label} was {figure.period.label}. "
        f"{desk.sentence(figure, subject)}"
    )
    right = figure.period == when.period or when.period.contains(figure.period)
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, (figure,))


def _change_of_share(desk: Desk, claim: Question, earlier: Period, later: Period) -> Judged:
    """Judge a claim that a share rose or fell, by so many points where it says so."""
    region = desk.regions_of(claim)[0]
    before = share_figures.find(desk, claim, region, earlier)
    after = share_figures.find(desk, claim, region, later)
    if before is None or after is None:
        return unknown(f"I have no two figures for that share {desk.place(region)}.")
    points = after.percent - before.percent
    right = points != 0 and (points > 0) == (claim.direction >= 0)
    if right and claim.quantity is not None and claim.quantity.is_percent:
        relative = 100 * points / before.percent if before.percent else 0.0
        right = any(share_holds(claim.quantity, abs(change)) for change in (points, relative))
    reason = (
        f"the share {desk.place(region)} went from {desk.percent(before.percent)} in {earlier.label} to "
        f"{desk.percent(after.percent)} in {later.label}."
    )
    figures = tuple(figure for share in (before, after) for figure in (share.part, share.whole) if figure is not None)
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, figures, value=points)
