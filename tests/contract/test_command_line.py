"""`evbot ask` as the contract says: one object a line, in order, whatever it holds, and the named exit statuses."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.service import Service
from facts.store import FactStore, StoreError

KEYS = {
    "question", "status", "intent", "reading", "value", "unit", "date", "precision", "rows", "verdict", "text",
    "caveats", "options", "suggestions", "sources", "elapsed_ms",
}  # fmt: skip
READING_KEYS = {
    "subjects", "measure", "powertrain", "vehicle_type", "regions", "period", "breakdown", "limit", "label",
}  # fmt: skip
Lines = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


@pytest.fixture
def lines(service: Service) -> Lines:
    def answer(*texts: object, today: date | None = date(2026, 11, 23), locale: str = "en") -> list[dict[str, Any]]:
        out = io.StringIO()
        given = [text if isinstance(text, str) else json.dumps(text) for text in texts]
        cli.answer_lines(service, [line + "\n" for line in given], out, today, locale)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return answer


def test_an_answer_holds_every_key_of_the_contract(lines: Lines) -> None:
    (answer,) = lines({"id": "q1", "text": "how many Zoes sold?"})

    assert {"id"} | KEYS == set(answer)
    assert set(answer["reading"]) == READING_KEYS
    assert (answer["id"], answer["question"], answer["status"]) == ("q1", "how many Zoes sold?", "answered")


def test_a_source_names_publisher_title_address_date_and_licence(lines: Lines) -> None:
    (answer,) = lines({"text": "how many Zoes sold?"})

    assert {"id", "publisher", "title", "url", "published", "licence"} == set(answer["sources"][0])


def test_answers_come_in_the_order_of_the_lines(lines: Lines) -> None:
    answers = lines(*({"id": str(number), "text": "hello"} for number in range(5)))

    assert [answer["id"] for answer in answers] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("{not json", "not valid JSON"),
        ("[1, 2]", "no object"),
        ('{"id": "x"}', '"text"'),
        ('{"id": "x", "text": 7}', '"text"'),
        ('{"id": "x", "text": "hello", "at": "yesterday"}', "2026-11-23"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_the_run_goes_on(lines: Lines, line: str, part: str) -> None:
    bad, good = lines(line, {"text": "hello"})

    assert bad["status"] == "error"
    assert part in bad["text"]
    assert good["status"] == "answered"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x01\x02",
        "?" * 50,
        "a" * 100_000,
        "zoe " * 25_000,
        "\u202e\u200b\ufeff",
        "💥" * 1000,
        "𝔷𝔬𝔢",
        "\ud800",
    ],
)
def test_a_strange_text_gets_an_answer(lines: Lines, text: str) -> None:
    (answer,) = lines({"text": text})

    assert answer["status"] != "error"
    assert answer["text"]


def test_lines_of_one_conversation_lean_on_each_other(lines: Lines) -> None:
    first, alone, second = lines(
        {"text": "how many Zoes in Germany in 2020?", "conversation": "c"},
        {"text": "and in Norway?"},
        {"text": "and in Norway?", "conversation": "c"},
    )

    assert (first["value"], second["value"]) == (30376, 2346)
    assert alone["status"] == "ambiguous" or alone["status"] == "not_understood"


def test_a_line_may_set_the_locale_of_its_numbers(lines: Lines) -> None:
    english, german = lines(
        {"text": "zoe germany 2020"},
        {"text": "zoe germany 2020", "locale": "de"},
    )

    assert "30,376" in english["text"]
    assert "30.376" in german["text"]


def test_last_year_is_told_from_the_day_of_the_line(lines: Lines) -> None:
    (answer,) = lines({"text": "how many Zoes in Germany last year?", "at": "2021-03-01"})

    assert answer["value"] == 30376


def test_asking_nothing_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask"]) == 2
    assert "give a question" in capsys.readouterr().err


def test_a_day_that_is_none_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["ask", "--at", "soon", "hello"])

    assert ended.value.code == 2
    assert "2026-11-23" in capsys.readouterr().err


def test_a_locale_that_is_none_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["ask", "--locale", "xx", "hello"])

    assert ended.value.code == 2
    assert "'xx' is no locale; write it as en, de or fr-CH" in capsys.readouterr().err


def test_no_usable_store_ends_with_three(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from facts import opening

    def fails(*_: object, **__: object) -> object:
        raise StoreError("no folder to build the fact database in: set EVBOT_CACHE_DIR")

    monkeypatch.setattr(opening, "open_store", fails)

    assert cli.main(["ask", "hello"]) == 3
    assert "EVBOT_CACHE_DIR" in capsys.readouterr().err


def test_a_failing_core_is_an_error_answer_and_never_an_exception(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(service._core.reader, "read", breaks)

    assert service.ask("a text that nobody has asked before").status == "error"


@contextmanager
def process(cache: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`evbot ask --jsonl` as a process of its own, in surroundings that know only ASCII."""
    known = {"EVBOT_CACHE_DIR": str(cache), "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "bot.cli", "ask", "--jsonl"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | known, cwd=root
    ) as started:
        hung = threading.Timer(60, started.kill)  # what never answers fails the test instead of stopping the run
        hung.start()
        try:
            yield started
        finally:
            hung.cancel()
            if started.stdin and not started.stdin.closed:
                started.stdin.close()


def test_lines_are_utf_8_whatever_the_environment_says(real_cache: Path, real_store: FactStore) -> None:
    asked = "how many Škoda Enyaqs in Österreich in 2023?"
    with process(real_cache) as started:
        out, _ = started.communicate(json.dumps({"text": asked}, ensure_ascii=False).encode() + b"\n\xff\xfe\n")

    good, bad = [json.loads(line) for line in out.decode().splitlines()]
    assert (good["question"], good["status"]) == (asked, "answered")
    assert "Škoda" in good["text"]
    assert bad["status"] == "error"
    assert started.returncode == 0


def test_each_answer_is_there_before_the_next_line_is_asked(real_cache: Path, real_store: FactStore) -> None:
    with process(real_cache) as started:
        assert started.stdin
        assert started.stdout
        for number in range(2):
            started.stdin.write(json.dumps({"id": str(number), "text": "hello"}).encode() + b"\n")
            started.stdin.flush()
            assert json.loads(started.stdout.readline())["id"] == str(number)


def test_a_reader_who_leaves_early_is_no_failure(real_cache: Path, real_store: FactStore) -> None:
    with process(real_cache) as started:
        assert started.stdin
        assert started.stdout
        started.stdout.close()
        started.stdin.write(b'{"text": "hello"}\n')
        started.stdin.close()

    assert started.returncode == 0
