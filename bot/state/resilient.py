"""The state for those who must go on while the database is away: what each call does instead stands beside it.

Claims hold within the process, reads give what is known or the default, small writes wait for the database and
conversations are lost. Settings and personal data are never pretended: they raise StateAwayError. Health reads
`degraded`.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.state.answers import AskedIn
from bot.state.conversations import Remembered
from bot.state.errors import StateError
from bot.state.feedback import Queued, Report
from bot.state.leases import Lease
from bot.state.parts import State
from bot.state.places import PlaceSettings
from bot.state.presence import RETRY_SECONDS, Presence
from bot.state.resilient_follows import ResilientFollows
from bot.state.resilient_installations import ResilientInstallations

KNOWN_PLACES = 5_000
"""Places whose settings are remembered in case the database goes away."""


class ResilientState:
    """A State whose reads never raise. Safe to share between threads; recovers by itself."""

    def __init__(self, state: State, *, retry_seconds: float = RETRY_SECONDS, keeps_questions: bool = False) -> None:
        """Over an open state; unless it `keeps_questions`, no question is written with a report or a count."""
        self._state = state
        self._keeps_questions = keeps_questions
        self.presence = Presence(state.database.now, retry_seconds=retry_seconds)
        self.installations = ResilientInstallations(state.installations, self.presence)
        self.follows = ResilientFollows(state.follows, self.presence)
        self._places: OrderedDict[str, PlaceSettings] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def degraded(self) -> bool:
        """Whether the database is away."""
        return self.presence.away_since is not None

    @property
    def degraded_since(self) -> datetime | None:
        """Since when, in UTC; None while all is well."""
        return self.presence.away_since

    def close(self) -> None:
        """Write what still waits, if the database is there, and let go of it."""
        self.presence.close()
        self._state.close()

    def claim(self, key: str, *, owner: str, ttl_seconds: float) -> bool:
        """As `Claims.claim`. While the database is away: once in this process, told to the others afterwards."""
        claims = self._state.claims

        def instead() -> bool:
            first = claims.claim_here(key, ttl_seconds=ttl_seconds)
            if first:
                self.presence.postpone(lambda: claims.publish(key, owner=owner, ttl_seconds=ttl_seconds))
            return first

        return self.presence.attempt(lambda: claims.claim(key, owner=owner, ttl_seconds=ttl_seconds), instead)

    def remember_answer(self, asked: AskedIn, messages: Sequence[str], *, user_key: str | None = None) -> None:
        """As `Answers.remember`. While the database is away it waits for it."""
        self.presence.write(lambda: self._state.answers.remember(asked, messages, user_key=user_key))

    def find_answer(self, asked: AskedIn) -> tuple[str, ...]:
        """As `Answers.find`. While the database is away: none."""
        return self.presence.attempt(lambda: self._state.answers.find(asked), tuple)

    def forget_answer(self, asked: AskedIn) -> None:
        """As `Answers.forget`. While the database is away it waits for it."""
        self.presence.write(lambda: self._state.answers.forget(asked))

    def place(self, key: str) -> PlaceSettings:
        """As `Places.get`. While the database is away: as last read by this process, or the defaults."""

        def known() -> PlaceSettings:
            with self._lock:
                return self._places.get(key, PlaceSettings())

        return self.presence.attempt(lambda: self._note(key, self._state.places.get(key)), known)

    def set_place(self, key: str, settings: PlaceSettings) -> PlaceSettings:
        """As `Places.put`. Raises StateAwayError while the database is away, StateClashError, ValueError."""
        return self._note(key, self.presence.demand(lambda: self._state.places.put(key, settings)))

    def forget_place(self, key: str) -> None:
        """As `Places.forget`. While the database is away it waits for it."""
        self.presence.write(lambda: self._state.places.forget(key))

    def conversation(self, key: str) -> Remembered | None:
        """As `Conversations.get`. While the database is away: nothing."""
        return self.presence.attempt(lambda: self._state.conversations.get(key), lambda: None)

    def keep_conversation(self, key: str, payload: str, *, user_key: str | None = None) -> None:
        """As `Conversations.put`. While the database is away the turn is lost."""
        self.presence.attempt(lambda: self._state.conversations.put(key, payload, user_key=user_key), lambda: None)

    def drop_conversation(self, key: str) -> None:
        """As `Conversations.delete`. While the database is away it waits for it."""
        self.presence.write(lambda: self._state.conversations.delete(key))

    def report(self, report: Report) -> None:
        """As `Feedback.add`. While the database is away it waits for it."""
        kept = report if self._keeps_questions else replace(report, question=None)
        self.presence.write(lambda: self._state.feedback.add(kept))

    def reports_of(self, user_key: str, within_seconds: float) -> int:
        """As `Feedback.count_of`. While the database is away: none."""
        return self.presence.attempt(lambda: self._state.feedback.count_of(user_key, within_seconds), int)

    def reports_to_tell(self, people: str) -> list[Queued]:
        """As `Feedback.to_tell`. While the database is away: none."""
        return self.presence.attempt(lambda: self._state.feedback.to_tell(people), list)

    def take_to_tell(self, ident: str) -> bool:
        """As `Feedback.take_to_tell`. While the database is away nobody is told."""
        return self.presence.attempt(lambda: self._state.feedback.take_to_tell(ident), bool)

    def count_unanswered(self, kind: str, question: str | None = None, *, missing: str = "") -> None:
        """As `Unanswered.count`. While the database is away it waits for it; a cut in between may count twice."""
        kept = question if self._keeps_questions else None
        self.presence.write(lambda: self._state.unanswered.count(kind, kept, missing=missing))

    def acquire(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        """As `Leases.acquire`. While the database is away nobody gets a lease."""
        return self.presence.attempt(lambda: self._state.leases.acquire(name, owner, ttl_seconds), lambda: None)

    def renew(self, lease: Lease, ttl_seconds: float) -> Lease | None:
        """As `Leases.renew`, and a lease that ran out is had again where nobody took it meanwhile.

        While the database cannot be written (a full disk) but still says that the lease is ours, it is kept: whoever
        takes it must write there first. While it is away, the lease stays as it was and runs out at its time, so a
        lease must be longer than the absence that it is to outlast.
        """
        leases = self._state.leases
        return self.presence.attempt(
            lambda: leases.renew(lease, ttl_seconds) or leases.acquire(lease.name, lease.owner, ttl_seconds),
            lambda: self._kept(lease, ttl_seconds),
        )

    def _kept(self, lease: Lease, ttl_seconds: float) -> Lease | None:
        """The lease for longer, where the database that takes no writing shows it as its owner's; else as it was."""
        asked_at = time.monotonic()
        try:
            holder = self._state.leases.holder(lease.name)
        except StateError:
            return lease
        return replace(lease, holds_until=asked_at + ttl_seconds) if holder == lease.owner else None

    def release(self, lease: Lease) -> None:
        """As `Leases.release`. While the database is away it waits for it."""
        self.presence.write(lambda: self._state.leases.release(lease))

    def sweep(self) -> dict[str, int]:
        """As `Retention.sweep`. While the database is away: nothing is deleted."""
        return self.presence.attempt(self._state.retention.sweep, dict)

    def export_person(self, user_key: str) -> dict[str, list[dict[str, Any]]]:
        """As `People.export`. Raises StateAwayError while the database is away."""
        return self.presence.demand(lambda: self._state.people.export(user_key))

    def delete_person(self, user_key: str) -> dict[str, int]:
        """As `People.delete`. Raises StateAwayError while the database is away."""
        return self.presence.demand(lambda: self._state.people.delete(user_key))

    def _note(self, key: str, settings: PlaceSettings) -> PlaceSettings:
        with self._lock:
            self._places[key] = settings
            self._places.move_to_end(key)
            if len(self._places) > KNOWN_PLACES:
                self._places.popitem(last=False)
        return settings
