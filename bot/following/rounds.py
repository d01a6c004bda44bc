"""The rounds after the figures have changed: which follows have news, and posting each once, whatever happens.

Every replica runs them and one at a time, by lease, does the work. A post is claimed for ever before it is made; one
that the platform put off is tried again, one that was cut off on the way only where the platform knows a repetition.
How a post reaches its channel is the courier's business.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from bot.answer import Answer
from bot.following.asking import edition_for, serving
from bot.following.courier import Courier, Delivered, Delivery, Gone, Later
from bot.following.news import News, news
from bot.service import Service
from bot.state import ResilientState, StateAwayError, StateError
from bot.state.follows import Follow, Unfinished
from bot.state.leases import Lease

MOST_KNOWN = 500
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the rounds go, in seconds; tests make it shorter."""

    lease: float = 45.0
    """How long another replica waits for one that died."""
    deliver: float = 20.0
    """How long one post may take; much less than `lease`."""
    repeat: float = 150.0
    """How long after a claim a platform surely knows a repetition: "the past few minutes", say Discord's pages."""
    first_retry: float = 5.0
    longest_retry: float = 600.0
    batch: int = 50
    """Follows that are held against the figures before the first of their posts is made."""
    at_once: int = 4
    """Posts under way at the same time."""


UNHURRIED = Pace()
POLL_SECONDS = 5.0
"""Between two looks at whether there is something to do."""


async def run_rounds(
    service: Service,
    state: ResilientState,
    courier: Courier,
    stop: asyncio.Event,
    *,
    poll_seconds: float = POLL_SECONDS,
    pace: Pace = UNHURRIED,
    today: Callable[[], date] = date.today,
) -> None:
    """Post the news of a platform's follows until `stop` is set. Never raises; ends soon after `stop`.

    A post that is under way is finished first. Being cancelled ends it at once, and leaves such a post to be looked
    after by whoever runs next.
    """
    rounds = _Rounds(service, state, courier, stop, pace, today)
    try:
        while not stop.is_set():
            await rounds.go_once()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), poll_seconds)
    finally:
        await rounds.leave()


class _LeaseLostError(Exception):
    """Another replica does the work now."""


class _Rounds:
    """The work of one replica."""

    def __init__(
        self,
        service: Service,
        state: ResilientState,
        courier: Courier,
        stop: asyncio.Event,
        pace: Pace,
        today: Callable[[], date],
    ) -> None:
        self._service, self._state, self._courier = service, state, courier
        self._stop, self._pace, self._today = stop, pace, today
        self._name = f"follows:{courier.platform}"
        self._owner = secrets.token_hex(8)
        self._lease: Lease | None = None
        self._known: dict[tuple[str, ...], News | None] = {}
        """The news of one look by what they depend on: thousands of channels follow the same few questions."""
        self._never_posted: set[tuple[str, str]] = set()
        """Claims whose outcome was never heard: if they were given, nothing was posted under them."""

    async def go_once(self) -> None:
        """One round: what was left unfinished, then the follows that these figures are new to. Never raises."""
        try:
            await self._hold()
            await self._finish_the_unfinished()
            await self._look()
        except (_LeaseLostError, StateAwayError):
            pass  # another replica goes on, or this one does as soon as the database is there
        except StateError:
            _log.exception("the state database refused what a round of follows asked")
        except Exception:
            _log.exception("a round of follows failed; it goes on with the next one")

    async def leave(self) -> None:
        """Let another replica go on at once."""
        if self._lease is not None:
            await asyncio.to_thread(self._state.release, self._lease)

    async def _hold(self) -> None:
        """Make sure that this replica may go on for as long as one post takes. Raises _LeaseLostError."""
        if self._lease is not None and self._lease.holds_until - time.monotonic() > self._pace.deliver:
            return
        self._lease = await asyncio.to_thread(self._state.acquire, self._name, self._owner, self._pace.lease)
        if self._lease is None:
            raise _LeaseLostError

    async def _look(self) -> None:
        """Hold every follow that has not seen these figures against them, a batch at a time."""
        follows = self._state.follows
        await asyncio.to_thread(self._service.look)
        self._known.clear()
        editions = serving(self._service)
        after = ""
        while not self._stop.is_set():
            batch = await asyncio.to_thread(follows.to_look, self._courier.platform, editions, after, self._pace.batch)
            if not batch:
                return
            await self._look_at(batch)
            await self._hold()
            after = batch[-1].id

    async def _look_at(self, batch: Sequence[Follow]) -> None:
        """Post what is new to some follows, and note that they have seen it."""
        edition_of = {follow.id: self._edition(follow) for follow in batch}
        found = await asyncio.to_thread(self._news_of, batch)
        seen = [follow.id for follow, came in found if came is None]

        async def post(brought: tuple[Follow, News]) -> None:
            if await self._post(*brought):
                seen.append(brought[0].id)

        try:
            await self._together(post, [(follow, came) for follow, came in found if came is not None])
        finally:
            await self._note_looked(seen, edition_of)

    async def _note_looked(self, seen: Sequence[str], edition_of: dict[str, str]) -> None:
        for edition in set(edition_of.values()):
            idents = [ident for ident in seen if edition_of[ident] == edition]
            await asyncio.to_thread(self._state.follows.set_looked, idents, edition)

    async def _together(self, work: Callable[[T], Coroutine[Any, Any, None]], things: Iterable[T]) -> None:
        """Work on things, a few at a time; what one of them raises, when all have ended."""
        limit = asyncio.Semaphore(self._pace.at_once)

        async def limited(thing: T) -> None:
            async with limit:
                await work(thing)

        ended = await asyncio.gather(*map(limited, things), return_exceptions=True)
        if (problem := next((outcome for outcome in ended if outcome is not None), None)) is not None:
            raise problem

    def _news_of(self, batch: Sequence[Follow]) -> list[tuple[Follow, News | None]]:
        """The news of each follow, for a worker thread. Not of all where it was told to stop meanwhile."""
        found: list[tuple[Follow, News | None]] = []
        for follow in batch:
            if self._stop.is_set():
                break
            found.append((follow, self._known_news(follow)))
        return found

    def _known_news(self, follow: Follow) -> News | None:
        """The news of a follow, told once to all who wait for the same from the same edition."""
        edition = self._edition(follow)
        key = (edition, follow.trigger, follow.packed, follow.label, follow.seen, follow.locale)
        if key in self._known:
            return self._known[key]
        came = self._news(follow)
        # Own figures that begin to serve in between were perhaps asked: nobody else may be told what came of that.
        if self._edition(follow) == edition:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = came
        return came

    def _edition(self, follow: Follow) -> str:
        return edition_for(self._service, follow.place, inside=follow.inside)

    def _news(self, follow: Follow) -> News | None:
        try:
            return news(self._service, follow, self._today())
        except Exception:
            _log.exception("the news of the follow %s could not be found out", follow.id)
            return None

    async def _post(self, follow: Follow, came: News) -> bool:
        """Claim and post; whether that is settled for this edition: posted, put off, lost or another's."""
        if self._stop.is_set():
            return False
        await self._hold()
        try:
            claimed = await asyncio.to_thread(self._state.follows.claim, follow.id, came.mark)
        except StateAwayError:
            self._never_posted.add((follow.id, came.mark))
            return False
        if claimed:
            await self._deliver(follow, came.answer, came.mark, tries=0)
        return True

    async def _finish_the_unfinished(self) -> None:
        """Try again what was put off; of what was cut off, whatever cannot be posted twice by that."""
        unfinished = await asyncio.to_thread(self._state.follows.unfinished, self._courier.platform)
        await self._together(self._finish, unfinished)

    async def _finish(self, left: Unfinished) -> None:
        if self._stop.is_set():
            return
        await self._hold()
        if left.is_put_off or self._may_repeat(left):
            await self._try_again(left)
            return
        told = "the post %s of the follow %s was cut off and may have been made; it is not made again"
        _log.warning(told, left.mark, left.follow.id)
        await asyncio.to_thread(self._state.follows.done, left.follow.id, left.mark)

    def _may_repeat(self, left: Unfinished) -> bool:
        if (left.follow.id, left.mark) in self._never_posted:
            return True
        return self._courier.repeats_safely and left.age_seconds < self._pace.repeat

    async def _try_again(self, left: Unfinished) -> None:
        follows, follow = self._state.follows, left.follow
        if left.mark <= follow.seen:  # posted with a newer period
            await asyncio.to_thread(follows.done, follow.id, left.mark)
            return
        try:
            taken = await asyncio.to_thread(follows.take_up, left)
        except StateAwayError:
            self._never_posted.add((follow.id, left.mark))
            raise
        if not taken:
            return
        self._never_posted.discard((follow.id, left.mark))
        came = await asyncio.to_thread(self._news, follow)
        if came is not None and came.mark == left.mark:
            await self._deliver(follow, came.answer, left.mark, tries=left.tries)
        elif came is not None and came.mark > left.mark:
            # A newer period came meanwhile: that one is posted, under its own mark, and says that this one came too.
            _ = await self._post(follow, came)
            await asyncio.to_thread(follows.done, follow.id, left.mark)
        else:  # the figures went back to an edition without it
            await asyncio.to_thread(follows.put_off, follow.id, left.mark, self._pace.longest_retry)

    async def _deliver(self, follow: Follow, answer: Answer, mark: str, tries: int) -> None:
        """Hand a claimed post to the courier, and write down what came of it."""
        follows = self._state.follows
        match await self._delivery(follow, answer, mark):
            case Delivered():
                await asyncio.to_thread(follows.done, follow.id, mark)
            case Gone(why):
                _log.info("the follow %s is removed, as its channel cannot be posted to any more: %s", follow.id, why)
                await asyncio.to_thread(follows.done, follow.id, mark)
                await asyncio.to_thread(follows.end, follow.id)
            case Later(seconds):
                wait = min(self._pace.first_retry * 2 ** min(tries, 16), self._pace.longest_retry)
                await asyncio.to_thread(follows.put_off, follow.id, mark, max(wait, seconds or 0.0))
            case None:
                await asyncio.to_thread(follows.done, follow.id, mark)

    async def _delivery(self, follow: Follow, answer: Answer, mark: str) -> Delivery | None:
        """What came of a post; None where it may or may not have been made, and cannot be repeated."""
        try:
            async with asyncio.timeout(self._pace.deliver):
                return await self._courier.deliver(follow, answer, mark)
        except Exception:
            _log.exception("the post %s of the follow %s failed on the way", mark, follow.id)
            return Later() if self._courier.repeats_safely else None
