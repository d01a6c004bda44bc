"""ask(text, context) -> Answer: the one door between the platforms and the core.

It times the question, remembers the conversation (see `bot.conversations`) and turns whatever goes wrong into an
Answer. It never raises, never sends, and knows no client, channel or event. Below it everything is pure.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.compact import CompactError, unpack, words_of
from bot.conversations import Conversations, OwnConversations
from bot.document import Document, Headline, Strong
from bot.memory import Memory, Turn
from bot.offering import offered
from bot.question import Choice, Intent, Question, Refusal, RefusalKind
from bot.respond.responder import Responder
from bot.understand.reader import Reader
from facts.period import Period, PeriodError
from facts.store import FactStore

if TYPE_CHECKING:
    from bot.completing import Completer

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
    buttons: bool = False
    """Whether the answer shall carry its follow-ups in a form that buttons can hold."""
    person: str | None = None
    """Key of the asker ("discord:1234"), by which what is remembered of them can be forgotten."""


ALONE = Context()


class _Core:
    """What answers from one store; replaced as a whole when newer figures serve."""

    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.reader = Reader.from_names(store.names(), store.catalogue)
        self.responder = Responder(store)
        self._completing = threading.Lock()
        self._names: Completer | None = None

    def completer(self) -> Completer:
        """Built when the first name is completed, as that takes a while and `evbot ask` completes none."""
        with self._completing:
            if self._names is None:
                from bot.completing import Completer

                self._names = Completer.from_store(self.store)
        return self._names


def _look_nowhere() -> None:
    """The figures never change."""


class Service:
    """Answers questions from the store that serves. Safe to share between threads."""

    def __init__(
        self,
        store: FactStore,
        conversations: Conversations | None = None,
        look: Callable[[], None] = _look_nowhere,
    ) -> None:
        """Over a store; conversations are kept in this process where none are given.

        `look` is called between two questions and may bring newer figures (`facts.watching.Watch.look`).
        """
        self._core = _Core(store)
        self._conversations: Conversations = conversations or OwnConversations()
        self._look = look

    def ask(self, text: str, context: Context = ALONE) -> Answer:
        """Answer one question. Whatever happens, an Answer comes back."""
        answer = self._answered(context, lambda core, today, memory: core.reader.read(text, today, memory))
        return replace(answer, question=text)

    def press(self, packed: str, context: Context = ALONE) -> Answer:
        """Answer the question that a button holds (`Offer.packed`), however old it is; kind words where it is no use.

        The conversation goes on from it as from a question that was typed.
        """
        if (words := words_of(packed)) is not None:
            return self.ask(words, context)
        answer = self._answered(context, lambda core, today, _: _unpacked(core, packed, today))
        return replace(answer, question=answer.reading.label)

    def how_read(self, packed: str, context: Context = ALONE) -> Answer:
        """How the question that a button holds was read, and what can be changed in it (`Answer.repairs`)."""
        began = time.perf_counter()
        core = self._core
        try:
            read = _unpacked(core, packed, context.today or date.today())
            answer = core.responder.how_read(read, context.locale)
        except Exception:
            _log.exception("question failed")
            answer = _sorry("")
        return replace(answer, question="", elapsed_ms=(time.perf_counter() - began) * 1000)

    def serve(self, store: FactStore) -> None:
        """Answer from another store from now on; questions in hand end with the one that they began with."""
        self._core = _Core(store)

    def _answered(self, context: Context, read_it: Callable[[_Core, date, Memory], Question | Refusal]) -> Answer:
        """The answer to what is read, remembered and timed."""
        self._look()
        began = time.perf_counter()
        today = context.today or date.today()
        core = self._core
        try:
            memory = self._recall(context.conversation)
            read = read_it(core, today, memory)
            answer = core.responder.respond(read, context.locale)
            turn = turn_of(read, answer)
            self._remember(context, memory, turn)
            if context.buttons:
                since = memory if turn is None else memory.with_turn(turn)
                answer = offered(core.reader, read if isinstance(read, Question) else None, answer, since, today)
        except Exception:
            _log.exception("question failed")
            answer = _sorry("")
        return replace(answer, elapsed_ms=(time.perf_counter() - began) * 1000)

    @property
    def store(self) -> FactStore:
        """The store that serves now."""
        return self._core.store

    def complete(self, kind: str, typed: str, today: date | None = None) -> list[str]:
        """What a field of a kind (`bot.completing.KINDS`) takes, best first; ValueError for another kind."""
        return self._core.completer().complete(kind, typed, today=today or date.today())

    def about(self, context: Context = ALONE) -> Answer:
        """What the bot is: version, newest figures, publishers and their licences."""
        return self._core.responder.about(version("evbot"), context.locale)

    def share(self, conversations: Conversations) -> None:
        """Keep conversations elsewhere from now on: with the state that replicas share, once that is open."""
        self._conversations = conversations

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        self._conversations.forget(conversation)

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person, wherever they were held; how many this process knew of."""
        return self._conversations.forget_person(person)

    def _recall(self, conversation: str | None) -> Memory:
        return Memory() if conversation is None else self._conversations.recall(conversation)

    def _remember(self, context: Context, memory: Memory, turn: Turn | None) -> None:
        if context.conversation is not None and turn is not None:
            self._conversations.remember(context.conversation, memory.with_turn(turn), context.person)


def _unpacked(core: _Core, packed: str, today: date) -> Question | Refusal:
    """The question that a button holds, or why there is none."""
    try:
        question = unpack(packed, today)
    except CompactError as problem:
        return Refusal(RefusalKind.NOT_UNDERSTOOD, "", topic="button", detail=str(problem))
    gone = core.responder.unknown_in(question)
    if gone:
        return Refusal(RefusalKind.NOT_UNDERSTOOD, "", topic="button_gone", detail=", ".join(gone))
    return question


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
