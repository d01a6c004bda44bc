"""How much is in hand at once: so many threads that answer, so many questions that wait, then a polite word.

One person's questions in one channel take turns, because a follow-up leans on what came before. What Discord does not
wait for goes before the answers. It knows no question and no client; `desk` and `calls` bring the work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.pulse import Pulse

T = TypeVar("T")
PULSE = "discord"
log = logging.getLogger(__name__)


class Workload:
    """The tasks and threads of the Discord side; every method but the last three returns at once."""

    def __init__(self, options: Options, pulse: Pulse | None = None) -> None:
        self._options = options
        self._pulse = pulse
        self._threads = ThreadPoolExecutor(options.workers, thread_name_prefix="discord-answer")
        self._places = asyncio.Semaphore(options.workers)
        self._connections = asyncio.Semaphore(options.at_once)
        self._urgent = 0
        self._nothing_urgent = asyncio.Event()
        self._nothing_urgent.set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._answering: set[asyncio.Task[None]] = set()
        self._asides: set[asyncio.Task[None]] = set()
        self._told_busy: set[str] = set()
        self._open = True
        self._tell()

    @property
    def is_open(self) -> bool:
        """Whether anything new is taken."""
        return self._open

    @property
    def is_full(self) -> bool:
        """Whether every place is taken, those that wait included."""
        return len(self._answering) >= self._options.workers + self._options.waiting

    @property
    def is_crowded(self) -> bool:
        """Whether so many questions are in hand that a new one waits for a while."""
        return len(self._answering) >= self._options.crowd

    def answer(self, work: Coroutine[None, None, None]) -> None:
        """Begin to answer; counts towards what is in hand."""
        self._start(work, self._answering)

    def aside(self, work: Coroutine[None, None, None]) -> None:
        """Begin something short that needs no place: a polite word, a deletion."""
        self._start(work, self._asides)

    def tells_busy(self, conversation: str) -> bool:
        """Whether a conversation is to be told that we are busy: once, until there is room again."""
        if conversation in self._told_busy:
            return False
        self._told_busy.add(conversation)
        return True

    def turn(self, conversation: str) -> asyncio.Lock:
        """Held by what is being answered there; those who wait get it in their order."""
        return self._turns.setdefault(conversation, asyncio.Lock())

    @asynccontextmanager
    async def urgent(self) -> AsyncIterator[None]:
        """For what has to be quick: while many such blocks are open or wait, no answer is begun to slow them down."""
        self._hurry(1)
        try:
            async with self._connections:
                yield
        finally:
            self._hurry(-1)

    async def in_thread(self, call: Callable[[], T]) -> T:
        """The outcome of a call to the core, which may take its time."""
        async with self._places:
            await self._nothing_urgent.wait()
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def drain(self, within: float) -> None:
        """Take nothing new and finish what is in hand, for at most so many seconds."""
        self._open = False
        if tasks := self._answering | self._asides:
            await asyncio.wait(tasks, timeout=within)

    async def close(self) -> None:
        """Drop whatever is still in hand."""
        self._open = False
        tasks = self._answering | self._asides
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hurry(self, more: int) -> None:
        self._urgent += more
        if self._urgent < self._options.urgent:
            self._nothing_urgent.set()
        else:
            self._nothing_urgent.clear()

    def _start(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(lambda done: self._ended(done, among))
        self._tell()

    def _ended(self, task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
        among.discard(task)
        self._tell()
        if len(self._answering) <= self._options.workers:
            self._told_busy.clear()
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("An answer on Discord failed", exc_info=problem)

    def _tell(self) -> None:
        if self._pulse is not None:
            self._pulse.in_hand(PULSE, len(self._answering))
