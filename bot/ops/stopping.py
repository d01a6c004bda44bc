"""Being asked to stop: SIGTERM and Ctrl-C, turned into an event that every platform waits on.

It only sets the event, and at the very end leaves threads behind that nobody waits for any more. Finishing what is in
hand is the platforms' business, the exit code that of `bot.app`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

THREADS_END_WITHIN = 0.3
"""Seconds for threads that have nothing more to do."""

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


def ended_threads(code: int) -> int:
    """The exit code, once every thread has ended; a thread that goes on is left behind, and the process ends here.

    Python would otherwise wait for an answer that takes for ever, until whoever sent SIGTERM kills the process.
    """
    deadline = time.monotonic() + THREADS_END_WITHIN
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    for thread in others:
        thread.join(max(0.0, deadline - time.monotonic()))
    if not any(thread.is_alive() for thread in others):
        return code
    log.warning("ending without waiting for what is still being answered")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
