"""`python -m tests.fuzz [TARGET ...] [--seconds 600]`: fuzz each target for so long, and stop at the first crash.

Needs atheris: `uv run --group fuzz python -m tests.fuzz`. An input that crashes is written to `found/`, where it stays
as a test once the bug is fixed. Exit code 1 where something was found, 2 where it could not run.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import FOUND, PLANTED, TARGETS, found, target

ROOT = Path(__file__).parents[2]
SLOWEST_SECONDS = 60
"""For one input, followed line by line and so some ten times slower than in life."""
MOST_MEGABYTES = 3_000
LONGEST_INPUT = 8_192


def main(arguments: list[str] | None = None) -> int:
    """Run the targets one after another."""
    parser = fuzz_parser()
    args = parser.parse_args(arguments)
    if unknown := set(args.targets) - {*TARGETS, PLANTED}:
        parser.error(f"no target is called {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: uv run --group fuzz python -m tests.fuzz", file=sys.stderr)
        return 2
    crashed = [name for name in args.targets or TARGETS if not fuzz(name, args.seconds, args.found)]
    print(f"crashed: {', '.join(crashed)}" if crashed else "nothing was found")
    return 1 if crashed else 0


def fuzz_parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Look for inputs that crash.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; all where none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--found", type=Path, default=FOUND, help="where inputs that crash are written")
    return parser


def fuzz(name: str, seconds: int, artifacts: Path) -> bool:
    """Whether a target came through its time without a crash."""
    folder = artifacts / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="evbot-fuzz-") as inputs:
        for seed in (*target(name).seeds(), *(path.read_bytes() for path in found(name))):
            (Path(inputs) / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        options = (
            f"-max_total_time={seconds}",
            f"-timeout={SLOWEST_SECONDS}",
            f"-rss_limit_mb={MOST_MEGABYTES}",
            f"-max_len={LONGEST_INPUT}",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=1",
        )
        print(f"== {name}, {seconds} seconds", flush=True)
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.one", name, inputs, *options], cwd=ROOT, check=False)
    if not any(folder.iterdir()):
        folder.rmdir()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
