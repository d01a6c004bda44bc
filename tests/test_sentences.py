"""Every sentence of `tests/sentences` is asked of the real figures and must come to what stands beside it.

One test per sentence, so that a failure reads like one. A gate per file keeps a good average from hiding a broken
intent, and another test names the words, intents and texts that no sentence exercises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.answer import Answer
from bot.service import Context, Service
from bot.understand.reader import Reader
from facts.store import FactStore
from tests.support import exercised
from tests.support.reply_form import blemishes
from tests.support.revised_andrew import revised_andrew
from tests.support.sentence_judging import Fault, faults
from tests.support.sentences import (
    OF_REVISED_FIGURES,
    Sentence,
    all_sentences,
    allowed_unexercised,
    known_failures,
    sentence_files,
)

FEWEST_SENTENCES = 1_500
LEAST_CORRECT_PERCENT = 95.0
MOST_HARM_PERCENT = 1.0
MOST_HARMFUL_IN_A_SMALL_FILE = 1
"""One sentence is more than one percent of most files."""
FILES = [path.stem for path in sentence_files()]


class Asked:
    """The answers to the sentences, each asked once, conversations in their order."""

    def __init__(self, store: FactStore, revised: FactStore) -> None:
        self._services = {False: Service(store), True: Service(revised)}
        self._answers: dict[str, Answer] = {}

    def answer(self, sentence: Sentence) -> Answer:
        """The answer to one sentence, with whatever was said before it."""
        if sentence.key not in self._answers:
            self._ask_all_before(sentence)
        return self._answers[sentence.key]

    def _ask_all_before(self, sentence: Sentence) -> None:
        conversation = f"{sentence.key}" if sentence.name else None
        service = self._services[sentence.file in OF_REVISED_FIGURES]
        for text in sentence.before:
            service.ask(text, Context(conversation, sentence.at))
        self._answers[sentence.key] = service.ask(sentence.text, Context(conversation, sentence.at))

    def faults(self, sentence: Sentence) -> list[Fault]:
        """What is amiss with the answer to a sentence."""
        return faults(sentence.expected, self.answer(sentence))


@pytest.fixture(scope="session")
def asked(real_store: FactStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The answers to the sentences."""
    revised = revised_andrew(tmp_path_factory.mktemp("revised"))
    yield Asked(real_store, revised)
    revised.close()


def _sentences() -> list[object]:
    known = known_failures().sentences
    return [
        pytest.param(
            sentence,
            id=sentence.id,
            marks=[pytest.mark.xfail(strict=True, reason=known[sentence.key])] if sentence.key in known else [],
        )
        for sentence in all_sentences()
    ]


def _gates() -> list[object]:
    known = known_failures().gates
    return [
        pytest.param(file, id=file, marks=[pytest.mark.xfail(strict=True, reason=known[file])] if file in known else [])
        for file in FILES
    ]


def _printed() -> list[Sentence]:
    return [sentence for sentence in all_sentences() if sentence.is_first and sentence.expected.reply is not None]


@pytest.mark.parametrize("sentence", _sentences())
def test_sentence(sentence: Sentence, asked: Asked) -> None:
    found = asked.faults(sentence)

    assert not found, _report(sentence, asked.answer(sentence), found)


@pytest.mark.parametrize("sentence", [pytest.param(sentence, id=sentence.id) for sentence in _printed()])
def test_sentence_reply_reads_as_printed(sentence: Sentence, asked: Asked) -> None:
    assert asked.answer(sentence).text == sentence.expected.reply, (
        "if the new text is the better one: python -m tests.support.reprint, then read the diff"
    )


@pytest.mark.parametrize("file", FILES)
def test_sentence_answers_have_their_figure_first_and_no_more_than_eight_lines_before_the_rows(
    file: str, asked: Asked
) -> None:
    of_file = [sentence for sentence in all_sentences() if sentence.file == file]
    found = {sentence.text: wrong for sentence in of_file if (wrong := blemishes(asked.answer(sentence)))}

    assert found == {}


@pytest.mark.parametrize("file", _gates())
def test_sentence_gate_of_each_file(file: str, asked: Asked) -> None:
    judged = [asked.faults(sentence) for sentence in all_sentences() if sentence.file == file]
    correct = 100 * sum(not found for found in judged) / len(judged)
    harmful = sum(any(fault.harms for fault in found) for found in judged)
    most_harmful = max(MOST_HARMFUL_IN_A_SMALL_FILE, len(judged) * MOST_HARM_PERCENT / 100)

    assert correct >= LEAST_CORRECT_PERCENT, f"{correct:.1f} % of {len(judged)} correct"
    assert harmful <= most_harmful, f"{harmful} of {len(judged)} do harm"


def test_sentences_exercise_every_word_intent_refusal_and_reply(real_store: FactStore, asked: Asked) -> None:
    reader = Reader.from_names(real_store.names(), real_store.catalogue)
    found = exercised.by_reading(reader, all_sentences())
    found |= exercised.by_answer(asked.answer(sentence) for sentence in all_sentences())
    missing = exercised.everything() - found
    allowed = set(allowed_unexercised())

    assert sorted(missing - allowed) == [], "no sentence exercises these"
    assert sorted(allowed - missing) == [], "these are exercised, or are gone: take them out of unexercised.toml"


def test_sentences_are_many_and_a_third_of_them_guards() -> None:
    sentences = all_sentences()
    guards = sum(sentence.is_guard for sentence in sentences)

    assert len(sentences) >= FEWEST_SENTENCES
    assert guards * 3 >= len(sentences), f"{guards} of {len(sentences)} check what is left alone"


def test_sentence_files_each_print_a_full_reply() -> None:
    printed = Counter(sentence.file for sentence in _printed())

    assert [file for file in FILES if not printed[file]] == []


def test_sentences_known_to_fail_exist_and_have_a_reason() -> None:
    keys = {sentence.key for sentence in all_sentences()}
    known = known_failures()

    assert sorted(set(known.sentences) - keys) == []
    assert sorted(set(known.gates) - set(FILES)) == []
    assert all(reason.strip() for reason in (*known.sentences.values(), *known.gates.values()))


def _report(sentence: Sentence, answer: Answer, found: list[Fault]) -> str:
    before = "".join(f"\n  after: {text}" for text in sentence.before)
    told = "\n    ".join(answer.text.splitlines())
    amiss = "\n  ".join(str(fault) for fault in found)
    return f"{sentence.text}{before}\n  {amiss}\n  status {answer.status}, read as: {answer.reading.label}\n    {told}"
