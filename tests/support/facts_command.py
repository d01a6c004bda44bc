"""`evbot facts …` as the command line runs it, without a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.facts_commands import add_parser


def facts(*line: str | Path) -> int:
    """Run `evbot facts …`; the exit status."""
    parser = argparse.ArgumentParser(prog="evbot")
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["facts", *map(str, line)])
    status: int = args.run(args)
    return status
