"""Earlier figures: whether a figure was revised, what it was before, and what was known on a day.

A figure of then is only ever told as one of then, and one of today as one of today; where it is not known what stood
then, it says since when that is kept. `facts.history` takes the figures back; who answers is `bot.respond.responder`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.answer import Answer, Row, Status
from bot.document import Document, Headline, Strong
from bot.question import Intent, Question
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import Found
from facts.history import changes

TAKEN_BACK = frozenset({Intent.COUNT, Intent.COMPARE, Intent.SHARE, Intent.TREND, Intent.GROWTH, Intent.AVERAGE})
"""Intents that are answered from series alone, which can be taken back to a day."""
ONE_AT_A_TIME = "I can tell of one figure at a time whether it was revised: this is today's."
NO_EARLIER = "I keep earlier figures, but no earlier rankings, lists or records: this is made of today's figures."
ALWAYS_TODAY = "I cannot tell: I keep no earlier figures of that publisher."
_SHOWN = (Status.ANSWERED, Status.PARTIAL)


def of_today(question: Question, *notes: str) -> Question:
    """The same question on the figures of today, with what is to be said beside the answer."""
    plain = replace(question, known_by=None, first_reported=False, before_revision=False, asks_revision=False)
    return replace(plain, notes=(*question.notes, *notes))


def one_figure(desk: Desk, question: Question) -> Found | None:
    """The single figure that a question asks for, of one series; None where it asks for more or there is none."""
    regions, several = desk.regions_of(question), max(len(question.subjects), len(question.whens))
    if question.intent is not Intent.COUNT or several > 1 or len(regions) > 1 or not question.subjects:
        return None
    if question.all_covered or question.is_complement or question.excluded:
        return None
    found = desk.locate(question, question.subjects[0], regions[0], desk.when_of(question))
    return None if found is None or found.parts else found


def was_it(desk: Desk, question: Question) -> Answer | None:
    """The answer to "was that revised?" of one figure; None where more than one is asked for."""
    found = one_figure(desk, question)
    if found is None:
        return None
    figure, subject = found.figure, question.subjects[0]
    history = changes(desk.store, figure, found.series.key)
    telling = desk.telling(question)
    telling.tell_value(figure)
    telling.regions = (figure.region,)
    telling.focus = () if subject.id == "market" else (subject.id,)
    telling.say(
        wording.revised(history, desk.locale, "Yes, this")
        if history
        else f"No, {never[:1].lower()}{never[1:]}"
        if (never := never_revised(desk, found))
        else ALWAYS_TODAY
    )
    telling.add(f"Today: {desk.sentence(figure, subject)}")
    if len(history) > 1:
        first = Row("first", f"until {wording.month(history[0].day)}", history[0].before.value, str(figure.unit))
        later = [
            Row(change.day.isoformat(), f"since {wording.month(change.day)}", change.after.value, str(figure.unit))
            for change in history
        ]
        telling.table(("Figure", str(figure.unit)), [first, *later])
    desk.caveats(telling, found, question, subject=subject)
    telling.cite(figure)
    return telling.answer(Status.PARTIAL if figure.missing else Status.ANSWERED)


def never_revised(desk: Desk, found: Found) -> str:
    """Since when a figure has stood, as a sentence; empty where nobody can say."""
    since = desk.store.kept_since(found.series.key.publisher)
    if since is None:
        return ""
    return f"It has not been revised since {wording.day(since)}, from when on I keep what newer figures replace."


def day_before(desk: Desk, question: Question) -> tuple[date | None, str]:
    """The last day on which the figure was as asked for, before its last or any revision; or why there is none."""
    found = one_figure(desk, of_today(question))
    if question.intent not in TAKEN_BACK:
        return None, NO_EARLIER
    if found is None:
        return None, "I can tell earlier figures one at a time: this is today's."
    history = changes(desk.store, found.figure, found.series.key)
    if not history:
        return None, never_revised(desk, found) or ALWAYS_TODAY
    change = history[0] if question.first_reported else history[-1]
    return change.day - timedelta(days=1), ""


def not_known(desk: Desk, question: Question, day: date, today: Answer) -> str:
    """Why there is no figure of a day, as a sentence to go with today's."""
    if question.intent not in TAKEN_BACK:
        return NO_EARLIER
    folders = [source.id.partition(":")[0] for source in today.sources]
    known = [since for folder in folders if (since := desk.store.kept_since(folder)) is not None]
    if not known:
        return "I keep no earlier figures of that publisher: this is today's figure."
    since = max(known)
    if since <= day:
        return f"{wording.capital(wording.known_on(day))} I had no such figure yet: this is today's."
    return (
        f"I keep what newer figures replace since {wording.day(since)}, and cannot say what was known "
        f"{wording.known_on(day)}: this is today's figure."
    )


def beside_today(then: Answer, today: Answer, desk: Desk) -> str:
    """What is known today of what was asked for a day."""
    if then.value is None or today.value is None or then.unit != today.unit:
        return "Newer figures may differ: ask again without a day for those of today."
    if then.value == today.value and then.status == today.status:
        return "It is the same today."
    value = desk.percent(today.value) if today.unit == "percent" else desk.number(today.value)
    return f"Today it is {value}."


def is_of_then(then: Answer, today: Answer) -> bool:
    """Whether an answer from the figures of then stands on those of the publishers who answer today."""
    return then.status in _SHOWN and bool(then.sources) and _publishers(then) <= _publishers(today)


def as_of_today(today: Answer) -> Answer:
    """An answer that stands in for one from earlier figures, and says so before anything else."""
    blocks = tuple(
        Headline((Strong("As of today: "), *block.spans)) if isinstance(block, Headline) else block
        for block in today.document.blocks
    )
    status = Status.PARTIAL if today.status is Status.ANSWERED else today.status
    return replace(today, status=status, document=Document(blocks)) if today.status in _SHOWN else today


def _publishers(answer: Answer) -> set[str]:
    return {source.id.partition(":")[0] for source in answer.sources}
