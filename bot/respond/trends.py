"""Trends: one figure a month, quarter or year, from one series; several things side by side; shares along time.

Gaps are named and never read as zero. See `bot.respond.lines` for how the series is chosen and cut.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.question import (
    Bound,
    Question,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import nearest, periods_beyond, share_figures, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.lines import MOST_ROWS, Line, asked_periods, line_for, period_label, row_of, span, unit_of
from bot.respond.scopes import Found, scope_of
from bot.respond.verdicts import is_beyond
from facts import (
    Figure,
    Period,
    PeriodKind,
    Powertrain,
)


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
            f"{wording.capital(figure.period.label)} is the figure of {publisher}; the others are one publisher's "
            "series.",
            weight=Weight.COVERAGE,
        )
    first, last = line.known[0], line.known[-1]
    telling.unit = str(first.unit)
    telling.scope(first)
    telling.period = span(line)
    telling.regions = (first.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    telling.say(_trend_sentence(desk, subject, line))
    telling.table(("Period", "vehicles"), [row_of(period, figure) for period, figure in line.points])
    if question.is_beyond:
        what = wording.changing(first, subject.kind, desk.name(subject.id), desk.store.catalogue)
        points = [(period, _surely(question, figure)) for period, figure in line.points]
        telling.cite(*line.known)
        return periods_beyond.tell(desk, telling, question, f"{what} {desk.place(first.region)}", points)
    gaps = _gaps(line)
    if gaps:
        telling.note(f"No figure for {wording.with_others(gaps)}: a gap is not a zero.", weight=Weight.MISSING)
    partial = [figure for figure in line.known if figure.missing]
    for figure in partial:
        telling.note(
            f"{wording.capital(figure.period.label)} is incomplete: {desk.missing(figure)} missing.",
            weight=Weight.MISSING,
        )
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


def _surely(question: Question, figure: Figure | None) -> float | None:
    """The figure where it can be held against the number: one that lacks months can only be more than it shows."""
    if figure is None or (figure.missing and not (question.quantity and is_beyond(question.quantity, figure.value))):
        return None
    return figure.value


def _gaps(line: Line) -> list[str]:
    """The periods without a figure, years that the line leaves out included."""
    gaps = [period for period, figure in line.points if figure is None]
    periods = [period for period, _ in line.points]
    if all(period.kind is PeriodKind.YEAR for period in periods):
        years = range(periods[0].end.year, periods[-1].end.year)
        gaps += [Period.year(year) for year in years if Period.year(year) not in periods]
    return [period.label for period in sorted(gaps, key=lambda period: period.end)]


def _filled(desk: Desk, question: Question, subject: Subject, region: str, line: Line) -> tuple[Line, list[Figure]]:
    """A maker's own totals are reprinted here and there: a gap is filled from another page, and said so."""
    if subject.kind not in (SubjectKind.BRAND, SubjectKind.GROUP) or region not in ("world", "europe"):
        return line, []
    known = line.known[0]
    points, filled = [], []
    for period, figure in _with_years_after(desk, question, subject, region, line):
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


def _with_years_after(
    desk: Desk, question: Question, subject: Subject, region: str, line: Line
) -> tuple[tuple[Period, Figure | None], ...]:
    """The points, and the years after the last of them that another page may have printed, where none were named."""
    last = line.points[-1][0]
    newest = desk.finder.newest_year(scope_of(replace(question, powertrains=()), subject, region))
    if question.whens or newest is None or last.kind is not PeriodKind.YEAR:
        return line.points
    years = range(last.end.year + 1, newest.figure.period.end.year + 1)
    return (*line.points, *((Period.year(year), None) for year in years))


def _trend_sentence(desk: Desk, subject: Subject, line: Line) -> str:
    known = [figure for figure in line.known if not figure.missing] or line.known
    first, last = known[0], known[-1]
    if len(known) == 1:
        return desk.sentence(first, subject)
    what = wording.changing(first, subject.kind, desk.name(subject.id), desk.store.catalogue)
    numbers = (wording.measured(first, desk.locale), wording.measured(last, desk.locale))
    if first.value == last.value:
        periods = f"{first.period.label} and {last.period.label}"
        return f"{what} {desk.place(first.region)} were level in {periods}: {numbers[0]}."
    direction = "rose" if last.value > first.value else "fell"
    return (
        f"{what} {desk.place(first.region)} {direction} from {numbers[0]} in {first.period.label} to "
        f"{numbers[1]} in {last.period.label}."
    )


def _many_lines(desk: Desk, question: Question) -> Answer:
    telling = desk.telling(question)
    rows: list[Row] = []
    known: list[Line] = []
    lines = _of_one_family(desk, question)
    for subject in question.subjects:
        for region in desk.regions_of(question):
            line = lines[subject.id, region]
            label = desk.name(subject.id) if len(question.subjects) > 1 else desk.region(region)
            if line is None:
                telling.note(f"No figures for {label}.", weight=Weight.MISSING)
                continue
            known.append(line)
            for period, figure in line.points:
                row = row_of(period, figure)
                rows.append(
                    replace(
                        row,
                        id=f"{subject.id if len(question.subjects) > 1 else region}@{row.id}",
                        label=f"{label}, {row.label}",
                    )
                )
    if not known:
        return nearest.no_figure(desk, question)
    partial = {period_label(figure.period) for line in known for figure in line.known if figure.missing}
    if partial:
        telling.note(f"{wording.english_list(sorted(partial))} so far only.", weight=Weight.MISSING)
    if len({line.series.key.family for line in known}) > 1:
        telling.note(
            "The lines are from different publishers: compare their courses, not their heights.", weight=Weight.DISPUTED
        )
    telling.scope(known[0].known[0])
    spans = [span(line) for line in known]
    telling.period = Period.between(min(each.start or each.end for each in spans), max(each.end for each in spans))
    telling.unit = "vehicles"
    names = [desk.name(subject.id) for subject in question.subjects]
    if len(names) < 2:
        names = [desk.region(region) for region in desk.regions_of(question)]
    telling.say(f"{wording.with_others(names)} side by side, by {question.breakdown or 'year'}.")
    telling.table(("Compared", "vehicles"), rows)
    for line in known:
        telling.cite(*line.known)
    return telling.answer()


def _of_one_family(desk: Desk, question: Question) -> dict[tuple[str, str], Line | None]:
    """A line for each subject and place: all from one publisher's family where one has them all, else the best."""
    cases = [(subject, region) for subject in question.subjects for region in desk.regions_of(question)]
    best = {(subject.id, region): line_for(desk, question, subject, region) for subject, region in cases}
    found = [line.series.key for line in best.values() if line is not None]
    families = dict.fromkeys(key.family for key in sorted(found, key=lambda key: key.rank))
    for family in families if len(families) > 1 else ():
        same = {(s.id, region): line_for(desk, question, s, region, family=family) for s, region in cases}
        if all(line is not None and line.known for line in same.values()):
            return same
    return best


def _share_trend(desk: Desk, question: Question) -> Answer:
    if len(question.subjects) > 1 or len(share_figures.parts_of(desk, question)) > 1:
        return _share_lines(desk, question)
    region = share_figures.parts_of(desk, question)[0]
    periods = _periods_of_shares(question)
    same = _one_family(desk, question, region, periods)
    if not same:
        return nearest.no_figure(desk, question)
    if not question.whens:
        kept = {period for period, _ in same}
        periods = [period for period in periods if period in kept]
    same, periods = sorted(same, key=lambda pair: pair[0].end), sorted(periods, key=lambda period: period.end)
    (first_period, first), (last_period, last) = same[0], same[-1]
    powertrain = last.part.powertrain
    telling = desk.telling(question)
    telling.unit, telling.regions = "percent", (region,)
    telling.scope(last.part)
    telling.measure = share_figures.measure_of(question.share_of)
    telling.period = Period.between(first_period.start or first_period.end, last_period.end)
    is_market = not question.subjects or question.subjects[0].kind is SubjectKind.MARKET
    kinds = (
        wording.kind_of_vehicle(powertrain, question.vehicle_type) if is_market else desk.name(question.subjects[0].id)
    )
    kinds = share_figures.in_words(kinds, question.share_of)
    direction = "rose" if last.percent > first.percent else "fell"
    whose = f"the share of {kinds} {desk.place(region)}"
    if last.whole is not None and last.whole.region != region:
        whose = f"of the {kinds} {desk.place(last.whole.region)} the share {desk.place(region)}"
    telling.say(
        f"{whose} {direction} from {desk.percent(first.percent)} in "
        f"{first_period.label} to {desk.percent(last.percent)} in {last_period.label}."
    )
    by_period = dict(same)
    telling.table(("Period", "percent"), [_share_row(period, by_period.get(period)) for period in periods])
    telling.cite(*[share.part for _, share in same])
    if question.is_beyond:
        points = [(period, by_period[period].percent if period in by_period else None) for period in periods]
        return periods_beyond.tell(desk, telling, question, f"shares of {kinds} {desk.place(region)}", points)
    if powertrain is Powertrain.EV and not question.is_plugin:
        telling.note("Electric means battery-electric and plug-in hybrid together.", weight=Weight.DEFINITION)
    return telling.answer(Status.PARTIAL if len(by_period) < len(periods) else Status.ANSWERED)


def _share_lines(desk: Desk, question: Question) -> Answer:
    """Shares of several places or subjects along time, side by side."""
    telling = desk.telling(question)
    by_subject = len(question.subjects) > 1
    lines: dict[str, list[tuple[Period, share_figures.Share]]] = {}
    rows: list[Row] = []
    missing: list[str] = []
    for subject in question.subjects:
        for region in share_figures.parts_of(desk, question):
            label = desk.name(subject.id) if by_subject else desk.region(region)
            line = _one_family(desk, replace(question, subjects=(subject,)), region, _periods_of_shares(question))
            if not line:
                missing.append(label)
                continue
            lines[label] = sorted(line, key=lambda pair: pair[0].end)
            ident = subject.id if by_subject else region
            for period, share in lines[label]:
                row = _share_row(period, share)
                rows.append(replace(row, id=f"{ident}@{row.id}", label=f"{label}, {row.label}"))
    if not lines:
        return nearest.no_figure(desk, question)
    shares = [share.part for line in lines.values() for _, share in line]
    periods = [period for line in lines.values() for period, _ in line]
    telling.scope(shares[0])
    telling.measure, telling.unit = share_figures.measure_of(question.share_of), "percent"
    telling.regions = tuple(desk.regions_of(question))
    telling.period = Period.between(min(p.start or p.end for p in periods), max(p.end for p in periods))
    kinds = sorted({wording.kind_of_vehicle(figure.powertrain, question.vehicle_type) for figure in shares})
    courses = "; ".join(f"{label} {_course(desk, line)}" for label, line in lines.items())
    market = question.subjects[0].kind is SubjectKind.MARKET
    named = wording.english_list(kinds, "or") if market else desk.name(question.subjects[0].id)
    what = "" if by_subject else f"share of {share_figures.in_words(named, question.share_of)}: "
    telling.say(f"{what}{courses}.")
    telling.table(("Compared", "percent"), rows)
    telling.cite(*shares)
    missing += _gaps_between(lines)
    if missing:
        telling.note(f"No figure for {wording.english_list(missing)}: a gap is not a zero.", weight=Weight.MISSING)
    return telling.answer(Status.PARTIAL if missing else Status.ANSWERED)


def _gaps_between(lines: dict[str, list[tuple[Period, share_figures.Share]]]) -> list[str]:
    """ "Estonia in 2019 and 2020": what one line lacks where another has a share."""
    every = sorted({period for line in lines.values() for period, _ in line}, key=lambda period: period.end)
    found = []
    for label, line in lines.items():
        own = {period for period, _ in line}
        if lacking := [period.label for period in every if period not in own]:
            found.append(f"{label} in {wording.with_others(lacking)}")
    return found


def _course(desk: Desk, line: list[tuple[Period, share_figures.Share]]) -> str:
    """From where to where one line went."""
    (start, first), (end, last) = line[0], line[-1]
    if len(line) == 1:
        return f"{desk.percent(first.percent)} in {start.label}"
    return f"from {desk.percent(first.percent)} in {start.label} to {desk.percent(last.percent)} in {end.label}"


def _periods_of_shares(question: Question) -> list[Period]:
    asked = asked_periods(question, unit_of(question))
    if not asked:
        since = [when.period.start for when in question.whens if when.period and when.bound is Bound.SINCE]
        first = next((start.year for start in since if start is not None), 2010)
        asked = [Period.year(year) for year in range(first, question.today.year)]
    return asked[:MOST_ROWS]


def _one_family(
    desk: Desk, question: Question, region: str, periods: list[Period]
) -> list[tuple[Period, share_figures.Share]]:
    """The shares of one family and powertrain: those of the newest period decide which."""

    def known_of(asked: Question) -> list[tuple[Period, share_figures.Share]]:
        found = [(period, share_figures.find(desk, asked, region, period)) for period in periods]
        return [(period, share) for period, share in found if share is not None]

    known = known_of(question)
    if not known:
        return []
    computed = [share for _, share in known if share.whole is not None]
    family = (computed or [known[-1][1]])[-1].part.family
    powertrain = known[-1][1].part.powertrain
    same = [pair for pair in known if pair[1].part.family == family and pair[1].part.powertrain is powertrain]
    if len(same) == len(known):
        return same
    narrowed = replace(question, powertrains=(powertrain,), is_plugin=powertrain is Powertrain.EV)
    return [pair for pair in known_of(narrowed) if pair[1].part.family == family] or same


def _share_row(period: Period, share: share_figures.Share | None) -> Row:
    if share is None:
        return Row(period.key, period_label(period), None, None, period.key, note="no figure")
    return Row(period.key, period_label(period), share.percent, "percent", period.key)
