"""ask(text, context) -> Answer: the one door between the platforms and the core.

It times the question, remembers the conversation (bounded in number and age) and turns whatever goes wrong into an
Answer. It never raises, never sends, and knows no client, channel or event. Below it everything is pure.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Status
from bot.document import Document, Headline, Strong
from bot.memory import Memory, Turn
from bot.question import Choice, Intent, Question, Refusal
from bot.respond.responder import Responder
from bot.understand.reader import Reader
from facts.period import Period, PeriodError
from facts.store import FactStore

MOST_CONVERSATIONS = 20_000
CONVERSATION_AGE_SECONDS = 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """What the core may know of the place a question came from."""

    conversation: str | None = None
    """Key of the conversation; None where the question stands alone."""
    today: date | None = None
    """The day that counts as today; the clock's where None."""
    locale: str = "en"
    platform: str = "terminal"


ALONE = Context()


class Service:
    """Answers questions from one store. Safe to share between threads."""

    def __init__(self, store: FactStore) -> None:
        self._reader = Reader.from_names(store.names(), store.catalogue)
        self._responder = Responder(store)
        self._catalogue = store.catalogue
        self._memories: OrderedDict[str, tuple[float, Memory]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, text: str, context: Context = ALONE) -> Answer:
        """Answer one question. Whatever happens, an Answer comes back."""
        began = time.perf_counter()
        today = context.today or date.today()
        try:
            memory = self._recall(context.conversation)
            read = self._reader.read(text, today, memory)
            answer = self._responder.respond(read, context.locale)
            self._remember(context.conversation, memory, read, answer)
        except Exception:
            _log.exception("question failed")
            answer = _sorry(text)
        return replace(answer, question=text, elapsed_ms=(time.perf_counter() - began) * 1000)

    def names(self) -> list[str]:
        """The names of everything that can be asked for, for whoever completes them: makers, models, groups, places."""
        known = self._catalogue
        things = (*known.models, *known.brands, *known.groups)
        return [known.display_name(ident) for ident in things] + [region.name for region in known.regions.values()]

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        with self._lock:
            self._memories.pop(conversation, None)

    def _recall(self, conversation: str | None) -> Memory:
        if conversation is None:
            return Memory()
        with self._lock:
            held = self._memories.get(conversation)
        if held is None or time.monotonic() - held[0] > CONVERSATION_AGE_SECONDS:
            return Memory()
        return held[1]

    def _remember(self, conversation: str | None, memory: Memory, read: Question | Refusal, answer: Answer) -> None:
        if conversation is None:
            return
        turn = turn_of(read, answer)
        if turn is None:
            return
        with self._lock:
            self._memories[conversation] = (time.monotonic(), memory.with_turn(turn))
            self._memories.move_to_end(conversation)
            while len(self._memories) > MOST_CONVERSATIONS:
                self._memories.popitem(last=False)


def turn_of(read: Question | Refusal, answer: Answer) -> Turn | None:
    """What one question leaves behind for the next; greetings and nonsense leave nothing."""
    question = read.question if isinstance(read, Refusal) else read
    if question is None or question.intent in (Intent.SMALLTALK, Intent.HELP, Intent.COVERAGE):
        return None
    if not question.subjects and not question.places:
        return None
    if isinstance(read, Question) and read.intent is Intent.SOURCE:
        question = replace(question, intent=Intent(read.topic)) if read.topic in tuple(Intent) else question
    choices = tuple(Choice(option.label, option.question) for option in answer.options)
    ranked = tuple(row.id for row in answer.rows) if question.intent is Intent.RANK else ()
    answered = answer.status in (Status.ANSWERED, Status.PARTIAL)
    return Turn(question, answer.focus, ranked, choices, answered, _time_found(answer))


def _time_found(answer: Answer) -> Period | None:
    """The period that an answer gave as a date, where it is a whole month, quarter, half or year."""
    try:
        return Period.parse(answer.date) if answer.date is not None and len(answer.date) < len("2024-01-01") else None
    except PeriodError:
        return None


def _sorry(text: str) -> Answer:
    words = "Something went wrong while I looked that up. It has been noted; please ask in other words."
    return Answer(Status.ERROR, text, document=Document((Headline((Strong(words),)),)))
