"""Proof that a request comes from Slack: a signature with the app's signing secret, no older than five minutes.

What fails is refused and counted; of what it said nothing is kept. Bolt's own check does the same arithmetic but writes
the whole body of what it refuses into the log, which is why it stands back for this one (`http_mode`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from slack_sdk.signature import SignatureVerifier

SECONDS_BETWEEN_LINES = 60.0
"""Anybody can send forgeries; they may fill the log no faster than this."""
log = logging.getLogger(__name__)


class Signatures:
    """Tells Slack's requests from others, and counts the others."""

    def __init__(self, signing_secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._clock = clock
        self._told_at: float | None = None
        self.refused = 0
        """Requests refused so far."""

    def hold(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack sent this body with these headers, within the last five minutes."""
        try:
            genuine = self._verifier.is_valid_request(body, dict(headers))
        except (ValueError, TypeError):  # a time stamp that is no number, a body or a signature that is no text
            genuine = False
        if not genuine:
            self._count()
        return genuine

    def _count(self) -> None:
        self.refused += 1
        now = self._clock()
        if self._told_at is None or now - self._told_at >= SECONDS_BETWEEN_LINES:
            self._told_at = now
            log.warning("refused a request that Slack has not signed within five minutes; %d so far", self.refused)
