"""The figures of one series along time, cut into months, quarters or years: what trends and records are made of.

A line is never patched from another series here, and a gap in it stays a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.answer import Row
from bot.question import (
    Bound,
    MeasureAsked,
    Question,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import scope_of
from facts import (
    Basis,
    Figure,
    Period,
    PeriodError,
    PeriodKind,
)
from facts.period import month_end
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


def line_for(
    desk: Desk, question: Question, subject: Subject, region: str, *, family: str | None = None
) -> Line | None:
    """The series that covers most of what was asked, cut into the unit that was asked for; of one family if named."""
    kind = unit_of(question)
    scope = scope_of(question, subject, region)
    lines: list[tuple[int, int, int, Line]] = []
    for series in desk.finder.candidates(scope):
        periods = _periods(question, series, kind)
        if not periods or family not in (None, series.key.family):
            continue
        if question.measure is MeasureAsked.STOCK:
            points = tuple((period, desk.finder.stock(series, When(period))) for period in periods)
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
    return min(lines, key=lambda line: (-coverage_step(line[0], most), line[1], line[2], -line[0]))[3]


def coverage_step(known: int, asked: int) -> int:
    """How much of the asked time is covered, in steps: a missing first year is no reason for a worse series."""
    return round(10 * known / asked) if asked else 0


def _group_line(desk: Desk, question: Question, subject: Subject, region: str, kind: PeriodKind) -> Line | None:
    scope = scope_of(question, subject, region)
    years = asked_periods(question, kind) or [Period.year(year) for year in range(2017, question.today.year)]
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


def unit_of(question: Question) -> PeriodKind:
    """The unit in which a line is cut: as said, else months of one year, else years."""
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


def asked_periods(question: Question, kind: PeriodKind) -> list[Period]:
    """The periods that were asked for, one a unit; empty where the series decides."""
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
    asked = asked_periods(question, kind)
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
    if last < first:
        return []
    step = 1 if kind is PeriodKind.MONTH else 3
    whole = Period.between(date(first.year, (first.month - 1) // step * step + 1, 1), _last_of(last, step))
    return whole.split(kind)[-MOST_ROWS:]


def _last_of(last: date, step: int) -> date:

    month = (last.month - 1) // step * step + step
    return month_end(last.year, month)


def _holds(series: Series, year: Period) -> bool:
    figure = series.figure(year)
    return figure is not None and (not figure.missing or year.end.year == series.key.last.year)


def span(line: Line) -> Period:
    """From the first point of a line to the last."""
    periods = [period for period, _ in line.points]
    first = min(periods, key=lambda period: period.start or period.end)
    last = max(periods, key=lambda period: period.end)
    return (
        Period.between(first.start or first.end, last.end)
        if first.kind is not PeriodKind.POINT
        else Period.between(first.end, last.end)
    )


def row_of(period: Period, figure: Figure | None) -> Row:
    """One point of a line as a table row."""
    ident = period.key.lstrip("@") if period.kind is PeriodKind.POINT else period.key
    if figure is None:
        return Row(ident, period_label(period), None, None, ident, note="no figure")
    note = "incomplete" if figure.missing else None
    return Row(ident, period_label(period), figure.value, str(figure.unit), ident, note=note)


def period_label(period: Period) -> str:
    """A period as it stands in a table."""
    if period.kind is PeriodKind.QUARTER:
        return f"Q{period.end.month // 3} {period.end.year}"
    if period.kind is PeriodKind.HALF:
        return f"H{period.end.month // 6} {period.end.year}"
    return wording.capital(period.label)


def figures_of(series: Series, kind: PeriodKind) -> list[Figure]:
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
