"""The log of the tests as it was, after a test that has set up the bot's own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.ops.logging import TALKATIVE


@contextmanager
def log_as_before() -> Iterator[None]:
    """Put handlers, levels and structlog's defaults back at the end."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *TALKATIVE)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()
