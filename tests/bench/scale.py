"""What many figures and names cost: a store of invented ones beside today's, on SQLite and on PostgreSQL.

    uv run python -m tests.bench.scale [--figures 10000000] [--names 100000] [--postgres]

Prints a table; nothing passes or fails. Every store is built and asked in a process of its own, so that the memory told
is that of one bot. Only the ratios travel to another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bot.service import Context, Service
from facts.opening import build_file, database_path, open_store
from facts.server_build import build_on_server
from facts.tables import DATA
from tests.support.postgres import running_postgres
from tests.support.sentences import all_sentences
from tests.support.synthetic import our_things, questions_about, synthetic_data

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
QUESTIONS = 2_000
BLOCK = 1024 * 1024
"""Bytes of a megabyte, as memory and files are told in."""


@dataclass(frozen=True, slots=True)
class Built:
    """What it took to make a store."""

    figures: int
    seconds: float
    megabytes: float
    """Size of the file; 0 on a server."""
    most_memory: float
    """Megabytes at the worst moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bot took that answered a list of questions. Memory in megabytes, times in milliseconds."""

    names: int
    ready_seconds: float
    memory_before: float
    memory_after: float
    median: float
    p99: float
    own_median: float
    """The same of the time that this process worked, which a busy machine does not lengthen."""
    own_p99: float
    again: float
    """Own median when everything is asked a second time."""


def build(data: Path, cache: Path, url: str = "") -> Built:
    """Build the store of a data folder, in a process of its own."""
    return Built(**_apart("build", data, cache, url, []))


def ask(data: Path, cache: Path, questions: list[str], url: str = "") -> Asked:
    """Open a store that is built and ask it, in a process of its own."""
    return Asked(**_apart("ask", data, cache, url, questions))


def our_questions(number: int) -> list[str]:
    """Questions of the corpus, refusals among them."""
    texts = list(dict.fromkeys(sentence.text for sentence in all_sentences() if sentence.is_first))
    return texts[:: max(1, len(texts) // number)][:number]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench.scale")
    parser.add_argument("--figures", type=int, default=10_000_000)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true", help="also on a PostgreSQL server of its own")
    parser.add_argument("--within", type=Path, help="folder with room, where the files lie until the end")
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=args.within)))
        urls = ["", stack.enter_context(running_postgres()).new_url()] if args.postgres else [""]
        invented = synthetic_data(folder / "data", args.figures, args.names)
        corpus = our_questions(QUESTIONS)
        ours, theirs = questions_about(our_things(), QUESTIONS), questions_about(invented, QUESTIONS)
        for url in urls:
            kind = "PostgreSQL" if url else "SQLite"
            for label, data in (("today's", DATA), ("large", folder / "data")):
                _print_built(f"{kind}, {label}", build(data, folder, url))
            first = ask(DATA, folder, corpus, url)
            _print_asked(f"{kind}, today's", first, first)
            _print_asked(f"{kind}, large, same questions", ask(folder / "data", folder, corpus, url), first)
            named = ask(DATA, folder, ours, url)
            _print_asked(f"{kind}, today's, any names", named, named)
            _print_asked(f"{kind}, large, invented names", ask(folder / "data", folder, theirs, url), named)


def _print_built(label: str, built: Built) -> None:
    print(
        f"{label:34} {built.figures:>10,} figures built in {built.seconds:.1f} s, {built.megabytes:,.0f} MB, "
        f"memory at most {built.most_memory:,.0f} MB",
        flush=True,
    )


def _print_asked(label: str, asked: Asked, first: Asked) -> None:
    print(
        f"{label:34} {asked.names:>8,} names, ready in {asked.ready_seconds:.1f} s, memory {asked.memory_before:,.0f} "
        f"then {asked.memory_after:,.0f} MB; median {asked.median:.2f} ms, p99 {asked.p99:.1f} ms; "
        f"own work {asked.own_median:.2f} ms ({asked.own_median / first.own_median:.2f} times today's), "
        f"p99 {asked.own_p99:.1f} ms ({asked.own_p99 / first.own_p99:.2f} times), again {asked.again:.2f} ms",
        flush=True,
    )


def _apart(task: str, data: Path, cache: Path, url: str, questions: list[str]) -> dict[str, float]:
    """Run one of the tasks below in a process of its own and read what it measured."""
    surroundings = os.environ | {"EVBOT_FACTS_URL": url if task == "ask" else ""}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", f"--{task}", str(data), str(cache), url],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=surroundings,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _build(data: Path, cache: Path, url: str) -> Built:
    began = time.perf_counter()
    path = database_path(data, cache)
    figures = build_on_server(url, data) if url else build_file(path, data)
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / BLOCK
    return Built(figures, seconds, 0 if url else path.stat().st_size / BLOCK, most)


def _ask(data: Path, cache: Path, url: str, questions: list[str]) -> Asked:
    began = time.perf_counter()
    store = open_store(data, cache)
    service = Service(store)
    ready = time.perf_counter() - began
    before = _resident()
    passed, own = zip(*(_timed(service, text) for text in questions), strict=True)
    again = [_timed(service, text + " ")[1] for text in questions]  # word for word it would be remembered
    if store.degraded:
        raise RuntimeError(f"the server was away: {url}")
    return Asked(
        names=len(store.names()),
        ready_seconds=ready,
        memory_before=before,
        memory_after=_resident(),
        median=statistics.median(passed),
        p99=_p99(passed),
        own_median=statistics.median(own),
        own_p99=_p99(own),
        again=statistics.median(again),
    )


def _timed(service: Service, text: str) -> tuple[float, float]:
    """Milliseconds that one answer took, and those of them that this process worked."""
    began, own = time.perf_counter(), time.process_time()
    service.ask(text, Context(today=TODAY))
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - own)


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))]


def _resident() -> float:
    """Megabytes of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / BLOCK


if __name__ == "__main__":
    if sys.argv[1:2] in (["--build"], ["--ask"]):
        task, data, cache, url = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
        measured = _build(data, cache, url) if task == "--build" else _ask(data, cache, url, json.load(sys.stdin))
        print(json.dumps(asdict(measured)))
    else:
        main()
