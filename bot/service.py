"""ask(text, context) -> Answer: the one door between the platforms and the core.

It times the question, remembers the conversation (see `bot.conversations`) and turns whatever goes wrong into an
Answer. It never raises, never sends, and knows no client, channel or event. Below it everything is pure, so what is
asked again word for word is not worked out again. A host's own figures are in a core of their own, which only the
places in `Hearers` ever reach.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.compact import DAMAGED, CompactError, is_sound, unpack, words_of
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
    place: str | None = None
    """Key of the server or workspace ("discord:77", "slack:T1"); None in private and where it cannot be told."""
    inside: bool = False
    """Whether surely nobody but people of the place sees the answer: what is for the place alone is told only then."""
    is_asked: bool = True
    """Whether somebody asks; what the bot asks by itself, to find news, is nobody's question."""


ALONE = Context()
REMEMBERED_ANSWERS = 2_048
"""Of one store; a busy place asks the same things over and over."""
REMEMBERED_LENGTH = 300
"""Characters of the longest question whose answer is remembered: longer ones are not asked twice, and would fill it."""
_OWN = " own"
"""Ends the key of a conversation that was held over own figures: nothing of it is remembered anywhere else."""


@dataclass(frozen=True, slots=True)
class Hearers:
    """Who may hear a host's own figures."""

    places: frozenset[str] = frozenset()
    """Keys of servers and workspaces, as `Context.place`."""
    everyone: bool = False

    @classmethod
    def of(cls, listed: Iterable[str]) -> Hearers:
        """Those that a host lists; the word `EVERYONE` stands for all."""
        named = frozenset(listed)
        return cls(named - {EVERYONE}, EVERYONE in named)

    def include(self, context: Context) -> bool:
        """Whether all who see the answer to a question may hear them."""
        return self.everyone or (context.inside and context.place in self.places)


EVERYONE = "everyone"
NOBODY = Hearers()


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that an answer from one store depends on."""

    text: str
    packed: str | None
    """What a button holds, where a question was pressed; there is no text then."""
    today: date
    memory: Memory
    locale: str
    buttons: bool


class _Core:
    """What answers from one store; replaced as a whole when newer figures serve."""

    def __init__(self, store: FactStore, *, is_own: bool = False) -> None:
        self.store = store
        self.is_own = is_own
        self.reader = Reader.from_names(store.names(), store.catalogue)
        self.responder = Responder(store)
        self._completing = threading.Lock()
        self._names: Completer | None = None
        self._told = lru_cache(maxsize=REMEMBERED_ANSWERS)(self._tell)

    def told(self, asked: _Asked) -> tuple[Answer, Turn | None]:
        """The answer, and what it leaves behind for the next question; the same for the same words, so remembered."""
        return self._told(asked) if len(asked.text) <= REMEMBERED_LENGTH else self._tell(asked)

    def _tell(self, asked: _Asked) -> tuple[Answer, Turn | None]:
        if asked.packed is not None:
            read = _unpacked(self, asked.packed, asked.today)
        else:
            read = self.reader.read(asked.text, asked.today, asked.memory)
        answer = self.responder.respond(read, asked.locale)
        turn = turn_of(read, answer)
        if asked.buttons:
            since = asked.memory if turn is None else asked.memory.with_turn(turn)
            question = read if isinstance(read, Question) else None
            answer = offered(self.reader, question, answer, since, asked.today)
        return answer, turn

    def remembers(self, memory: Memory) -> bool:
        """Whether all that a conversation spoke of is known here still: own models come and go."""
        return not self.is_own or not any(self.responder.unknown_in(turn.question) for turn in memory.turns)

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
        *,
        own: FactStore | None = None,
        hearers: Hearers = NOBODY,
        own_trouble: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Over a store; conversations are kept in this process where none are given.

        `look` is called between two questions and may bring newer figures (`facts.watching.Watch.look`). `own` is the
        store with a host's own figures (`facts.own`), for the `hearers` alone, and `own_trouble` what is wrong there.
        """
        self._core = _Core(store)
        self._own = None if own is None else _Core(own, is_own=True)
        self._hearers = hearers
        self.own_trouble = own_trouble
        self._conversations: Conversations = conversations or OwnConversations()
        self._look = look

    def ask(self, text: str, context: Context = ALONE) -> Answer:
        """Answer one question. Whatever happens, an Answer comes back."""
        return replace(self._answered(context, text=text), question=text)

    def press(self, packed: str, context: Context = ALONE) -> Answer:
        """Answer the question that a button holds (`Offer.packed`), however old it is; kind words where it is no use.

        The conversation goes on from it as from a question that was typed.
        """
        if (words := words_of(packed)) is not None:
            return self.ask(words, context)
        answer = self._answered(context, packed=packed)
        return replace(answer, question=answer.reading.label)

    def how_read(self, packed: str, context: Context = ALONE) -> Answer:
        """How the question that a button holds was read, and what can be changed in it (`Answer.repairs`)."""
        began = time.perf_counter()
        core = self._core_of(context)
        try:
            read = _unpacked(core, packed, context.today or date.today())
            answer = core.responder.how_read(read, context.locale)
        except Exception:
            _log.exception("question failed")
            answer = _sorry("")
        return replace(answer, question="", elapsed_ms=(time.perf_counter() - began) * 1000)

    def look(self) -> None:
        """Look for newer figures, as each question does; for while nobody asks. Never waits and never raises."""
        self._look()

    def serve(self, store: FactStore) -> None:
        """Answer from another store from now on; questions in hand end with the one that they began with."""
        self._core = _Core(store)

    def serve_own(self, store: FactStore | None) -> None:
        """The same for who hears own figures; None where there are none any more."""
        self._own = None if store is None else _Core(store, is_own=True)

    def _core_of(self, context: Context) -> _Core:
        own = self._own
        return own if own is not None and self._hearers.include(context) else self._core

    def _answered(self, context: Context, *, text: str = "", packed: str | None = None) -> Answer:
        """The answer to a text or to what a button holds, remembered and timed."""
        self._look()
        began = time.perf_counter()
        core = self._core_of(context)
        conversation = context.conversation
        if conversation is not None and core.is_own:
            conversation += _OWN
        try:
            memory = self._recall(conversation, core)
            today = context.today or date.today()
            answer, turn = core.told(_Asked(text, packed, today, memory, context.locale, context.buttons))
            self._remember(conversation, memory, turn, context.person)
        except Exception:
            _log.exception("question failed")
            answer = _sorry("")
        return replace(answer, elapsed_ms=(time.perf_counter() - began) * 1000)

    @property
    def store(self) -> FactStore:
        """The store that serves everybody now."""
        return self._core.store

    def edition(self, context: Context = ALONE) -> str:
        """What names the figures that questions in this context are answered from: others have another edition."""
        return self._core_of(context).store.edition

    @property
    def listed_places(self) -> frozenset[str]:
        """Servers and workspaces that may be answered from another edition than the rest of the world."""
        return self._hearers.places

    def complete(self, kind: str, typed: str, context: Context = ALONE) -> list[str]:
        """What a field of a kind (`bot.completing.KINDS`) takes, best first; ValueError for another kind."""
        core = self._core_of(context)
        return core.completer().complete(kind, typed, today=context.today or date.today())

    def about(self, context: Context = ALONE) -> Answer:
        """What the bot is: version, newest figures, publishers and their licences."""
        return self._core_of(context).responder.about(version("evbot"), context.locale)

    def share(self, conversations: Conversations) -> None:
        """Keep conversations elsewhere from now on: with the state that replicas share, once that is open."""
        self._conversations = conversations

    def forget(self, conversation: str) -> None:
        """Drop what a conversation remembers."""
        self._conversations.forget(conversation)
        self._conversations.forget(conversation + _OWN)

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person, wherever they were held; how many this process knew of."""
        return self._conversations.forget_person(person)

    def _recall(self, conversation: str | None, core: _Core) -> Memory:
        memory = Memory() if conversation is None else self._conversations.recall(conversation)
        return memory if core.remembers(memory) else Memory()

    def _remember(self, conversation: str | None, memory: Memory, turn: Turn | None, person: str | None) -> None:
        if conversation is not None and turn is not None:
            self._conversations.remember(conversation, memory.with_turn(turn), person)


def _unpacked(core: _Core, packed: str, today: date) -> Question | Refusal:
    """The question that a button holds, or why there is none."""
    try:
        question = unpack(packed, today)
        if not is_sound(question):
            raise CompactError(DAMAGED)
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
