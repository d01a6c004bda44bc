"""The stretches of time that a text asks for, each once, with its bound: in, since, until, ever.

A month takes the year of the one it is joined with, "from … to …" becomes one stretch, and what leans on another time
of the same text ("the year before") is reckoned from it. The words themselves are read in `period_words`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Bound, Origin, When
from bot.understand.draft import Draft
from bot.understand.periods import TimeRead, in_year, relative_to
from facts import Period, PeriodKind

_JOINING = {
    "and", "or", ",", "&", "/", "vs", "versus", "plus", "+", "und", "et", "y", "en", "og", "och", "e", "-", ">",
}  # fmt: skip


def whens_said(draft: Draft) -> tuple[When, ...]:
    """The times that are said, in their order."""
    found: list[When] = []
    since: Period | None = None
    dated = {read.period.kind for read in draft.times if read.period is not None and not read.needs_year}
    times = _with_shared_year(draft)
    loose = [read for read in times if read.needs_year and read.period is not None and read.period.kind in dated]
    anchor = next((read.period for read in draft.times if read.period is not None and not read.relative), None)
    for read in times:
        if read.relative and anchor is not None and (period := relative_to(read, anchor)) is not None:
            if all(period != other.period for other in found) and period != anchor:
                found.append(When(period, Bound.IN, Origin.INFERRED, draft.text_between(read.first, read.last)))
            continue
        if read in loose and not draft.has("versus", "than", "growth", "fall"):
            continue
        if read.relative or read.is_newest:
            continue
        if read.bound is Bound.UNTIL and _orders_by(draft, read):
            read = replace(read, period=Period.year(read.period.end.year) if read.period else None, bound=Bound.IN)
        when = When(read.period, read.bound, Origin.SAID, draft.text_between(read.first, read.last))
        if since is not None and read.needs_year and read.period is not None:
            when = replace(when, period=in_year(read, since.end.year).period)
            read = replace(read, period=when.period)
        last_day = read.period.end if read.bound is Bound.UNTIL and read.period is not None else None
        if last_day is not None and since is not None and since.start is not None and since.start < last_day:
            found[-1] = When(Period.between(since.start, last_day), Bound.IN, Origin.SAID, when.said)
            since = None
            continue
        since = read.period if read.bound is Bound.SINCE else None
        if all(when.period != other.period or when.bound != other.bound for other in found):
            found.append(when)
    if any(when.bound is Bound.SINCE for when in found) and len(found) > 1:
        inside = [w for w in found if w.bound is Bound.IN and w.period is not None]
        opened = next(w for w in found if w.bound is Bound.SINCE)
        if any(opened.period is not None and opened.period.contains(w.period) for w in inside if w.period):
            found.remove(opened)
    if draft.has("ever") and not any(when.bound is not Bound.IN for when in found) and not found:
        found.append(When(None, Bound.EVER))
    return tuple(found)


def _orders_by(draft: Draft, read: TimeRead) -> bool:
    """ "ranked by 2022 BEV volume": the year says what the order is made by, not until when."""
    follows = any(
        span.first == read.last + 1 and (span.has("powertrain") or span.has("measure") or span.has("sharecue"))
        for span in draft.spans
    )
    year = draft.tokens[read.last].text
    return draft.tokens[read.first].text == "by" and follows and read.last == read.first + 1 and year.isdigit()


def _with_shared_year(draft: Draft) -> list[TimeRead]:
    """ "July and August 2023": a month or quarter takes the year of the one that it is joined with."""
    found = list(draft.times)
    for index in range(len(found) - 2, -1, -1):
        read, following = found[index], found[index + 1]
        between = set(draft.words_between(read.last, following.first))
        dated = (
            following.period is not None and not following.needs_year and following.period.kind is not PeriodKind.YEAR
        )
        if (
            read.needs_year
            and not read.weak
            and dated
            and between
            and between <= _JOINING
            and following.period is not None
        ):
            found[index] = replace(in_year(read, following.period.end.year), needs_year=False)
    return found
