"""Ids of buttons as a stranger might forge them: read into a question or refused in kind words, and answered.

What is read packs into the same question again; what is pressed is never an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from bot.answer import Status
from bot.compact import CompactError, pack, unpack
from bot.service import Context, Service
from facts.opening import open_store
from tests.fuzz.targets import TryOne
from tests.support.sentences import all_sentences

INSTRUMENTED = ("bot.compact", "bot.compact_codes", "bot.compact_values", "bot.respond", "facts.period")
EVERY = 8
TODAY = date(2026, 11, 23)


def seeds() -> Iterator[bytes]:
    """The ids that answers to sentences carry, and a few that are wrong in one place."""
    with closing(open_store()) as store:
        service = Service(store)
        for sentence in all_sentences()[::EVERY]:
            packed = service.ask(sentence.text, Context(today=TODAY, buttons=True)).packed
            if packed is not None:
                yield packed.encode()
    yield from (b"1", b"2n", b"1n;w9999", b"1g;w0001;pNO;skmarket", b"1kn;skmarket;q1e308!w0001", b'"Zoe?')


@contextmanager
def trying() -> Iterator[TryOne]:
    """The service over the figures that come along."""
    with closing(open_store()) as store:
        service = Service(store)

        def try_one(data: bytes) -> None:
            packed = data.decode("latin-1")
            _packs_again(packed)
            for answer in (
                service.press(packed, Context(today=TODAY, buttons=True)),
                service.how_read(packed, Context(today=TODAY)),
            ):
                assert answer.status is not Status.ERROR, packed
                json.dumps(answer.as_object(), allow_nan=False)

        yield try_one


def _packs_again(packed: str) -> None:
    """What is read may be too long or too odd to pack, but packs into the same question or not at all."""
    try:
        question = unpack(packed, TODAY)
    except CompactError:
        return
    again = pack(question)
    if again is not None:
        # Texts and notes survive in part only: what counts is that packing once more changes nothing.
        assert again == pack(unpack(again, TODAY)), packed
