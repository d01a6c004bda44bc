"""How fast questions are answered, as ratios of one run: refusals to answers, ten times the names to today's.

    uv run python -m tests.bench

Prints a table; nothing passes or fails. Times are of one thread of one machine, start-up not counted, and only the
ratios travel to another machine. What is asked a second time finds spellings and words that are remembered, so first
and second times are told apart.
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
GIVEN = ("answered", "partial")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Name = tuple[str, str, str, bool]


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    store = open_store()
    opened = time.perf_counter()
    service = Service(store)
    ready = time.perf_counter()
    texts = _texts()
    print(f"questions {len(texts)}")
    print(f"store opened {1000 * (opened - began):.0f} ms, service ready {1000 * (ready - opened):.0f} ms")
    print(f"{'':20}{'median':>8}  {'p99':>8}")
    for time_of_asking in ("first time", "second time"):
        _print_round(time_of_asking, *_asked(service, texts))
    names = store.names()
    today, tenfold = _reading_ms(
        texts,
        Reader.from_names(names, store.catalogue),
        Reader.from_names(_tenfold(names), store.catalogue),
    )
    print(f"reading, ten times the names: {tenfold / today:.2f} times as long ({today:.2f} ms to {tenfold:.2f} ms)")


def _asked(service: Service, texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of the questions that were answered, and of those that were not."""
    answered: list[float] = []
    refused: list[float] = []
    for text in texts:
        answer = service.ask(text, Context(today=TODAY))
        (answered if answer.status in GIVEN else refused).append(answer.elapsed_ms)
    return answered, refused


def _print_round(name: str, answered: Sequence[float], refused: Sequence[float]) -> None:
    print(f"answered {name:11}{statistics.median(answered):8.2f}  {_p99(answered):8.2f} ms")
    print(f"refused  {name:11}{statistics.median(refused):8.2f}  {_p99(refused):8.2f} ms")
    ratio = statistics.median(refused) / statistics.median(answered)
    print(f"         a refusal takes {ratio:.2f} of the time of an answer (medians)")


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


def _tenfold(names: Sequence[Name]) -> list[Name]:
    """The names, and nine more of each in words that nobody writes, so that spelling repair has them to look at too."""
    found = list(names)
    for shift in range(1, 10):
        rotated = str.maketrans(LETTERS, LETTERS[shift:] + LETTERS[:shift])
        found.extend((name.lower().translate(rotated), kind, ident, True) for name, kind, ident, _ in names)
    return found


def _reading_ms(texts: Sequence[str], *readers: Reader) -> list[float]:
    """The mean time of reading for each reader; they take turns, so that a busy moment strikes them all."""
    spent = [0.0] * len(readers)
    for text in texts:
        for number, reader in enumerate(readers):
            began = time.perf_counter()
            reader.read(text, TODAY)
            spent[number] += time.perf_counter() - began
    return [1000 * seconds / len(texts) for seconds in spent]


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))]


if __name__ == "__main__":
    main()
