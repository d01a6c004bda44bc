"""What goes with an answer where it was asked for: its chart as a picture, its rows as a CSV file.

Pictures are drawn in a process of its own, started with the first one: drawing holds the interpreter for a twentieth of
a second, and no other answer shall wait for it. A picture that cannot be drawn is logged; the words go out without it.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from bot.answer import Answer

DRAWN_WITHIN = 20.0
"""Seconds after which a picture is given up."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an answer; the description is what a screen reader says of a picture."""

    name: str
    content: bytes
    description: str = ""


class Attachments:
    """Makes what an answer wants attached; close it when the platform stops."""

    def __init__(self) -> None:
        self._painters: Executor | None = None

    async def of(self, answer: Answer, locale: str = "en") -> tuple[Attachment, ...]:
        """The files that were asked for with an answer; empty where there is nothing to draw or to write."""
        found: list[Attachment] = []
        if answer.wants_chart and (picture := await self._picture(answer, locale)) is not None:
            found.append(picture)
        if answer.wants_csv:
            from bot.picturing import CSV_NAME, csv_of

            if (rows := csv_of(answer)) is not None:
                found.append(Attachment(CSV_NAME, rows.encode()))
        return tuple(found)

    async def _picture(self, answer: Answer, locale: str) -> Attachment | None:
        from bot.charts import alt_text, file_name, png
        from bot.picturing import chart_of

        chart = chart_of(answer)
        if chart is None:
            return None
        try:
            painting = asyncio.get_running_loop().run_in_executor(self._pool(), partial(png, chart, locale=locale))
            content = await asyncio.wait_for(painting, DRAWN_WITHIN)
        except (BrokenProcessPool, RuntimeError, TimeoutError, OSError) as problem:
            log.warning("a chart could not be drawn: %r", problem)
            self.close()
            return None
        return Attachment(file_name(chart), content, alt_text(chart, locale=locale))

    def _pool(self) -> Executor:
        if self._painters is None:
            spawn = multiprocessing.get_context("spawn")
            self._painters = ProcessPoolExecutor(1, mp_context=spawn, initializer=_tied_to_parent)
        return self._painters

    def close(self) -> None:
        """End the process that draws; the next picture starts another."""
        if self._painters is not None:
            self._painters.shutdown(wait=False, cancel_futures=True)
            self._painters = None


def _tied_to_parent() -> None:
    """In the process that draws: Ctrl-C is the parent's to answer, and a parent that was killed leaves no child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
