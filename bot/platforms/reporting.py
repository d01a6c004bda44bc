"""Taking a person's word on an answer, the same on every platform: what is written down, and what they hear at once.

A report names the question by intent and catalogue ids; the question itself goes into it too, and the state leaves it
out where the host keeps none. It sends nothing. What a resolution says to who sent the report stands here as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.compact import CompactError, unpack
from bot.document import Document, Paragraph, Text
from bot.state.feedback import FeedbackKind, Report

if TYPE_CHECKING:
    from bot.question import Question
    from bot.service import Context, Service
    from bot.state import ResilientState
    from bot.state.feedback import Queued

LABELS = {FeedbackKind.WRONG: "This is wrong", FeedbackKind.NOT_ASKED: "Not what I asked"}
"""What the buttons say."""
MOST_AN_HOUR = 5
"""Reports of one person."""
HOUR = 3_600.0
THANKS = "Thank you. I have passed that on to whoever looks after me; you will hear from me when it is dealt with."
TOO_MANY = "You have told me a lot within the hour, thank you. Please tell me of further answers later."
NOWHERE = "My host runs me without a database, so I cannot pass that on."
UNREADABLE = "I can no longer tell which answer you mean. Please ask again and press below the new answer."
_SAID = {FeedbackKind.WRONG: "was wrong", FeedbackKind.NOT_ASKED: "was not what you asked for"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said of an answer by a press."""

    kind: FeedbackKind
    packed: str
    """The question, as the button holds it."""
    place: str
    """Key of the place where it was pressed, which begins with the platform."""


class Reporting:
    """Writes reports down. Its calls block."""

    def __init__(self, service: Service, state: ResilientState | None) -> None:
        self._service = service
        self._state = state

    def take(self, remark: Remark, context: Context) -> Answer:
        """Write a report of the person in the context; the words that come back are for them alone."""
        if self._state is None or context.person is None:
            return _in_words(NOWHERE)
        if self._state.reports_of(context.person, HOUR) >= MOST_AN_HOUR:
            return _in_words(TOO_MANY)
        try:
            topic = topic_of(unpack(remark.packed, context.today or date.today()))
        except CompactError:
            return _in_words(UNREADABLE)
        self._state.report(
            Report(
                remark.kind,
                question=remark.packed,
                reading=self._service.how_read(remark.packed, context).reading.label or None,
                place=remark.place,
                user_key=context.person,
                topic=topic,
            )
        )
        return _in_words(THANKS)


def topic_of(question: Question) -> str:
    """Intent, subjects, places and times of a question, as they are in the catalogue: no words of a person."""
    whens = (f"{when.bound} {when.period.label if when.period else ''}".strip() for when in question.whens)
    parts = (
        str(question.intent),
        ", ".join(subject.id for subject in question.subjects),
        ", ".join(place.id for place in question.places),
        ", ".join(whens),
    )
    return " · ".join(part for part in parts if part)


def resolution_of(queued: Queued) -> str:
    """What who sent a report hears when it is resolved, in plain words."""
    day = datetime.fromtimestamp(queued.at, UTC)
    about = f" ({queued.report.reading})" if queued.report.reading else ""
    said = f"On {day.day} {day:%B %Y} you told me that an answer{about} {_SAID[queued.report.kind]}."
    note = f" and says: {queued.resolution}" if queued.resolution else "."
    return f"{said} Whoever looks after me has now dealt with it{note}"


def _in_words(words: str) -> Answer:
    return Answer(Status.ANSWERED, document=Document((Paragraph((Text(words),)),)))
