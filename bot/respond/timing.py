"""Figures along time: trends, growth, records and averages, each inside one series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Row, Status
from bot.question import Bound, MeasureAsked, Question, Subject, SubjectKind, When
from bot.respond import nearest, shares, wording
from bot.respond.desk import Desk
from bot.respond.finding import Found, scope_of
from facts import Basis, Figure, Measure, Period, PeriodError, PeriodKind, Powertrain, Precision
from facts.model import Unit
from facts.series import Series

KINDS = {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER, "year": PeriodKind.YEAR}
MOST_ROWS = 130


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one series, one a period; None where there is a gap."""

    series: Series
    points: tuple[tuple[Period, Figure | None], ...]

    @property
    def known(self) -> list[Figure]:
        """The figures that there are."""
        return [figure for _, figure in self.points if figure is not None]


# -- trend ----------------------------------------------------------------------------------------------------------


def trend(desk: Desk, question: Question) -> Answer:
    """Answer a trend."""
    if question.share_of is not None:
        return _share_trend(desk, question)
    if len(question.subjects) > 1 or len(desk.regions_of(question)) > 1:
        return _many_lines(desk, question)
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    line = line_for(desk, question, subject, region)
    if line is None or not line.known:
        return nearest.no_figure(desk, question)
    line, filled = _filled(desk, question, subject, region, line)
    telling = desk.telling(question)
    for figure in filled:
        publisher = desk.store.source(int(figure.sources[0])).publisher
        telling.note(
            f"{wording.capital(figure.period.label)} is the figure of {publisher}; the others are one publisher's series."
        )
    first, last = line.known[0], line.known[-1]
    telling.unit = str(first.unit)
    telling.scope(first)
    telling.period = _span(line)
    telling.regions = (first.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    telling.say(_trend_sentence(desk, subject, line))
    telling.table(("Period", "vehicles"), [_row(period, figure) for period, figure in line.points])
    gaps = [period.label for period, figure in line.points if figure is None]
    if gaps:
        telling.note(
            f"No figure for {wording.english_list(gaps[:8])}{' and others' if len(gaps) > 8 else ''}: a gap is not a zero."
        )
    partial = [figure for figure in line.known if figure.missing]
    for figure in partial:
        telling.note(f"{wording.capital(figure.period.label)} is incomplete: {desk.missing(figure)} missing.")
    desk.caveats(telling, Found(replace(last, missing=()), line.series), question, subject=subject)
    telling.cite(*line.known)
    telling.suggestions = [
        f"best {question.breakdown or 'year'} for {desk.name(subject.id)} {desk.place(region)}?"
        if subject.kind is not SubjectKind.MARKET
        else f"EV share {desk.place(region)} by year",
        "as a chart",
        "source?",
    ]
    return telling.answer(Status.PARTIAL if gaps or partial else Status.ANSWERED)


def line_for(desk: Desk, question: Question, subject: Subject, region: str) -> Line | None:
    """The series that covers most of what was asked, cut into the unit that was asked for."""
    kind = _unit(question)
    scope = scope_of(question, subject, region)
    lines: list[tuple[int, int, int, Line]] = []
    for series in desk.finder.candidates(scope):
        periods = _periods(question, series, kind)
        if not periods:
            continue
        if question.measure is MeasureAsked.STOCK:
            points = tuple((period, desk.finder._stock(series, When(period))) for period in periods)
        else:
            points = tuple((period, _useful(series.figure(period), period, series)) for period in periods)
        known = [figure for _, figure in points if figure is not None and not figure.missing]
        if not known:
            continue
        preference = 0 if scope.powertrains is None else scope.powertrains.index(series.key.powertrain)
        lines.append((len(known), preference, series.key.rank, Line(series, points)))
    if not lines:
        return _group_line(desk, question, subject, region, kind) if subject.kind is SubjectKind.GROUP else None
    most = max(known for known, *_ in lines)
    return min(lines, key=lambda line: (-_bucket(line[0], most), line[1], line[2], -line[0]))[3]


def _filled(desk: Desk, question: Question, subject: Subject, region: str, line: Line) -> tuple[Line, list[Figure]]:
    """A maker's own totals are reprinted here and there: a gap is filled from another page, and said so."""
    if subject.kind not in (SubjectKind.BRAND, SubjectKind.GROUP) or region not in ("world", "europe"):
        return line, []
    known = line.known[0]
    points, filled = [], []
    for period, figure in line.points:
        if figure is None or figure.missing:
            other = desk.locate(replace(question, powertrains=(known.powertrain,)), subject, region, When(period))
            if (
                other is not None
                and not other.parts
                and not other.figure.missing
                and other.figure.measure is known.measure
            ):
                figure = other.figure
                filled.append(figure)
        points.append((period, figure))
    return Line(line.series, tuple(points)), filled


def _bucket(known: int, asked: int) -> int:
    """How much of the asked time is covered, in steps: a missing first year is no reason for a worse series."""
    return round(10 * known / asked) if asked else 0


def _group_line(desk: Desk, question: Question, subject: Subject, region: str, kind: PeriodKind) -> Line | None:
    scope = scope_of(question, subject, region)
    years = _asked_periods(question, kind) or [Period.year(year) for year in range(2017, question.today.year)]
    founds = [(period, desk.finder.in_period(scope, period)) for period in years]
    known = [found for _, found in founds if found is not None]
    if not known:
        return None
    return Line(known[0].series, tuple((period, found.figure if found else None) for period, found in founds))


def _useful(figure: Figure | None, period: Period, series: Series) -> Figure | None:
    """A figure whose gaps are only the future stays; one with holes in the middle is no point of a line."""
    if figure is None or not figure.missing:
        return figure
    return figure if figure.missing[0].start is not None and figure.missing[0].start > series.key.last else None


def _unit(question: Question) -> PeriodKind:
    if question.breakdown in KINDS:
        return KINDS[question.breakdown]
    periods = [when.period for when in question.whens if when.period is not None]
    if len(periods) == 1 and periods[0].kind is PeriodKind.YEAR and question.whens[0].bound is Bound.IN:
        return PeriodKind.MONTH
    if (
        len(periods) == 1
        and periods[0].months is not None
        and periods[0].months <= 12
        and question.whens[0].bound is Bound.IN
    ):
        return PeriodKind.MONTH
    return PeriodKind.YEAR


def _asked_periods(question: Question, kind: PeriodKind) -> list[Period]:
    found: list[Period] = []
    for when in question.whens:
        if when.period is None or when.bound is not Bound.IN:
            continue
        try:
            found += when.period.split(kind)
        except PeriodError:
            found.append(when.period)
    return found


def _periods(question: Question, series: Series, kind: PeriodKind) -> list[Period]:
    asked = _asked_periods(question, kind)
    if asked:
        return asked[:MOST_ROWS]
    first, last = series.key.first, series.key.last
    when = question.whens[0] if question.whens else None
    if when is not None and when.period is not None and when.bound is Bound.SINCE and when.period.start is not None:
        first = (
            max(first, when.period.start)
            if kind is not PeriodKind.YEAR
            else date(max(first.year, when.period.start.year), 1, 1)
        )
    if when is not None and when.period is not None and when.bound is Bound.UNTIL:
        last = min(last, when.period.end)
    if kind is PeriodKind.YEAR:
        years = [Period.year(year) for year in range(first.year, last.year + 1)]
        return [year for year in years if _holds(series, year)]
    step = 1 if kind is PeriodKind.MONTH else 3
    whole = Period.between(date(first.year, (first.month - 1) // step * step + 1, 1), _last_of(last, step))
    return whole.split(kind)[-MOST_ROWS:]


def _last_of(last: date, step: int) -> date:
    from facts.period import month_end

    month = (last.month - 1) // step * step + step
    return month_end(last.year, month)


def _holds(series: Series, year: Period) -> bool:
    figure = series.figure(year)
    return figure is not None and (not figure.missing or year.end.year == series.key.last.year)


def _span(line: Line) -> Period:
    first, last = line.points[0][0], line.points[-1][0]
    return (
        Period.between(first.start or first.end, last.end)
        if first.kind is not PeriodKind.POINT
        else Period.between(first.end, last.end)
    )


def _row(period: Period, figure: Figure | None) -> Row:
    ident = period.key.lstrip("@") if period.kind is PeriodKind.POINT else period.key
    if figure is None:
        return Row(ident, _label(period), None, None, ident, note="no figure")
    note = "incomplete" if figure.missing else None
    return Row(ident, _label(period), figure.value, str(figure.unit), ident, note=note)


def _label(period: Period) -> str:
    if period.kind is PeriodKind.QUARTER:
        return f"Q{period.end.month // 3} {period.end.year}"
    if period.kind is PeriodKind.HALF:
        return f"H{period.end.month // 6} {period.end.year}"
    return wording.capital(period.label)


def _trend_sentence(desk: Desk, subject: Subject, line: Line) -> str:
    known = [figure for figure in line.known if not figure.missing] or line.known
    first, last = known[0], known[-1]
    counted = wording.counted(first, subject.kind, desk.name(subject.id), desk.store.catalogue)
    where = desk.place(first.region)
    if len(known) == 1:
        return desk.sentence(first, subject)
    verb = wording.verb(first.measure)
    direction = "rose" if last.value > first.value else "fell" if last.value < first.value else "stayed"
    return (
        f"{counted} {verb} {where} {direction} from {wording.measured(first, desk.locale)} in {first.period.label} to "
        f"{wording.measured(last, desk.locale)} in {last.period.label}."
    )


def _many_lines(desk: Desk, question: Question) -> Answer:
    telling = desk.telling(question)
    rows: list[Row] = []
    known: list[Line] = []
    for subject in question.subjects:
        for region in desk.regions_of(question):
            line = line_for(desk, question, subject, region)
            label = desk.name(subject.id) if len(question.subjects) > 1 else desk.region(region)
            if line is None:
                telling.note(f"No figures for {label}.")
                continue
            known.append(line)
            for period, figure in line.points:
                row = _row(period, figure)
                rows.append(
                    replace(
                        row,
                        id=f"{subject.id if len(question.subjects) > 1 else region}@{row.id}",
                        label=f"{label}, {row.label}",
                    )
                )
    if not known:
        return nearest.no_figure(desk, question)
    telling.scope(known[0].known[0])
    telling.period = _span(known[0])
    telling.unit = "vehicles"
    telling.say(
        f"{wording.english_list([desk.name(s.id) for s in question.subjects]) if len(question.subjects) > 1 else 'The places asked for'} side by side, by {question.breakdown or 'year'}."
    )
    telling.table(("Compared", "vehicles"), rows)
    for line in known:
        telling.cite(*line.known)
    return telling.answer()


def _share_trend(desk: Desk, question: Question) -> Answer:
    region = desk.regions_of(question)[0]
    kind = _unit(question)
    periods = _asked_periods(question, kind)
    if not periods:
        start = next(
            (
                when.period.start.year
                for when in question.whens
                if when.period is not None and when.period.start is not None and when.bound is Bound.SINCE
            ),
            2010,
        )
        periods = [Period.year(year) for year in range(start, question.today.year)]
    found = [(period, shares.find(desk, question, region, period)) for period in periods[:MOST_ROWS]]
    known = [(period, share) for period, share in found if share is not None]
    if not known:
        return nearest.no_figure(desk, question)
    computed = [share for _, share in known if share.whole is not None]
    family = computed[-1].part.family if computed else known[-1][1].part.family
    powertrain = known[-1][1].part.powertrain
    same = [
        (period, share)
        for period, share in known
        if share.part.family == family and share.part.powertrain is powertrain
    ]
    if len(same) < len(known):
        battery = replace(question, powertrains=(powertrain,), is_plugin=powertrain is Powertrain.EV)
        again = [(period, shares.find(desk, battery, region, period)) for period, _ in found]
        same = [(period, share) for period, share in again if share is not None and share.part.family == family] or same
    telling = desk.telling(question)
    if not question.whens:
        kept = {period for period, _ in same}
        found = [(period, share) for period, share in found if period in kept]
    by_period = dict(same)
    first, last = same[0], same[-1]
    telling.unit, telling.regions = "percent", (region,)
    telling.scope(last[1].part)
    telling.measure, telling.period = (
        Measure.SHARE_OF_SALES,
        Period.between(first[0].start or first[0].end, last[0].end),
    )
    kinds = (
        wording.kind_of_vehicle(powertrain, question.vehicle_type)
        if not question.subjects or question.subjects[0].kind is SubjectKind.MARKET
        else desk.name(question.subjects[0].id)
    )
    direction = "rose" if last[1].percent > first[1].percent else "fell"
    telling.say(
        f"the share of {kinds} {desk.place(region)} {direction} from {desk.percent(first[1].percent)} in {first[0].label} to {desk.percent(last[1].percent)} in {last[0].label}."
    )
    rows = []
    for period, _ in found:
        share = by_period.get(period)
        rows.append(
            Row(
                period.key,
                _label(period),
                share.percent if share else None,
                "percent" if share else None,
                period.key,
                note=None if share else "no figure",
            )
        )
    telling.table(("Period", "percent"), rows)
    telling.cite(*[share.part for _, share in same])
    if powertrain is Powertrain.EV and not question.is_plugin:
        telling.note("Electric means battery-electric and plug-in hybrid together.")
    return telling.answer(Status.PARTIAL if len(by_period) < len(found) else Status.ANSWERED)


# -- growth ---------------------------------------------------------------------------------------------------------


def growth(desk: Desk, question: Question) -> Answer:
    """Answer a change between two periods."""
    pair = periods_of_growth(desk, question)
    if pair is None:
        return nearest.no_figure(desk, question)
    earlier, later = pair
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    found = change_between(desk, question, subject, region, earlier, later)
    if found is None:
        whens = (When(later),)
        return nearest.no_figure(
            desk,
            replace(question, whens=whens),
            f"I have no figures of one publisher for both {earlier.label} and {later.label} for {_what(desk, subject)} {desk.place(region)}.",
        )
    before, after, series = found
    telling = desk.telling(question)
    telling.scope(after)
    telling.regions = (after.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    percent = 100 * (after.value - before.value) / before.value
    if question.is_ratio:
        telling.value, telling.unit = after.value / before.value, "ratio"
    elif question.is_growth_in_vehicles:
        telling.value, telling.unit = after.value - before.value, "vehicles"
    else:
        telling.value, telling.unit = percent, "percent"
    telling.precision = "exact" if after.precision == before.precision == Precision.EXACT else "about"
    telling.say(_growth_sentence(desk, question, subject, before, after, percent))
    telling.table(("Period", "vehicles"), [_row(before.period, before), _row(after.period, after)])
    desk.caveats(telling, Found(after, series), replace(question, whens=(When(later),)), subject=subject)
    if before.is_rounded or after.is_rounded:
        telling.note("Made from rounded figures: the change is only roughly right.")
    telling.cite(before, after)
    telling.suggestions = ["by year", "source?"]
    return telling.answer()


def _what(desk: Desk, subject: Subject) -> str:
    return "that market" if subject.kind is SubjectKind.MARKET else desk.name(subject.id)


def periods_of_growth(desk: Desk, question: Question) -> tuple[Period, Period] | None:
    """The earlier and the later period of a change, as said or by default the newest complete year and the one before."""
    periods = [
        when.period for when in question.whens if when.period is not None and when.bound in (Bound.IN, Bound.SINCE)
    ]
    if len(periods) >= 2:
        ordered = sorted(periods[:2], key=lambda period: period.end)
        return ordered[0], ordered[1]
    if len(periods) == 1:
        only = periods[0]
        if question.whens[0].bound is Bound.SINCE and only.kind is PeriodKind.YEAR:
            newest = desk.finder.newest_year(scope_of(question, question.subjects[0], desk.regions_of(question)[0]))
            return (only, newest.figure.period) if newest is not None and newest.figure.period.end > only.end else None
        if (
            only.kind is PeriodKind.RANGE
            and only.months is not None
            and only.months % 12 == 0
            and only.months >= 24
            and only.start is not None
            and only.start.month == 1
        ):
            return Period.year(only.start.year), Period.year(only.end.year)
        if only.kind is PeriodKind.POINT:
            only = Period.year(only.end.year)
        return only.shift(years=-1), only
    found = desk.finder.newest_year(scope_of(question, question.subjects[0], desk.regions_of(question)[0]))
    if found is None:
        return None
    return found.figure.period.shift(years=-1), found.figure.period


def change_between(
    desk: Desk, question: Question, subject: Subject, region: str, earlier: Period, later: Period
) -> tuple[Figure, Figure, Series] | None:
    """Both figures from one series, the declared order applied; rounded ones only where nothing better has both."""
    scope = scope_of(question, subject, region)
    best: tuple[tuple[object, ...], tuple[Figure, Figure, Series]] | None = None
    for series in desk.finder.candidates(scope):
        if question.measure is MeasureAsked.STOCK:
            before, after = desk.finder._stock(series, When(earlier)), desk.finder._stock(series, When(later))
        else:
            before, after = series.figure(earlier), series.figure(later)
        if before is None or after is None or before.missing or after.missing or not before.value:
            continue
        if (
            before.basis is Basis.SHOWN_WITH_OTHER
            or after.basis is Basis.SHOWN_WITH_OTHER
            or series.key.unit is not Unit.VEHICLES
        ):
            continue
        preference = 0 if scope.powertrains is None else scope.powertrains.index(series.key.powertrain)
        rounded = before.is_rounded or after.is_rounded
        order = (rounded and region not in ("world", "europe"), preference, series.key.rank)
        if best is None or order < best[0]:
            best = (order, (before, after, series))
    if best is None and subject.kind is SubjectKind.GROUP:
        first, second = desk.finder.in_period(scope, earlier), desk.finder.in_period(scope, later)
        if (
            first
            and second
            and first.figure.family == second.figure.family
            and not first.figure.missing
            and not second.figure.missing
        ):
            return first.figure, second.figure, second.series
    return best[1] if best else None


def _growth_sentence(
    desk: Desk, question: Question, subject: Subject, before: Figure, after: Figure, percent: float
) -> str:
    counted = wording.counted(after, subject.kind, desk.name(subject.id), desk.store.catalogue)
    verb = wording.verb(after.measure)
    where = desk.place(after.region)
    numbers = f"from {wording.measured(before, desk.locale)} in {before.period.label} to {wording.measured(after, desk.locale)} in {after.period.label}"
    if question.is_ratio:
        times = wording.percent(after.value / before.value, desk.locale).removesuffix(" %")
        return f"{times} times as many {counted} were {verb} {where} in {after.period.label} as in {before.period.label}: {numbers}."
    direction = "rose" if percent > 0 else "fell" if percent < 0 else "stayed level"
    size = f" by {desk.percent(abs(percent))}" if percent else ""
    extra = f" ({desk.number(abs(after.value - before.value))} {'more' if percent > 0 else 'fewer'})" if percent else ""
    return f"{counted} {verb} {where} {direction}{size}, {numbers}{extra}."


# -- records and averages -------------------------------------------------------------------------------------------


def record(desk: Desk, question: Question) -> Answer:
    """Answer for the best or worst month, quarter or year."""
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    kind = question.unit_of_time or PeriodKind.MONTH
    best = best_period(desk, question, subject, region, kind)
    if best is None and kind is PeriodKind.MONTH:
        best = best_period(desk, question, subject, region, PeriodKind.QUARTER)
    if best is None:
        return nearest.no_figure(desk, question)
    figure, series, among = best
    telling = desk.telling(question)
    telling.tell_value(figure)
    telling.date = figure.period.key
    telling.regions = (figure.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    counted = wording.counted(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    word = "weakest" if question.ascending else "best"
    telling.say(
        f"the {word} {figure.period.kind} for {counted} {desk.place(figure.region)} was {figure.period.label}, with {wording.measured(figure, desk.locale)} {wording.verb(figure.measure)}."
    )
    telling.add(
        f"{wording.capital(_label(figure.period))} leads {among[0]} {figure.period.kind}s from {among[1].label} to {among[2].label}."
        if not question.ascending
        else f"Out of {among[0]} {figure.period.kind}s from {among[1].label} to {among[2].label}."
    )
    desk.caveats(telling, Found(figure, series), replace(question, whens=(When(figure.period),)), subject=subject)
    telling.cite(figure)
    telling.suggestions = [
        f"{desk.name(subject.id)} {desk.place(region)} by year"
        if subject.kind is not SubjectKind.MARKET
        else f"battery-electric cars {desk.place(region)} by year",
        "source?",
    ]
    return telling.answer()


def best_period(
    desk: Desk, question: Question, subject: Subject, region: str, kind: PeriodKind
) -> tuple[Figure, Series, tuple[int, Period, Period]] | None:
    """The extreme period of the series that answers, and among how many it was found."""
    scope = scope_of(question, subject, region)
    within = next((when for when in question.whens if when.period is not None), None)
    options = []
    for series in desk.finder.candidates(scope):
        if series.key.unit is not Unit.VEHICLES:
            continue
        figures = _figures_of(series, kind)
        if within is not None and within.period is not None:
            figures = [figure for figure in figures if _inside(figure.period, within)]
        if len(figures) < 2:
            continue
        preference = 0 if scope.powertrains is None else scope.powertrains.index(series.key.powertrain)
        options.append((preference, series.key.rank, series, figures))
    if not options:
        return None
    most = max(len(figures) for *_, figures in options)
    _, _, series, figures = min(
        options, key=lambda option: (-_bucket(len(option[3]), most), option[0], option[1], -len(option[3]))
    )
    ordered = sorted(figures, key=lambda figure: figure.value)
    best = ordered[0] if question.ascending else ordered[-1]
    return best, series, (len(figures), figures[0].period, figures[-1].period)


def _inside(period: Period, when: When) -> bool:
    assert when.period is not None
    if when.bound is Bound.UNTIL:
        return period.end <= when.period.end
    if when.bound is Bound.SINCE:
        return period.start is not None and when.period.start is not None and period.start >= when.period.start
    return when.period.contains(period)


def _figures_of(series: Series, kind: PeriodKind) -> list[Figure]:
    """All periods of a kind, printed or added up from finer rows of the series."""
    known = {
        entry.period: series.as_figure(entry)
        for entry in series.of_kind(kind)
        if entry.basis not in (Basis.SHOWN_WITH_OTHER, Basis.SPREAD) or kind is PeriodKind.YEAR
    }
    if (
        kind in (PeriodKind.QUARTER, PeriodKind.YEAR)
        and series.finest in (PeriodKind.MONTH, PeriodKind.QUARTER)
        and series.finest is not kind
    ):
        finer = series.of_kind(series.finest)
        for entry in finer:
            start = entry.period.start
            if start is None:
                continue
            period = (
                Period.quarter(start.year, (start.month - 1) // 3 + 1)
                if kind is PeriodKind.QUARTER
                else Period.year(start.year)
            )
            if period not in known:
                figure = series.figure(period)
                if figure is not None and not figure.missing:
                    known[period] = figure
    return sorted(known.values(), key=lambda figure: figure.period.end)


def average(desk: Desk, question: Question) -> Answer:
    """Answer a mean per month, quarter, year, week or day."""
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    whens = [when for when in question.whens if when.period is not None and when.bound is Bound.IN]
    when = whens[0] if whens else None
    if len(whens) > 1:
        start = min(w.period.start for w in whens if w.period is not None and w.period.start is not None)
        end = max(w.period.end for w in whens if w.period is not None)
        when = When(Period.between(start, end))
    if when is None:
        newest = desk.finder.newest_year(scope_of(question, subject, region))
        when = When(newest.figure.period) if newest is not None else desk.when_of(question)
    found = desk.locate(question, subject, region, when)
    if found is None or found.figure.period.months is None:
        return nearest.no_figure(desk, question)
    figure = found.figure
    parts, unit = _parts_of(question, figure)
    if not parts:
        return nearest.no_figure(desk, question)
    telling = desk.telling(question)
    mean = figure.value / parts
    telling.value, telling.unit, telling.precision = mean, "vehicles", str(figure.precision)
    telling.scope(figure)
    telling.regions = (figure.region,)
    counted = wording.counted(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    telling.say(
        f"on average {desk.number(mean)} {counted} a {unit} were {wording.verb(figure.measure)} {desk.place(figure.region)} {wording.in_period(figure.period)}."
    )
    telling.add(f"That is {wording.measured(figure, desk.locale)} over {parts:g} {unit}s.")
    desk.caveats(telling, found, question, subject=subject)
    telling.cite(figure)
    return telling.answer(Status.PARTIAL if figure.missing else Status.ANSWERED)


def _parts_of(question: Question, figure: Figure) -> tuple[float, str]:
    months, days = figure.period.months or 0, figure.period.days or 0
    if question.per_day is not None:
        return days / question.per_day, "day" if question.per_day == 1 else "week"
    step = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}.get(
        question.unit_of_time or PeriodKind.MONTH, 1
    )
    unit = {1: "month", 3: "quarter", 12: "year"}[step]
    return (months / step if months % step == 0 else 0), unit


def figures_of(series: Series, kind: PeriodKind) -> Sequence[Figure]:
    """All periods of a kind that a series has."""
    return _figures_of(series, kind)
