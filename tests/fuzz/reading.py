"""Texts as a stranger sends them: read, answered and shown on every platform, up to three turns of a conversation.

What must not come of an answer is `tests.abuse.harm`'s to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from bot.answer import Status
from bot.service import Context, Service
from facts.opening import open_store
from tests.abuse import harm
from tests.abuse.corpus import hostile_texts
from tests.fuzz.targets import TryOne
from tests.support.sentences import all_sentences

INSTRUMENTED = ("bot.understand", "bot.respond", "bot.compact", "bot.document", "bot.picturing", "bot.platforms")
EVERY = 12
LONGEST_SEED = 600
MOST_TURNS = 3
TURN = "\x1e"
"""Parts the turns of a conversation; nobody types it."""
LOOKS = (harm.on_discord, harm.on_slack, harm.in_terminal, harm.in_files)


def seeds() -> Iterator[bytes]:
    """Some questions of the sentences, each once alone, and the hostile texts that are short."""
    sentences = all_sentences()[::EVERY]
    yield from (TURN.join((*sentence.before, sentence.text)[-MOST_TURNS:]).encode() for sentence in sentences)
    yield from (
        hostile.text.encode("utf-8", "surrogateescape")
        for hostile in hostile_texts()
        if len(hostile.text) <= LONGEST_SEED and not any("\ud800" <= char < "\udc80" for char in hostile.text)
    )


@contextmanager
def trying() -> Iterator[TryOne]:
    """The service over the figures that come along."""
    with closing(open_store()) as store:
        service = Service(store)
        context = Context("fuzz", date(2026, 11, 23), buttons=True)

        def try_one(data: bytes) -> None:
            service.forget("fuzz")
            for turn in data.decode("utf-8", "surrogateescape").split(TURN)[:MOST_TURNS]:
                answer = service.ask(turn, context)

                assert answer.status is not Status.ERROR, ascii(turn[:500])
                assert answer.text
                json.dumps(answer.as_object(), allow_nan=False)

                assert [problem for look in LOOKS for problem in look(answer)] == []

        yield try_one
