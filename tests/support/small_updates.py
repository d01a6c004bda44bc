"""`evbot facts …` over the small data instead of those of the package: what a bot of the tests starts as its update.

Run it with `python -m tests.support.small_updates facts update`. SMALL_DATA names the folder that stands for the
figures that come along, SMALL_FEEDS the list of addresses; SMALL_PID a file that it writes its process id into first.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from facts import tables


def take_small_data() -> None:
    """Let every module that is imported from now on take the small data for those of the package."""
    tables.DATA = Path(os.environ["SMALL_DATA"])


def main() -> int:
    """Run the command line."""
    from bot.cli import main as evbot

    words = sys.argv[1:]
    if "update" in words:
        words += ["--feeds", os.environ["SMALL_FEEDS"]]
    return evbot(words)


if __name__ == "__main__":
    if "SMALL_PID" in os.environ:
        Path(os.environ["SMALL_PID"]).write_text(str(os.getpid()), encoding="ascii")
    take_small_data()
    sys.exit(main())
