"""What the sentences exercise: values of the word lists, intents, topics of refusals, texts of the bot's own.

Names are the ones that a person would look for: "word cue rank", "intent share", "refusal price", "reply help.more.1".
`test_sentences` fails on what no sentence exercises, unless `unexercised.toml` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.answer import Answer
from bot.question import Intent, Refusal
from bot.respond.refusing import replies
from bot.understand.lexicon import word_lists
from bot.understand.reader import Reader
from tests.support.sentences import Sentence

WORDINGS_ONLY = frozenset({"gibberish", "nearest", "qualifier", "topic", "button", "button_gone"})
"""Texts of refusals that serve several topics and are none themselves, or that no typed question can meet."""
NOT_TYPED = ("about.", "buttons.", "how_read.", "refusal.button")
"""Texts that answer a press or a command: `test_follow_ups` and `test_how_read` meet them."""


def everything() -> set[str]:
    """All that some sentence must exercise."""
    return (
        {_word(meaning.kind, meaning.value) for _, meaning in word_lists()}
        | {f"intent {intent}" for intent in Intent}
        | {f"refusal {topic}" for topic in _topics()}
        | {f"reply {key}" for key, _ in _texts(replies()) if not key.startswith(NOT_TYPED)}
    )


def by_reading(reader: Reader, sentences: Iterable[Sentence]) -> set[str]:
    """The word-list values and refusal topics that come up when the sentences are read."""
    found: set[str] = set()
    for sentence in sentences:
        spans = reader.draft(sentence.text, sentence.at).spans
        found.update(_word(meaning.kind, meaning.value) for span in spans for meaning in span.meanings)
        read = reader.read(sentence.text, sentence.at)
        if isinstance(read, Refusal):
            found.add(f"refusal {read.topic}")
    return found


def by_answer(answers: Iterable[Answer]) -> set[str]:
    """The intents and texts of the bot's own that come up in some answers."""
    waiting = {f"reply {key}": _pattern(text) for key, text in _texts(replies()) if not key.startswith(NOT_TYPED)}
    found: set[str] = set()
    for answer in answers:
        if answer.intent is not None:
            found.add(f"intent {answer.intent}")
        text = answer.text
        said = [key for key, pattern in waiting.items() if pattern.search(text)]
        found.update(said)
        for key in said:
            del waiting[key]
    return found


def _word(kind: str, value: str) -> str:
    return f"word {kind} {value}"


def _topics() -> set[str]:
    listed = {(meaning.kind, meaning.value) for _, meaning in word_lists()}
    qualifiers = {f"qualifier_{value}" for kind, value in listed if kind == "qualifier"}
    return (set(replies()["refusal"]) - WORDINGS_ONLY) | set(replies()["topics"]) | qualifiers


def _texts(read: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its dotted key; a topic's text is the sentence that it is put into."""
    for key, value in read.items():
        name = f"{above}.{key}" if above else key
        if isinstance(value, dict):
            yield from _texts(value, name)
        elif isinstance(value, list):
            yield from ((f"{name}.{number}", str(text)) for number, text in enumerate(value, start=1))
        elif above == "topics" and key != "forecast":
            yield name, str(replies()["refusal"]["topic"]).replace("{topic}", str(value))
        else:
            yield name, str(value)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\{\w+\}", text)), re.DOTALL)
