"""How fast questions are answered, as ratios of one run: refusals to answers, ten times the names to today's.

    uv run python -m tests.bench

Prints a table; nothing passes or fails. Times are of one thread of one machine, start-up not counted, and only the
ratios travel to another machine. What is asked a second time finds spellings and words that are remembered, so first
and second times are told apart.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.answer import Answer
from bot.completing import Completer
from bot.service import Context, Service
from bot.understand.reader import Reader
from facts.opening import open_store
from facts.store import FactStore
from tests.bench import discord_wire, running, slack_wire

SENTENCES = Path(__file__).parents[1] / "sentences"
TODAY = date(2026, 11, 23)
GIVEN = ("answered", "partial")
CHARTS = (
    "top 20 EVs in Norway in 2022",
    "BEV sales in Germany by month since 2020",
    "BEVs in Germany, France, the UK, Norway, Sweden and Italy by year",
    "BEV share in Norway by year",
)
SHOWN_TIMES = 25
TYPED = {
    "subject": (
        "Tesla Model Y",
        "volkswgen id",
        "Zoe, Nissan Laef and BYD Dolphin",
        "battery-electric cars",
        "qwertzuiop",
    ),
    "model": ("renault megane", "Mercedes-Benz EQB"),
    "brand": ("mercedez", "skoda"),
    "place": ("Untied Kingdom", "Norway and Sweden", "Deutschland"),
    "period": ("2015 to 2020", "first quarter of 2024", "januray 2023", "since 2015", "2024-03"),
}
"""What is typed into the fields of guided commands, one key after the other."""
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
    for time_of_asking, end in (("first time", ""), ("second time", " ")):  # word for word it would be remembered
        _print_round(time_of_asking, *_asked(service, [text + end for text in texts]))
    names = store.names()
    today, larger = reading_ms(
        texts,
        Reader.from_names(names, store.catalogue),
        Reader.from_names(tenfold(names), store.catalogue),
    )
    _print_charts(service)
    _print_completing(store)
    _print_showing(service)
    print(f"reading, ten times the names: {larger / today:.2f} times as long ({today:.2f} ms to {larger:.2f} ms)")
    print("on the wire (loopback)")
    for line in (*discord_wire.lines(store), *slack_wire.lines(service), *asyncio.run(running.lines())):
        print(line)


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


def _print_charts(service: Service) -> None:
    """What drawing takes, the library being loaded already, for the charts of a few questions."""
    from bot.charts import png
    from bot.picturing import chart_of

    charts = [chart for text in CHARTS if (chart := chart_of(service.ask(text, Context(today=TODAY)))) is not None]
    spent: list[float] = []
    for chart in charts * 5:
        began = time.perf_counter()
        png(chart)
        spent.append(1000 * (time.perf_counter() - began))
    warm = sorted(spent[len(charts) :])
    print(
        f"chart, warm         {statistics.median(warm):8.2f}  {warm[int(0.95 * (len(warm) - 1))]:8.2f} ms (median, p95)"
    )


def _print_showing(service: Service) -> None:
    """What it takes to make an answer with a table into what each platform is sent, buttons included."""
    from bot.platforms.discord_gateway.rendering import messages
    from bot.platforms.slack_app.blocks import posts
    from bot.platforms.terminal_text import shown

    answers = [service.ask(text, Context(today=TODAY, buttons=True)) for text in CHARTS]
    faces: dict[str, Callable[[Answer], object]] = {"terminal": shown, "Discord": messages, "Slack": posts}
    for platform, face in faces.items():
        spent: list[float] = []
        for answer in answers * SHOWN_TIMES:
            began = time.perf_counter()
            face(answer)
            spent.append(1000 * (time.perf_counter() - began))
        p95 = sorted(spent)[int(0.95 * (len(spent) - 1))]
        print(f"{f'shown, {platform}':20}{statistics.median(spent):8.2f}  {p95:8.2f} ms (median, p95)")


def _print_completing(store: FactStore) -> None:
    """What one key costs while a field is completed, today and with ten times the names."""
    for label, names in (("completing", store.names()), ("    tenfold", tenfold(store.names()))):
        began = time.perf_counter()
        completer = Completer.from_store(store, names)
        built = 1000 * (time.perf_counter() - began)
        spent = completing_ms(completer)
        print(f"{label:20}{statistics.median(spent):8.2f}  {_p99(spent):8.2f} ms (built in {built:.0f} ms)")


def completing_ms(completer: Completer) -> list[float]:
    """The milliseconds of every key of some texts, typing errors and lists among them."""
    spent: list[float] = []
    for kind, texts in TYPED.items():
        for text in texts:
            for end in range(len(text) + 1):
                began = time.perf_counter()
                completer.complete(kind, text[:end], today=TODAY)
                spent.append(1000 * (time.perf_counter() - began))
    return spent


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


def tenfold(names: Sequence[Name]) -> list[Name]:
    """The names, and nine more of each in words that nobody writes, so that spelling repair has them to look at too."""
    found = list(names)
    for shift in range(1, 10):
        rotated = str.maketrans(LETTERS, LETTERS[shift:] + LETTERS[:shift])
        found.extend((name.lower().translate(rotated), kind, ident, True) for name, kind, ident, _ in names)
    return found


def reading_ms(texts: Sequence[str], *readers: Reader) -> list[float]:
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
