"""`evbot run`, told to talk to our Discord instead of the real one; besides, it can be looked at.

Run by `bot_process` as `python -m tests.stress.evbot_here`. SIGUSR1 writes how many tasks and threads there are into
the file of STRESS_VITALS; STRESS_PROFILE names a file for a profile of the event loop; the file of STRESS_CLOCK holds
the seconds by which the clock on the wall is wrong.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.__main__ import main


def _tell(*_: object) -> None:
    """How much is going on in this process."""
    try:
        tasks = len(asyncio.all_tasks())
    except RuntimeError:  # the loop does not run yet, or not any more
        tasks = 0
    told = {"tasks": tasks, "threads": threading.active_count(), "cpu": _seconds_by_kind()}
    path = Path(os.environ["STRESS_VITALS"])
    new = path.with_suffix(".new")
    new.write_text(json.dumps(told), encoding="utf-8")
    new.replace(path)


def _seconds_by_kind() -> dict[str, float]:
    """Processor time of the threads that there are, by the beginning of their names."""
    spent: Counter[str] = Counter()
    for thread in threading.enumerate():
        stat = Path(f"/proc/self/task/{thread.native_id}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        spent[re.split(r"[_:\d]", thread.name)[0]] += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return dict(spent)


def _set_clock_by(path: Path) -> None:
    """Have `time.time` and `date.today` go wrong by what stands in a file.

    The clock that only goes forward stays as it is, as when somebody sets a machine's clock. What asks the system
    itself, as `datetime.now` and a database do, is not reached.
    """
    right = time.time
    time.time = lambda: right() + float(path.read_text(encoding="utf-8") or 0)


def run() -> int:
    """The whole of `evbot run`."""
    Route.BASE = discord.Asset.BASE = os.environ["STRESS_DISCORD"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["STRESS_GATEWAY"])
    signal.signal(signal.SIGUSR1, _tell)
    sys.argv = ["evbot", "run"]
    if clock := os.environ.get("STRESS_CLOCK"):
        _set_clock_by(Path(clock))
    profile = os.environ.get("STRESS_PROFILE")
    if profile is None:
        return main()
    profiler = cProfile.Profile()
    try:
        return profiler.runcall(main)
    finally:
        profiler.dump_stats(profile)


if __name__ == "__main__":
    raise SystemExit(run())
