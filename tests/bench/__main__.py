"""How fast questions are answered, as ratios of one run: refusals to answers, ten times the names to today's.

    uv run python -m tests.bench

Prints a table; nothing passes or fails. Times are of one thread of this machine, start-up not counted, and only the
ratios travel to another machine.
"""

from __future__ import annotations

import statistics
import time
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.service import Context, Service
from bot.understand.reader import Reader
from facts.opening import open_store

SENTENCES = Path(__file__).parents[1] / "sentences"
TODAY = date(2026, 11, 23)
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    store = open_store()
    opened = time.perf_counter()
    service = Service(store)
    ready = time.perf_counter()
    texts = _texts()
    for text in texts:
        service.ask(text, Context(today=TODAY))
    answered: list[float] = []
    refused: list[float] = []
    for text in texts * ROUNDS:
        answer = service.ask(text, Context(today=TODAY))
        (answered if answer.status in ("answered", "partial") else refused).append(answer.elapsed_ms)
    names = store.names()
    reading = _reading_ms(Reader.from_names(names, store.catalogue), texts)
    more = [*names, *((f"{name} q{copy}x", kind, ident, True) for copy in range(9) for name, kind, ident, _ in names)]
    tenfold = _reading_ms(Reader.from_names(more, store.catalogue), texts)
    print(f"questions                    {len(texts)}")
    print(f"store opened                 {1000 * (opened - began):8.1f} ms")
    print(f"service ready                {1000 * (ready - opened):8.1f} ms")
    for label, times in (("answered", answered), ("refused", refused)):
        print(f"{label:10} median, p99      {statistics.median(times):8.2f} ms {_p99(times):8.2f} ms")
    print(f"refusals to answers (median) {statistics.median(refused) / statistics.median(answered):8.2f}")
    print(f"reading, ten times the names {tenfold / reading:8.2f} times as long ({reading:.2f} ms to {tenfold:.2f} ms)")


def _texts() -> list[str]:
    """Every sentence of the corpus."""
    found: list[str] = []
    for path in sorted(SENTENCES.glob("*.toml")):
        found.extend(_questions(tomllib.loads(path.read_text(encoding="utf-8"))))
    return list(dict.fromkeys(found))


def _questions(node: object) -> list[str]:
    if isinstance(node, dict):
        here = [
            text for key, value in node.items() if key in ("questions", "question", "text") for text in _strings(value)
        ]
        return here + [text for value in node.values() for text in _questions(value)]
    if isinstance(node, list):
        return [text for value in node for text in _questions(value)]
    return []


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _reading_ms(reader: Reader, texts: Sequence[str]) -> float:
    times = []
    for text in texts:
        began = time.perf_counter()
        reader.read(text, TODAY)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))]


if __name__ == "__main__":
    main()
