"""The sentences of `tests/sentences/*.toml`: questions, and what each must come to.

Reads the files and refuses unknown keys, empty groups and sentences that stand there twice. What an answer is worth is
judged in `sentence_judging`, which words are exercised in `exercised`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from facts.period import Period

FOLDER = Path(__file__).parents[1] / "sentences"
FAILURES = FOLDER / "known_failures.toml"
UNEXERCISED = FOLDER / "unexercised.toml"
NOT_SENTENCES = frozenset({FAILURES.name, UNEXERCISED.name})
TODAY = date(2026, 11, 23)
"""The day that counts as today wherever a group names no other."""
ANSWERS = frozenset({"answered", "partial"})
OF_REVISED_FIGURES = frozenset({"revisions"})
"""Files that are asked of figures which were otherwise before (`tests/support/revised_andrew.py`)."""
LONGEST_ID = 110


class SentenceError(ValueError):
    """A sentence file says something that no test reads; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """A row that must be there, by its id or label; `values` empty where any figure will do."""

    names: tuple[str, ...]
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must look like; whatever is None or empty is not looked at."""

    status: tuple[str, ...] = ("answered",)
    intent: str | None = None
    value: tuple[float, ...] = ()
    """Every figure that counts as right; the headline must be one of them."""
    tolerance: float = 0.005
    unit: str | None = None
    date: tuple[str, ...] = ()
    """Beginnings of ISO dates: "2014-11" is also right where the day is told."""
    rows: tuple[ExpectedRow, ...] = ()
    order: str = "first"
    """first: the rows come first, in this order; all: there are no others; any: in any order."""
    verdict: tuple[str, ...] = ()
    subjects: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    period: Period | None = None
    measure: str | None = None
    powertrain: str | None = None
    vehicle_type: str | None = None
    contains: tuple[str, ...] = ()
    contains_any: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    sources: bool = True
    """Whether an answer must name a source; greetings and help need none."""
    reply: str | None = None
    """The full text of the answer to the first question of the group."""

    @property
    def is_refusal(self) -> bool:
        """Whether no figure may come back."""
        return ANSWERS.isdisjoint(self.status)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One question in its place: a line of a group, or a turn of a conversation."""

    file: str
    text: str
    expected: Expected
    at: date = TODAY
    before: tuple[str, ...] = ()
    """The turns that were asked before it, in order."""
    name: str = ""
    """The name of its conversation."""
    is_neighbour: bool = False
    """Whether it is easily confused with a question that has another answer."""
    is_first: bool = True

    @property
    def key(self) -> str:
        """What `known_failures.toml` calls it."""
        turn = f"{self.name}, turn {len(self.before) + 1}: " if self.name else ""
        return f"{self.file}: {turn}{self.text}"

    @property
    def id(self) -> str:
        """The key, short enough for a line of a test report."""
        return self.key if len(self.key) <= LONGEST_ID else f"{self.key[:LONGEST_ID]}…"

    @property
    def is_guard(self) -> bool:
        """Whether it checks what is left alone rather than what is recognised."""
        return self.expected.is_refusal or self.is_neighbour or self.file == "qualifiers"


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """Sentences and gates that fail today, each with its reason; a test fails once one of them passes."""

    sentences: dict[str, str]
    gates: dict[str, str]


@lru_cache(maxsize=1)
def all_sentences() -> tuple[Sentence, ...]:
    """Every sentence of every file, in the order of the files."""
    found: list[Sentence] = []
    for path in sentence_files():
        found.extend(_of_file(path))
    keys = [sentence.key for sentence in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise SentenceError(f"stands there twice: {'; '.join(twice)}")
    return tuple(found)


def sentence_files() -> list[Path]:
    """The files that hold sentences, by name."""
    return [path for path in sorted(FOLDER.glob("*.toml")) if path.name not in NOT_SENTENCES]


@lru_cache(maxsize=1)
def known_failures() -> KnownFailures:
    """What `known_failures.toml` lists."""
    read = tomllib.loads(FAILURES.read_text(encoding="utf-8"))
    sentences = {key: entry["reason"] for entry in read.get("failure", []) for key in entry["sentences"]}
    return KnownFailures(
        sentences, {file: entry["reason"] for entry in read.get("gate", []) for file in entry["files"]}
    )


@lru_cache(maxsize=1)
def allowed_unexercised() -> dict[str, str]:
    """What `unexercised.toml` lets stand without a sentence: what -> reason."""
    read = tomllib.loads(UNEXERCISED.read_text(encoding="utf-8"))
    return {what: entry["reason"] for entry in read.get("allowed", []) for what in entry["what"]}


def _of_file(path: Path) -> list[Sentence]:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    _known(path, read, {"group", "conversation"})
    found: list[Sentence] = []
    for group in read.get("group", []):
        _known(path, group, {"questions", "at", "expect", "about", "neighbour"})
        if not group["questions"]:
            raise SentenceError(f"{path.name}: a group without questions")
        for number, text in enumerate(group["questions"]):
            found.append(
                Sentence(
                    path.stem,
                    text,
                    expected(path, group["expect"]),
                    _day(group),
                    is_neighbour=group.get("neighbour", False),
                    is_first=number == 0,
                )
            )
    for conversation in read.get("conversation", []):
        _known(path, conversation, {"name", "at", "turn", "about"})
        found.extend(_turns(path, conversation))
    return found


def _turns(path: Path, conversation: dict[str, Any]) -> list[Sentence]:
    said: list[str] = []
    found = []
    for turn in conversation["turn"]:
        _known(path, turn, {"question", "expect"})
        found.append(
            Sentence(
                path.stem,
                turn["question"],
                expected(path, turn["expect"]),
                _day(conversation),
                tuple(said),
                conversation["name"],
            )
        )
        said.append(turn["question"])
    return found


def expected(path: Path, read: dict[str, Any]) -> Expected:
    """An `expect` table as a value."""
    _known(path, read, {field.name for field in fields(Expected)})
    values = {key: value for key, value in read.items() if key not in ("rows", "period")}
    for key in ("status", "value", "date", "verdict", "contains", "contains_any", "lacks"):
        if key in values:
            values[key] = _several(values[key])
    for key in ("subjects", "regions"):
        if key in values:
            values[key] = tuple(values[key])
    if values.get("order", "first") not in ("first", "all", "any"):
        raise SentenceError(f"{path.name}: order is first, all or any, not {values['order']!r}")
    if "period" in read:
        values["period"] = Period.parse(read["period"])
    return Expected(**values, rows=tuple(_row(path, row) for row in read.get("rows", [])))


def _row(path: Path, read: dict[str, Any]) -> ExpectedRow:
    _known(path, read, {"id", "value"})
    return ExpectedRow(_several(read["id"]), _several(read.get("value", [])))


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _day(read: dict[str, Any]) -> date:
    return date.fromisoformat(read["at"]) if "at" in read else TODAY


def _known(path: Path, read: dict[str, Any], keys: set[str]) -> None:
    if unknown := sorted(set(read) - keys):
        raise SentenceError(f"{path.name}: nothing reads {', '.join(unknown)}")
