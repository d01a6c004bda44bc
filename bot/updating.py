"""Newer figures by the clock while the bot runs: when, by which of several replicas, and what health tells of it.

The update itself is a process of its own, `evbot facts update`, so that its memory and its failures stay out of the
bot; what it did stands in the record of the facts' home (`facts.updating.record`). Replicas that share a home and a
state update once; the running bot comes to the new figures by `keep_looking`. Words of the setting: `bot.ops.schedule`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.freshness import newest_figures
from bot.ops.exits import Exit
from bot.ops.metrics import LastUpdate
from facts.editions import EditionError, Editions
from facts.updating.record import Record, note_break, read_record

if TYPE_CHECKING:
    from bot.ops.metrics import Metrics
    from bot.ops.pulse import Pulse
    from bot.ops.schedule import Schedule
    from bot.service import Service
    from bot.state import ResilientState
    from bot.state.leases import Lease

UPDATE = (sys.executable, "-m", "bot", "facts", "update")
PART = "update of the figures"
"""What health calls it."""
SPREAD = timedelta(minutes=5)
"""Each update begins up to so much later, by lot, so that a thousand hosts do not ask a publisher in one moment."""
LOOK_SECONDS = 30.0
"""Between two looks at whether an update is due: somebody may have updated by hand, and clocks are set."""
COPY_AGAIN = timedelta(minutes=5)
"""Between two tries to bring the copy on the server up to date."""
MOST_SECONDS = 1800.0
"""An update that takes longer is ended."""
END_SECONDS = 4.0
"""For an update that is asked to end; within the time that the bot has to stop (`bot.app.FINISH_SECONDS`)."""
LEASE_SECONDS = 90.0
RENEW_SECONDS = 20.0
GLANCE_SECONDS = 5.0
"""Between two glances at which figures serve."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_ITS_BUSINESS = ("EVBOT_DISCORD_", "EVBOT_SLACK_", "EVBOT_DATABASE_")
_TOLD_BY_ITSELF = (Exit.OK, Exit.STOPPED, Exit.NOT_HAD)

log = logging.getLogger(__name__)


class Updates:
    """The updates of one home of the facts. Belongs to the event loop."""

    def __init__(self, schedule: Schedule | None, editions: Editions, state: ResilientState | None) -> None:
        """By a schedule, or never; with a state, only one replica at a time updates a home that they share."""
        self._schedule = schedule
        self._editions = editions
        self._state = state
        self._owner = secrets.token_hex(8)
        self._began = _now()
        self._tried: datetime | None = None
        self._unrecorded = ""
        """What went wrong and could not be written into the record."""

    @property
    def concern_this_bot(self) -> bool:
        """Whether there is anything to tell: figures are updated here, by the clock or by hand."""
        return self._schedule is not None or self._record() != Record()

    def why_unwell(self) -> str | None:
        """What a person should know of the last update; None where it went well."""
        told = [self._unrecorded] if self._unrecorded else []
        return "; ".join([*told, *self._record().problems()]) or None

    def last(self) -> LastUpdate | None:
        """The last update for the metrics; None where there was none."""
        record = self._record()
        return LastUpdate(record.ran, record.succeeded, record.outcome) if record.outcome else None

    async def keep(self) -> None:
        """Update whenever it is time, until the task is cancelled; an update in hand is ended then."""
        if self._schedule is None:
            return
        planned, later = EVER, timedelta()
        while True:
            due = self._due(self._schedule, self._record())
            if due != planned:
                planned, later = due, secrets.randbelow(1000) / 1000 * SPREAD
            seconds = (due + later - _now()).total_seconds()
            if seconds > 0:
                await asyncio.sleep(min(seconds, LOOK_SECONDS))
            elif not await self.update_if_due():
                await asyncio.sleep(LOOK_SECONDS)

    def _record(self) -> Record:
        return read_record(self._editions.home)

    def _due(self, schedule: Schedule, record: Record) -> datetime:
        """When there is something to do; a copy that is behind is brought up to date before the next update."""
        last = max(filter(None, (record.ran, self._tried if self._unrecorded else None)), default=None)
        soon = record.is_worth_another_try or bool(self._unrecorded)
        due = schedule.due(last, self._began, soon=soon)
        return min(due, (self._tried or self._began) + COPY_AGAIN) if record.behind else due

    async def update_if_due(self) -> bool:
        """Update, unless a replica does so now or has just done so; False where it is that replica's turn."""
        if self._schedule is None:
            return True
        try:
            async with self._leased() as lease:
                if lease is None:
                    return False
                record = self._record()  # again: the replica that held the lease until now may have done it all
                if self._due(self._schedule, record) <= _now():
                    await self._update(self._schedule, record, lease)
                return True
        except (EditionError, OSError) as problem:
            self._tried, self._unrecorded = _now(), f"no update could begin: {problem}"
            log.warning("%s", self._unrecorded)
        except Exception:  # the bot answers on, whatever becomes of an update
            self._tried, self._unrecorded = _now(), "no update could begin, for a reason that the log tells"
            log.exception("an update failed")
        return False

    @contextlib.asynccontextmanager
    async def _leased(self) -> AsyncIterator[Callable[[], Awaitable[bool]] | None]:
        """The right to update, for the block: what renews it and says whether it still holds; None: another has it."""
        state = self._state
        if state is None:
            yield _always
            return
        name = f"facts update {await asyncio.to_thread(self._editions.name)}"
        held: Lease | None = await asyncio.to_thread(state.acquire, name, self._owner, LEASE_SECONDS)

        async def renewed() -> bool:
            nonlocal held
            if held is not None:
                held = await asyncio.to_thread(state.renew, held, LEASE_SECONDS)
            return held is not None

        try:
            yield None if held is None else renewed
        finally:
            if held is not None:
                await asyncio.to_thread(state.release, held)

    async def _update(self, schedule: Schedule, record: Record, still_ours: Callable[[], Awaitable[bool]]) -> None:
        last = record.ran
        only_the_copy = last is not None and schedule.due(last, self._began, soon=record.is_worth_another_try) > _now()
        # Whoever updates the same home without sharing our state is seen by the update itself, alone at the home.
        since = EVER if last is None else last if only_the_copy else last + timedelta(microseconds=1)
        self._tried = _now()
        log.info(
            "taking newer figures: %s", "the copy on the server is behind" if only_the_copy else "an update is due"
        )
        try:
            code, said = await _ran_update(since, still_ours)
        except TimeoutError:
            code, said = None, f"it took longer than {MOST_SECONDS / 60:.0f} minutes and was ended"
        self._unrecorded = ""
        after = self._record()
        if code not in _TOLD_BY_ITSELF and (after.ran is None or after.ran < self._tried) and not only_the_copy:
            await asyncio.to_thread(note_break, self._editions.home, said, self._tried)
            after = self._record()
        for problem in after.problems():
            log.warning("%s", problem)
        log.info("the update of the figures came to: %s", after.outcome)


async def keep_looking(service: Service, metrics: Metrics, pulse: Pulse, updates: Updates, *, measured: bool) -> None:
    """Let the bot come to newer figures also while nobody asks, and health to an update that was made by hand.

    Until the task is cancelled; the age of the figures is kept right where it is `measured`.
    """
    known, is_told = None, False
    while True:
        if not is_told and updates.concern_this_bot:
            pulse.probe(PART, updates.why_unwell)
            is_told = True
        await asyncio.sleep(GLANCE_SECONDS)
        try:
            await asyncio.to_thread(service.look)
            if measured and (store := service.store) is not known:
                until = await asyncio.to_thread(newest_figures, store)
                metrics.figures_end(until)
                log.info("the figures that serve go up to %s", until)
                known = store
        except Exception:
            log.exception("newer figures could not be looked for; trying again")


async def _ran_update(since: datetime, still_ours: Callable[[], Awaitable[bool]]) -> tuple[int | None, str]:
    """Run an update to its end and log what it says; its exit status, and how it ended in words.

    Raises TimeoutError. However this ends, the process has ended too.
    """
    pipe = asyncio.subprocess.PIPE
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_ITS_BUSINESS)}
    process = await asyncio.create_subprocess_exec(
        *UPDATE,
        "--unless-since",
        since.isoformat(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        env=environment,
        start_new_session=True,  # Ctrl-C is for the bot, which ends the update itself
    )
    talking = asyncio.ensure_future(process.communicate())
    try:
        async with asyncio.timeout(MOST_SECONDS):
            while not (await asyncio.wait({talking}, timeout=RENEW_SECONDS))[0]:
                if not await still_ours():
                    return None, "another replica has taken over"
        out, err = talking.result()
    finally:
        await _ended(process, talking)
    complaints = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    for line in out.decode(errors="replace").splitlines():
        log.info("update: %s", line)
    for line in complaints:
        log.warning("update: %s", line)
    return process.returncode, f"it ended with {process.returncode}" + (f": {complaints[-1]}" if complaints else "")


async def _ended(process: asyncio.subprocess.Process, talking: asyncio.Future[tuple[bytes, bytes]]) -> None:
    """Ask a process to end, and then make it."""
    for end in (process.terminate, process.kill):
        if talking.done():
            return
        with contextlib.suppress(ProcessLookupError):
            end()
        await asyncio.wait({talking}, timeout=END_SECONDS)


async def _always() -> bool:
    return True


def _now() -> datetime:
    return datetime.now(UTC)
