"""Watches what every test makes the bot write, and fails the test where a token or a question stands in it.

What is written is the log, tracebacks and standard error included, that of started processes too, the metrics, and the
files that a test leaves in its folder. The tokens are those of the doubles; questions are noted as they reach a core.
`tests/conftest.py` hooks it into the whole suite; `tests/test_leaks.py` proves that it finds what it looks for.
"""

from __future__ import annotations

import asyncio.subprocess
import logging
import subprocess
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from bot.ops.metrics import Metrics
from bot.service import Service
from tests.support import discord_bot, discord_double, slack_bot, slack_double, slack_http

TOKENS = {
    "the token of Discord": discord_double.TOKEN,
    "the bot token of Slack": slack_double.BOT_TOKEN,
    "the app token of Slack": slack_double.APP_TOKEN,
    "the token of a workspace": slack_http.TOKEN,
    "the client secret of Slack": slack_http.CLIENT_SECRET,
    "the signing secret of Slack": slack_http.SIGNING_SECRET,
}
"""What the doubles let the bot in with, and must never be read by anybody else."""
SHORTEST = 12
"""Characters of a question that tells something; shorter ones are words that the log has of its own."""
MAY_BE_WRITTEN = {
    "test_the_text_is_logged_where_the_host_says_so": "the host chose so",
    "test_a_host_who_wants_questions_in_the_log_gets_whole_tracebacks": "the host chose so",
    "test_an_error_that_quotes_the_question_is_logged_without_its_words": "the bot's own log takes it out again",
}
"""Tests in which a question is meant to be written, with the reason."""
LARGEST = 1_000_000
"""Bytes of a file that is looked into; a log or the trace of a crash is smaller."""
KEEPERS = (".sqlite", ".db", "-wal", "-shm", "-journal", ".toml", ".jsonl")
"""Ends of the names of files that are there to keep tokens or what people asked."""


class Watch(logging.Handler):
    """Everything that one test has written so far, and the questions it has asked."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[tuple[str, str]] = []
        self._questions: set[str] = set()
        self.setFormatter(logging.Formatter("%(message)s"))

    def begin(self) -> None:
        """Forget the test before."""
        self._pieces, self._questions = [], set()

    def asked(self, text: str) -> None:
        """A question has reached a core."""
        if len(text) >= SHORTEST and " " in text.strip():
            self._questions.add(text)

    def wrote(self, where: str, text: str | bytes | None) -> None:
        """Something was written somewhere."""
        if text:
            self._pieces.append((where, text.decode(errors="replace") if isinstance(text, bytes) else text))

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log, with its traceback."""
        self.wrote(f"the log of {record.name}", self.format(record))

    def found(self) -> list[str]:
        """What stands where it must not, one line each; the secret itself is not repeated."""
        secrets = TOKENS | {f"a question of {len(text)} characters": text for text in self._questions}
        return sorted({f"{name} stands in {where}" for where, text in self._pieces for name in _in(text, secrets)})


def _in(text: str, secrets: dict[str, str]) -> Iterator[str]:
    for name, secret in secrets.items():
        if secret in text:
            yield name


WATCH = Watch()


def hooked() -> None:
    """Have everything that the bot writes in this process, and in those that it starts, pass the watch."""
    logging.getLogger().addHandler(WATCH)
    for owner in (Service, discord_bot.StandIn, slack_bot.StandIn):
        _before(owner, "ask", lambda _self, text, *_: WATCH.asked(text))
    _after(Metrics, "text", lambda told: WATCH.wrote("the metrics", told))
    _after(subprocess.Popen, "communicate", lambda told: WATCH.wrote("the standard error of a process", told[1]))
    _before(
        asyncio.subprocess.SubprocessStreamProtocol,
        "pipe_data_received",
        lambda _self, number, data: WATCH.wrote("the standard error of a process", data if number == 2 else None),
    )


def _before(owner: type, name: str, look: Callable[..., None]) -> None:
    original = getattr(owner, name)

    @wraps(original)
    def watched(*given: Any, **options: Any) -> Any:
        look(*given)
        return original(*given, **options)

    setattr(owner, name, watched)


def _after(owner: type, name: str, look: Callable[[Any], None]) -> None:
    original = getattr(owner, name)

    @wraps(original)
    def watched(*given: Any, **options: Any) -> Any:
        result = original(*given, **options)
        look(result)
        return result

    setattr(owner, name, watched)


# What pytest calls


def pytest_configure() -> None:
    """Begin to watch."""
    hooked()


def pytest_runtest_setup() -> None:
    """A test begins."""
    WATCH.begin()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A test has ended: it fails where something was written that must not be."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when != "teardown" or getattr(item, "originalname", item.name) in MAY_BE_WRITTEN:
        return
    WATCH.wrote("standard error", report.capstderr)
    for path in _left_in(getattr(item, "funcargs", {}).get("tmp_path")):
        WATCH.wrote(f"the file {path.name}", path.read_bytes())
    if found := WATCH.found():
        report.outcome = "failed"
        report.longrepr = "What must stay secret was written:\n" + "\n".join(found)


def _left_in(folder: Path | None) -> Iterator[Path]:
    """The files of a test that nobody expects a secret in, crash files and logs among them."""
    for path in sorted(folder.rglob("*")) if folder is not None and folder.exists() else ():
        if path.is_file() and not path.name.endswith(KEEPERS) and path.stat().st_size <= LARGEST:
            yield path
