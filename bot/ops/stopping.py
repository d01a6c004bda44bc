"""Being asked to stop: SIGTERM and Ctrl-C, turned into an event that every platform waits on.

It only sets the event. Finishing what is in hand is the platforms' business, the exit code that of `bot.app`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set the event; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def caught(number: int, _: object) -> None:
        # At once, not in the loop: from here on a second signal must end the process even where the loop is stuck.
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        loop.call_soon_threadsafe(asked, signal.Signals(number))

    def asked(number: signal.Signals) -> None:
        log.info("stopping on %s: finishing the questions in hand", number.name)
        stop.set()

    for number in before:
        signal.signal(number, caught)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
