"""Shares as answers: of the market, of the electric market, of a maker's own sales, of the fleet.

The percentages themselves are made in `bot.respond.share_figures`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.question import (
    MARKET_SUBJECT,
    Bound,
    Intent,
    Question,
    ShareAsked,
    Subject,
    SubjectKind,
)
from bot.respond import nearest, region_ranks, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import EUROPE, WORLD
from bot.respond.share_figures import Share, battery_electric_beside, find, in_words, measure_of, parts_of, published
from bot.respond.telling import Telling
from facts import (
    Figure,
    Measure,
    Period,
    PeriodKind,
    Powertrain,
)

MOST_STEPS_BACK = 12
"""Periods that are looked through for the newest share."""


def share(desk: Desk, question: Question) -> Answer:
    """Answer a share."""
    regions = parts_of(desk, question)
    if len(regions) > 1 or (len(question.subjects) > 1 and not question.together):
        return _several(desk, question)
    when = desk.when_of(question)
    period = when.period if when is not None and when.period is not None and when.bound is not Bound.EVER else None
    if when is not None and when.bound is Bound.UNTIL and period is not None:
        period = Period.year(period.end.year)
    found = find(desk, question, regions[0], period)
    if found is None:
        of_place = question.share_of is ShareAsked.PLACE
        told = None if of_place else _by_member(desk, question, regions[0])
        return told or _no_share(desk, question, regions[0], period)
    telling = desk.telling(question)
    telling.value, telling.unit = found.percent, "percent"
    telling.precision = str(found.part.precision)
    telling.scope(found.part)
    telling.measure = found.part.measure if found.is_published else measure_of(question.share_of, found.part)
    telling.regions = (found.part.region,)
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    telling.say(share_sentence(desk, question, found))
    telling.cite(found.part)
    if found.whole is not None:
        telling.cite(found.whole)
    _say_powertrain(telling, question, found)
    if when is None:
        telling.note(
            f"No period was named, so this is the newest one, {found.part.period.label}.", weight=Weight.DEFAULT
        )
    for other in _others(desk, question, regions[0], found):
        telling.note(other[0], weight=Weight.DISPUTED)
        telling.cite(other[1])
    desk.series_notes(telling, found.caveats, found.part)
    if (
        question.subjects
        and question.subjects[0].kind is SubjectKind.MARKET
        and period is not None
        and period.kind is PeriodKind.YEAR
    ):
        telling.suggestions = [f"EV share {desk.place(found.part.region)} by year", "source?"]
    return telling.answer(Status.PARTIAL if found.is_partial else Status.ANSWERED)


def _no_share(desk: Desk, question: Question, region: str, period: Period | None) -> Answer:
    """Why there is none; where it is only too early, the newest share that there is."""
    why = _why_not(desk, question, region, period)
    newest = _newest(desk, question, region, period)
    if newest is None:
        return nearest.no_figure(desk, question, why)
    near = f"The newest that I have: {share_sentence(desk, question, newest)}"
    return nearest.no_figure(desk, question, why, near, cite=(newest.part,))


def _newest(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """The share of the newest period of the kind that was asked for, where that lies before what was asked."""
    if period is None or period.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR):
        return None
    earlier = period
    for _ in range(MOST_STEPS_BACK):
        earlier = earlier.preceding()
        if (found := find(desk, question, region, earlier)) is not None:
            return found
    return None


def _by_member(desk: Desk, question: Question, region: str) -> Answer | None:
    """The countries of a group one by one, where there is no share of the whole."""
    is_market = all(subject.kind is SubjectKind.MARKET for subject in question.subjects)
    if region in (WORLD, EUROPE) or not desk.members(region) or not is_market:
        return None
    why = f"There is no share of {desk.region(region)} as a whole, so these are its countries."
    asked = replace(question, intent=Intent.RANK, rank_of="region", notes=(*question.notes, why))
    told = region_ranks.regions(desk, asked)
    return replace(told, status=Status.PARTIAL) if told.status is Status.ANSWERED else None


def share_sentence(desk: Desk, question: Question, found: Share) -> str:
    """A share as a person would say it, with what it was made of."""
    percent = wording.percent(found.percent, desk.locale)
    about = "about " if found.part.precision != "exact" else ""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    asked = question.share_of or ShareAsked.MARKET
    counted = wording.things(found.part, subject.kind, desk.name(subject.id), desk.store.catalogue)
    where, when = desk.place(found.part.region), wording.in_period(found.part.period)
    if asked is ShareAsked.PLACE and found.whole is not None:
        return _part_of_place(desk, found, found.whole, f"{about}{_rounded(desk, found)}", counted)
    whole = _whole(desk, subject, asked, found)
    numbers = (
        f" ({desk.number(found.part.value)} of {desk.number(found.whole.value)})" if found.whole is not None else ""
    )
    return f"{about}{percent} of {whole} {where} {when} were {counted}{numbers}."


def _part_of_place(desk: Desk, found: Share, whole: Figure, percent: str, counted: str) -> str:
    """ "About 65% of the electric cars sold worldwide in 2024 were sold in China (… of …)"."""
    when, done = wording.in_period(whole.period), wording.verb(whole.measure)
    here, there = desk.place(found.part.region), desk.place(whole.region)
    numbers = f"{desk.number(found.part.value)} of {desk.number(whole.value)}"
    if whole.measure is Measure.STOCK:
        return f"{percent} of the {counted} on the road {there} {when} were {here} ({numbers})."
    return f"{percent} of the {counted} {done} {there} {when} were {done} {here} ({numbers})."


def _rounded(desk: Desk, found: Share) -> str:
    """The percentage as finely as its figures are known: two rounded ones make no tenth of a percent."""
    exact = found.part.precision == "exact" and (found.whole is None or found.whole.precision == "exact")
    return wording.percent(found.percent if exact else float(round(found.percent)), desk.locale)


def _whole(desk: Desk, subject: Subject, asked: ShareAsked, found: Share) -> str:
    """What the share is a share of, in words."""
    part, whole = found.part, found.whole
    cars = wording.vehicles(part.vehicle_type)
    if asked is ShareAsked.MARKET:
        return f"the new {cars}"
    if asked is ShareAsked.STOCK:
        return f"the {cars} on the road"
    if asked is ShareAsked.OWN and (subject.kind is not SubjectKind.MARKET or whole is None):
        verb = "sold" if part.measure is Measure.SHARE_OF_SALES else wording.verb(part.measure)
        return f"what {desk.name(subject.id)} {verb}"
    if asked is ShareAsked.MAKER and whole is not None:
        return f"the {wording.things(whole, SubjectKind.BRAND, desk.name(whole.subject), desk.store.catalogue)}"
    return f"the {wording.kind_of_vehicle(whole.powertrain if whole else Powertrain.EV, part.vehicle_type)}"


def _say_powertrain(telling: Telling, question: Question, found: Share) -> None:

    said = question.powertrains[0] if question.powertrains else None
    model = question.subjects and question.subjects[0].kind is SubjectKind.MODEL
    if said in (None, Powertrain.EV) and not model:
        if found.part.powertrain is Powertrain.EV:
            telling.note("Electric means battery-electric and plug-in hybrid together.", weight=Weight.DEFINITION)
        elif found.part.powertrain is Powertrain.BEV:
            telling.note("Electric means battery-electric only here.", weight=Weight.DEFINITION)


def _others(desk: Desk, question: Question, region: str, found: Share) -> list[tuple[str, Figure]]:
    """The same share as others print it, where it differs by more than rounding; battery-electric beside BEV + PHEV."""
    notes: list[tuple[str, Figure]] = []
    asked = question.share_of or ShareAsked.MARKET
    if asked in (ShareAsked.MAKER, ShareAsked.PLACE):
        return notes
    printed = published(desk, question, region, found.part.period, asked)
    if (
        printed is not None
        and not found.is_published
        and printed.part.powertrain is found.part.powertrain
        and abs(printed.percent - found.percent) > 1.5
    ):
        publisher = desk.store.source(int(printed.part.sources[0])).publisher
        notes.append((f"{publisher} prints {wording.percent(printed.percent, desk.locale)}.", printed.part))
    battery = battery_electric_beside(desk, question, region, found)
    if battery is not None:
        notes.append((f"Battery-electric alone: {wording.percent(battery.percent, desk.locale)}.", battery.part))
    return notes


def _several(desk: Desk, question: Question) -> Answer:

    telling = desk.telling(question)
    when = desk.when_of(question)
    rows, known = [], []
    for subject in question.subjects or (MARKET_SUBJECT,):
        for region in parts_of(desk, question):
            single = replace(question, subjects=(subject,))
            found = find(desk, single, region, when.period if when else None)
            label = ", ".join(
                part
                for part in (
                    desk.name(subject.id) if len(question.subjects) > 1 else "",
                    desk.region(region) if len(parts_of(desk, question)) > 1 else "",
                )
                if part
            )
            ident = subject.id if len(question.subjects) > 1 else region
            rows.append(
                Row(
                    ident,
                    label,
                    found.percent if found else None,
                    "percent",
                    found.part.period.key if found else None,
                    note=None if found else "no figure",
                )
            )
            if found is not None:
                where = desk.place(region).removeprefix("in ")
                known.append((where if len(question.subjects) < 2 else label, found))
    if not known:
        of_place = question.share_of is ShareAsked.PLACE
        why = _why_not(desk, question, parts_of(desk, question)[0], when.period if when else None) if of_place else ""
        return nearest.no_figure(desk, question, why)
    ordered = sorted(known, key=lambda entry: -entry[1].percent)
    if question.rank_of is not None:
        rows.sort(key=lambda row: -(row.value or 0), reverse=question.ascending)
    top = ordered[0]
    telling.say(_leader(desk, question, ordered))
    telling.scope(top[1].part)
    telling.measure, telling.unit = measure_of(question.share_of, top[1].part), "percent"
    telling.table(("Compared", "percent"), rows)
    for _, found in known:
        telling.cite(found.part)
        _say_powertrain(telling, question, found)
    return telling.answer(Status.ANSWERED if len(known) == len(rows) else Status.PARTIAL)


def _leader(desk: Desk, question: Question, ordered: list[tuple[str, Share]]) -> str:
    """Whose share is highest, in one sentence."""
    (name, first), *others = ordered
    when = wording.in_period(first.part.period)
    number = wording.percent(first.percent, desk.locale)
    if not others:
        return f"{name} had a share of {number} {when}."
    second, other = others[0]
    word = "higher" if len(ordered) == 2 else "highest"
    kinds = wording.kind_of_vehicle(first.part.powertrain, first.part.vehicle_type)
    of = "" if len(question.subjects) > 1 else f" of {in_words(kinds, question.share_of)}"
    if question.share_of is ShareAsked.PLACE and first.whole is not None:
        of = f"{of} {desk.place(first.whole.region)}"
    if other.percent == first.percent:
        return f"{name} and {second} had the same share{of} {when}, as far as the figures tell: {number}."
    against = f"{wording.percent(other.percent, desk.locale)} for {second}"
    return f"{name} had the {word} share{of} {when}: {number}, against {against}."


def _why_not(desk: Desk, question: Question, region: str, period: Period | None) -> str:
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    what = "" if subject.kind is SubjectKind.MARKET else f"{desk.name(subject.id)}: "
    time = f" {wording.in_period(period)}" if period is not None else ""
    return f"{what}I have no figures of one publisher from which that share could be made {desk.place(region)}{time}."
