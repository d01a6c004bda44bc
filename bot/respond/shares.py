"""Shares: a numerator and a denominator of one family, or a share that somebody published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.answer import Answer, Status
from bot.question import Bound, MeasureAsked, Question, ShareAsked, Subject, SubjectKind, When
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.finding import measures_of, powertrains_of, scope_of
from facts import Basis, Figure, Measure, Period, PeriodKind, Powertrain
from facts.model import MARKET, ShareOf, Unit

MARKET_SUBJECT = Subject(MARKET, SubjectKind.MARKET)
_OF = {
    ShareAsked.MARKET: ShareOf.MARKET,
    ShareAsked.OWN: ShareOf.OWN,
    ShareAsked.EV_MARKET: ShareOf.EV_MARKET,
    ShareAsked.STOCK: ShareOf.STOCK,
}


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage with what it was made of."""

    percent: float
    part: Figure
    whole: Figure | None
    caveats: tuple[str, ...] = ()
    is_partial: bool = False

    @property
    def is_published(self) -> bool:
        """Whether somebody printed the percentage itself."""
        return self.whole is None


def share(desk: Desk, question: Question) -> Answer:
    """Answer a share."""
    regions = desk.regions_of(question)
    if len(regions) > 1 or len(question.subjects) > 1:
        if not question.together:
            return _several(desk, question)
    when = desk.when_of(question)
    period = when.period if when is not None and when.period is not None and when.bound is not Bound.EVER else None
    if when is not None and when.bound is Bound.UNTIL and period is not None:
        period = Period.year(period.end.year)
    found = find(desk, question, regions[0], period)
    if found is None:
        return nearest.no_figure(desk, question, _why_not(desk, question, regions[0], period))
    telling = desk.telling(question)
    telling.value, telling.unit = found.percent, "percent"
    telling.precision = str(found.part.precision)
    telling.scope(found.part)
    telling.measure = (
        found.part.measure
        if found.is_published
        else Measure.SHARE_OF_STOCK
        if question.share_of is ShareAsked.STOCK
        else Measure.SHARE_OF_SALES
    )
    telling.regions = (found.part.region,)
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    telling.say(_sentence(desk, question, found))
    telling.cite(found.part)
    if found.whole is not None:
        telling.cite(found.whole)
    _say_powertrain(telling, question, found)
    if when is None:
        telling.note(f"No period was named, so this is the newest complete one, {found.part.period.label}.")
    for other in _others(desk, question, regions[0], found):
        telling.note(other[0])
        telling.cite(other[1])
    telling.note(*[wording.capital(caveat) for caveat in found.caveats[:2]])
    if (
        question.subjects
        and question.subjects[0].kind is SubjectKind.MARKET
        and period is not None
        and period.kind is PeriodKind.YEAR
    ):
        telling.suggestions = [f"EV share {desk.place(found.part.region)} by year", "source?"]
    return telling.answer(Status.PARTIAL if found.is_partial else Status.ANSWERED)


def find(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """The share for one region and period; the newest complete year where no period is given."""
    asked = question.share_of or ShareAsked.MARKET
    if asked is ShareAsked.STOCK:
        return _published(desk, question, region, period, asked) or _stock(desk, question, region, period)
    if period is not None and period.kind is PeriodKind.POINT:
        period = Period.year(period.end.year)
    computed = _computed(desk, question, region, period, asked)
    if computed is not None:
        return computed
    printed = _published(desk, question, region, period, asked)
    if printed is None and asked is ShareAsked.EV_MARKET:
        printed = _published(desk, question, region, period, ShareAsked.MARKET)
    return printed


def _computed(desk: Desk, question: Question, region: str, period: Period | None, asked: ShareAsked) -> Share | None:
    best: tuple[tuple[int, int, int], Share] | None = None
    for preference, part_scope, whole_scope in _ratios(question, region, asked):
        wholes = desk.finder.candidates(whole_scope)
        for part, caveats, rank, family, subject_is_group in _parts(desk, part_scope, period):
            for whole in wholes:
                if (
                    whole.key.family != family
                    or whole.key.measure is not part.measure
                    or whole.key.variant != caveats[1]
                ):
                    continue
                total = whole.figure(part.period)
                if total is None or total.missing or not total.value or part.missing:
                    continue
                if (
                    total.precision != "exact"
                    and total.precision == part.precision
                    and region not in ("world", "europe")
                    and whole.key.rank >= 30
                ):
                    continue
                if part.value > total.value * 1.005:
                    continue
                order = (preference, rank, int(subject_is_group))
                if best is None or order < best[0]:
                    best = (order, Share(100 * part.value / total.value, part, total, caveats[0]))
    return best[1] if best else None


def _parts(
    desk: Desk, scope: object, period: Period | None
) -> Iterator[tuple[Figure, tuple[tuple[str, ...], str], int, str, bool]]:
    from bot.respond.finding import Scope

    assert isinstance(scope, Scope)
    for series in desk.finder.candidates(scope):
        if series.key.unit is not Unit.VEHICLES:
            continue
        if period is None:
            newest = series.newest(PeriodKind.YEAR)
            figure = None if newest is None else series.as_figure(newest)
        else:
            figure = series.figure(period)
        if figure is not None:
            yield figure, (series.key.caveats, series.key.variant), series.key.rank, series.key.family, False
    if scope.subject.kind is SubjectKind.GROUP and period is not None:
        found = desk.finder.in_period(scope, period)
        if found is not None and found.parts:
            yield (
                found.figure,
                (found.series.key.caveats, found.series.key.variant),
                found.series.key.rank,
                found.figure.family,
                True,
            )


def _ratios(question: Question, region: str, asked: ShareAsked) -> Iterator[tuple[int, object, object]]:
    """(preference, numerator, denominator) in the order in which they answer."""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    bare = replace(
        question, measure=question.measure if question.measure not in (MeasureAsked.STOCK, None) else MeasureAsked.SOLD
    )
    if asked is ShareAsked.OWN and subject.kind is SubjectKind.MARKET and len(question.powertrains) > 1:
        first, second = question.powertrains[0], question.powertrains[1]
        part, whole = (second, first) if first in (Powertrain.EV, Powertrain.ALL) else (first, second)
        yield 0, _scope(bare, MARKET_SUBJECT, region, (part,)), _scope(bare, MARKET_SUBJECT, region, (whole,))
        return
    electric = _electric(question)
    for preference, powertrain in enumerate(electric):
        if asked is ShareAsked.OWN:
            yield (
                preference,
                _scope(bare, subject, region, (powertrain,)),
                _scope(bare, subject, region, (Powertrain.ALL,)),
            )
        elif asked is ShareAsked.MARKET and subject.kind is SubjectKind.MARKET:
            yield (
                preference,
                _scope(bare, MARKET_SUBJECT, region, (powertrain,)),
                _scope(bare, MARKET_SUBJECT, region, (Powertrain.ALL,)),
            )
        elif asked is ShareAsked.MARKET:
            part = None if subject.kind is SubjectKind.MODEL else (Powertrain.ALL,)
            yield (
                preference,
                _scope(bare, subject, region, part),
                _scope(bare, MARKET_SUBJECT, region, (Powertrain.ALL,)),
            )
        else:
            part = None if subject.kind is SubjectKind.MODEL else (powertrain,)
            yield preference, _scope(bare, subject, region, part), _scope(bare, MARKET_SUBJECT, region, (powertrain,))


def _scope(question: Question, subject: Subject, region: str, powertrains: tuple[Powertrain, ...] | None) -> object:
    scope = scope_of(question, subject, region)
    return replace(scope, powertrains=powertrains, measures=measures_of(question))


def _electric(question: Question) -> list[Powertrain]:
    said = next((powertrain for powertrain in question.powertrains if powertrain is not Powertrain.ALL), None)
    if said is None or said is Powertrain.EV:
        subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
        if subject.kind is SubjectKind.MARKET or question.is_plugin:
            return [Powertrain.EV] if question.is_plugin else [Powertrain.EV, Powertrain.BEV]
        return [Powertrain.BEV, Powertrain.EV]
    return [said]


def _published(desk: Desk, question: Question, region: str, period: Period | None, asked: ShareAsked) -> Share | None:
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    measure = Measure.SHARE_OF_STOCK if asked is ShareAsked.STOCK else Measure.SHARE_OF_SALES
    wanted = powertrains_of(replace(question, powertrains=tuple(_electric(question)[:1])), subject)
    found: list[tuple[tuple[object, ...], Figure, tuple[str, ...]]] = []
    for place in desk.finder.same_place(region):
        for series in desk.finder.store.find(subject.id, place, (measure,), wanted, None):
            if series.key.of is not None and series.key.of is not _OF[asked]:
                continue
            if subject.kind is SubjectKind.MARKET and series.key.vehicle_type is not question.vehicle_type:
                continue
            figure = _printed(series, period)
            if figure is not None:
                preference = wanted.index(figure.powertrain) if wanted and figure.powertrain in wanted else 0
                found.append(
                    (
                        (
                            preference,
                            -figure.period.end.toordinal() if period is None else 0,
                            series.key.rank,
                            figure.precision != "exact",
                        ),
                        figure,
                        series.key.caveats,
                    )
                )
    if not found:
        return None
    _, figure, caveats = min(found, key=lambda entry: entry[0])
    return Share(figure.value, figure, None, caveats)


def _printed(series: object, period: Period | None) -> Figure | None:
    from facts.series import Series

    assert isinstance(series, Series)
    if period is None:
        rows = [entry for kind in (PeriodKind.YEAR, PeriodKind.POINT) if (entry := series.newest(kind)) is not None]
        return series.as_figure(rows[0]) if rows else None
    entry = series.published(period) or series.published(Period.point(period.end))
    return None if entry is None or entry.basis is Basis.SUSPECT else series.as_figure(entry)


def _stock(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """A share of the fleet where one table counts all vehicles (Washington State)."""
    for powertrain in _electric(question):
        part = desk.finder.at(
            replace(
                scope_of(replace(question, measure=MeasureAsked.STOCK), MARKET_SUBJECT, region),
                powertrains=(powertrain,),
            ),
            When(period) if period else None,
        )
        whole = desk.finder.at(
            replace(
                scope_of(replace(question, measure=MeasureAsked.STOCK), MARKET_SUBJECT, region),
                powertrains=(Powertrain.ALL,),
            ),
            When(period) if period else None,
        )
        if part and whole and part.figure.family == whole.figure.family and part.figure.period == whole.figure.period:
            return Share(
                100 * part.figure.value / whole.figure.value, part.figure, whole.figure, part.series.key.caveats
            )
    return None


def _sentence(desk: Desk, question: Question, found: Share) -> str:
    percent = wording.percent(found.percent, desk.locale)
    about = "about " if found.part.precision != "exact" else ""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    asked = question.share_of or ShareAsked.MARKET
    counted = wording.counted(found.part, subject.kind, desk.name(subject.id), desk.store.catalogue)
    where, when = desk.place(found.part.region), wording.in_period(found.part.period)
    whole = {
        ShareAsked.MARKET: f"the new {wording.vehicles(found.part.vehicle_type)}",
        ShareAsked.EV_MARKET: f"the {wording.kind_of_vehicle(found.whole.powertrain if found.whole else Powertrain.EV, found.part.vehicle_type)}",
        ShareAsked.OWN: f"what {desk.name(subject.id)} {wording.verb(found.part.measure) if found.part.measure not in (Measure.SHARE_OF_SALES,) else 'sold'}",
        ShareAsked.STOCK: f"the {wording.vehicles(found.part.vehicle_type)} on the road",
    }[asked]
    if asked is ShareAsked.OWN and subject.kind is SubjectKind.MARKET and found.whole is not None:
        whole = f"the {wording.kind_of_vehicle(found.whole.powertrain, found.part.vehicle_type)}"
    numbers = (
        f" ({desk.number(found.part.value)} of {desk.number(found.whole.value)})" if found.whole is not None else ""
    )
    return f"{about}{percent} of {whole} {where} {when} were {counted}{numbers}."


def _say_powertrain(telling: object, question: Question, found: Share) -> None:
    from bot.respond.telling import Telling

    assert isinstance(telling, Telling)
    said = question.powertrains[0] if question.powertrains else None
    model = question.subjects and question.subjects[0].kind is SubjectKind.MODEL
    if said in (None, Powertrain.EV) and not model:
        if found.part.powertrain is Powertrain.EV:
            telling.note("Electric means battery-electric and plug-in hybrid together.")
        elif found.part.powertrain is Powertrain.BEV:
            telling.note("Electric means battery-electric only here.")


def _others(desk: Desk, question: Question, region: str, found: Share) -> list[tuple[str, Figure]]:
    """The same share as others print it, where it differs by more than rounding; battery-electric beside BEV + PHEV."""
    notes: list[tuple[str, Figure]] = []
    printed = _published(desk, question, region, found.part.period, question.share_of or ShareAsked.MARKET)
    if (
        printed is not None
        and not found.is_published
        and printed.part.powertrain is found.part.powertrain
        and abs(printed.percent - found.percent) > 1.5
    ):
        publisher = desk.store.source(int(printed.part.sources[0])).publisher
        notes.append((f"{publisher} prints {wording.percent(printed.percent, desk.locale)}.", printed.part))
    if found.part.powertrain is Powertrain.EV and not question.is_plugin and found.whole is not None:
        battery = _computed(
            desk,
            replace(question, powertrains=(Powertrain.BEV,)),
            region,
            found.part.period,
            question.share_of or ShareAsked.MARKET,
        )
        if battery is not None:
            notes.append((f"Battery-electric alone: {wording.percent(battery.percent, desk.locale)}.", battery.part))
    return notes


def _several(desk: Desk, question: Question) -> Answer:
    from bot.answer import Row

    telling = desk.telling(question)
    when = desk.when_of(question)
    rows, known = [], []
    for subject in question.subjects or (MARKET_SUBJECT,):
        for region in desk.regions_of(question):
            single = replace(question, subjects=(subject,))
            found = find(desk, single, region, when.period if when else None)
            label = ", ".join(
                part
                for part in (
                    desk.name(subject.id) if len(question.subjects) > 1 else "",
                    desk.region(region) if len(desk.regions_of(question)) > 1 else "",
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
                known.append((label, found))
    if not known:
        return nearest.no_figure(desk, question)
    top = max(known, key=lambda entry: entry[1].percent)
    telling.say(
        f"{top[0]} is ahead with {wording.percent(top[1].percent, desk.locale)} {wording.in_period(top[1].part.period)}."
    )
    telling.scope(top[1].part)
    telling.measure, telling.unit = Measure.SHARE_OF_SALES, "percent"
    telling.table(("Compared", "percent"), rows)
    for _, found in known:
        telling.cite(found.part)
        _say_powertrain(telling, question, found)
    return telling.answer(Status.ANSWERED if len(known) == len(rows) else Status.PARTIAL)


def _why_not(desk: Desk, question: Question, region: str, period: Period | None) -> str:
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    what = "" if subject.kind is SubjectKind.MARKET else f"{desk.name(subject.id)}: "
    time = f" {wording.in_period(period)}" if period is not None else ""
    return f"{what}I have no figures of one publisher from which that share could be made {desk.place(region)}{time}."
