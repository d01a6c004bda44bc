"""What the Discord side keeps beyond one question: who took an event, what answers it, what a server has set.

With a state it is shared by all replicas and outlives them; its calls block, so each runs in a thread of this module.
Without one everything holds within this process, and nothing can be set.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.platforms.discord_gateway.addressing import person_key
from bot.state import PlaceSettings, StateAwayError
from bot.state.answers import AskedIn
from bot.state.recent import RecentKeys

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Asked, Posted
    from bot.state import ResilientState

T = TypeVar("T")
EVENT_SECONDS = 3_600.0
"""How long an event counts as taken; Discord repeats one within minutes or not at all."""
THREAD_SECONDS = 90 * 86_400.0
"""How long a thread is known to have been told how to go on."""
KEYS = 20_000
PLACES = 5_000
ANSWERS_WITHIN = 1.0
"""Seconds that a question waits for a state that hangs before it is answered as if there were none; Discord gives an
interaction three, and the state may take as long before it knows that its database is away."""
UNSET = PlaceSettings(private=False)
"""Where nobody has set anything answers are for everybody to see, and an asker may still want one in private."""

log = logging.getLogger(__name__)


class Shared:
    """The state as the Discord side uses it: nothing raises but what says so, and no question waits for it for long."""

    def __init__(self, state: ResilientState | None, quick_threads: int = 4) -> None:
        self._state = state
        self._owner = f"discord-{secrets.token_hex(6)}"
        self._seen = RecentKeys(KEYS)
        self._known: OrderedDict[int, PlaceSettings] = OrderedDict()
        # Two lines, so that no question waits for what is only written down. One thread writes: in order.
        self._quick = ThreadPoolExecutor(quick_threads, thread_name_prefix="discord-claim")
        self._records = ThreadPoolExecutor(1, thread_name_prefix="discord-record")

    @property
    def is_kept(self) -> bool:
        """Whether there is a state."""
        return self._state is not None

    async def admit(self, event: str, guild_id: int | None) -> PlaceSettings | None:
        """Take an event; the settings of its server, or None where it was taken before, here or by a replica."""
        if not self._seen.add(_key(event), EVENT_SECONDS):
            return None
        if self._state is None:
            return UNSET
        known: PlaceSettings | None = self._known_place(guild_id)
        settings = await self._soon(self._quick, partial(self._admitted, self._state, event, guild_id), known)
        if settings is not None and guild_id is not None:
            self._note(guild_id, settings)
        return settings

    def admit_known(self, event: str, guild_id: int | None) -> PlaceSettings | None:
        """As `admit`, at once and within this process only; for who has another way to know of other replicas."""
        return self._known_place(guild_id) if self._seen.add(_key(event), EVENT_SECONDS) else None

    def knows(self, guild_id: int | None) -> bool:
        """Whether it can be told without a wait what a server has set."""
        return self._state is None or guild_id is None or guild_id in self._known

    async def first(self, event: str, seconds: float = EVENT_SECONDS) -> bool:
        """True for the first who asks, here or on any replica, False for everybody else for so long."""
        if not self._seen.add(_key(event), seconds):
            return False
        if self._state is None:
            return True
        claim = partial(self._state.claim, _key(event), owner=self._owner, ttl_seconds=seconds)
        return await self._soon(self._quick, claim, True)

    async def explains(self, thread_id: int) -> bool:
        """Whether it is still to be said in a thread how to go on there; it then counts as said."""
        return await self.first(f"thread:{thread_id}", THREAD_SECONDS)

    async def place(self, guild_id: int | None) -> PlaceSettings:
        """What a server has set."""
        if self._state is None or guild_id is None:
            return UNSET
        return await self._in(self._quick, partial(self._settings, self._state, guild_id))

    async def set_place(self, guild_id: int, settings: PlaceSettings) -> PlaceSettings:
        """Keep what a server has set; it comes back with its new version.

        Raises StateClashError where it has been changed since, StateAwayError where nothing can be kept now.
        """
        if self._state is None:
            raise StateAwayError("there is no state")
        return await self._in(self._quick, partial(self._state.set_place, _place_key(guild_id), settings))

    def forget_place(self, guild_id: int) -> None:
        """Forget what a server has set, and what is followed there."""
        if self._state is not None:
            self._record(partial(self._state.forget_place, _place_key(guild_id)))
            self._record(partial(self._state.follows.remove_place, _place_key(guild_id)))

    def remember(self, asked: Asked, answer_ids: Sequence[int]) -> None:
        """Note which messages answer a question."""
        if self._state is not None:
            messages = [str(answer_id) for answer_id in answer_ids]
            user = person_key(asked.author_id)
            self._record(partial(self._state.remember_answer, _address(asked), messages, user_key=user))

    async def found(self, posted: Posted) -> tuple[int, ...]:
        """The messages that answer what was posted there, as far as anybody noted it."""
        if self._state is None:
            return ()
        none: tuple[str, ...] = ()
        found = await self._soon(self._records, partial(self._state.find_answer, _address(posted)), none)
        return tuple(int(message) for message in found)

    def forget(self, posted: Posted) -> None:
        """Forget which messages answered."""
        if self._state is not None:
            self._record(partial(self._state.forget_answer, _address(posted)))

    def forget_person(self, user_id: int) -> dict[str, int]:
        """Delete everything that is kept of a person; how much there was of what. To be called in a thread.

        Raises StateAwayError where that cannot be done now.
        """
        if self._state is None:
            return {}
        # In the line of what is still being written about them.
        return self._records.submit(self._state.delete_person, person_key(user_id)).result()

    async def close(self) -> None:
        """Finish what is being written down."""
        self._quick.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._records.shutdown)

    def _admitted(self, state: ResilientState, event: str, guild_id: int | None) -> PlaceSettings | None:
        if not state.claim(_key(event), owner=self._owner, ttl_seconds=EVENT_SECONDS):
            return None
        return UNSET if guild_id is None else self._settings(state, guild_id)

    def _known_place(self, guild_id: int | None) -> PlaceSettings:
        return UNSET if guild_id is None else self._known.get(guild_id, UNSET)

    def _settings(self, state: ResilientState, guild_id: int) -> PlaceSettings:
        settings = state.place(_place_key(guild_id))
        return settings if settings.version else UNSET

    async def _in(self, threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, call)

    async def _soon(self, threads: ThreadPoolExecutor, call: Callable[[], T], otherwise: T) -> T:
        """The outcome of a call, or something else where it does not come in time."""
        calling = asyncio.get_running_loop().run_in_executor(threads, call)
        done, _ = await asyncio.wait({calling}, timeout=ANSWERS_WITHIN)
        if not done:
            log.warning("The state takes longer than a question can wait; going on without it")
        return calling.result() if done else otherwise

    def _note(self, guild_id: int, settings: PlaceSettings) -> None:
        self._known[guild_id] = settings
        self._known.move_to_end(guild_id)
        if len(self._known) > PLACES:
            self._known.popitem(last=False)

    def _record(self, call: Callable[[], object]) -> None:
        self._records.submit(call).add_done_callback(_noted)


def _noted(done: Future[object]) -> None:
    if (problem := done.exception()) is not None:
        log.error("The state took something down wrongly", exc_info=problem)


def _key(event: str) -> str:
    return f"discord:{event}"


def _place_key(guild_id: int) -> str:
    return f"discord:{guild_id}"


def _address(posted: Posted) -> AskedIn:
    return AskedIn("discord", str(posted.spot.channel_id), str(posted.message_id))
