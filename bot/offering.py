"""Follow-ups as presses: each question that an answer offers, read as it would be if it were typed now, and packed.

A follow-up leans on the answer before it ("by year"), a button leans on nothing: so each is read here, in the
conversation as it stands, and the button gets the whole question. What cannot be packed is not offered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Offer
from bot.compact import pack, pack_words
from bot.memory import Memory
from bot.question import Question
from bot.respond.offers import label, shortened
from bot.understand.reader import Reader

ALONE = Memory()


def offered(reader: Reader, question: Question | None, answer: Answer, memory: Memory, today: date) -> Answer:
    """The answer with its question packed, and with its follow-ups or readings as offers.

    `memory` is the conversation with this answer in it.
    """
    if answer.options:
        readings = [(option.label, _packed(reader, option.question, today)) for option in answer.options]
        offers = [Offer(shortened(name), packed) for name, packed in readings if packed is not None]
        return replace(answer, offers=tuple(offers))
    found: dict[str, Offer] = {}
    for text in answer.suggestions:
        after = reader.read(text, today, memory)
        asked = after if isinstance(after, Question) else None
        packed = None if asked is None else pack(asked)
        if packed is None:
            packed = _in_words(reader, asked, text, today)
        if packed is not None:
            found.setdefault(packed, Offer(label(question, asked, text, reader.catalogue), packed))
    return replace(answer, offers=tuple(found.values()), packed=None if question is None else pack(question))


def _packed(reader: Reader, text: str, today: date) -> str | None:
    """A question that stands alone, packed, or as words."""
    asked = reader.read(text, today, ALONE)
    packed = pack(asked) if isinstance(asked, Question) else None
    return packed or pack_words(text)


def _in_words(reader: Reader, asked: Question | None, text: str, today: date) -> str | None:
    """A follow-up as words, where it means the same to whoever has heard nothing before."""
    alone = reader.read(text, today, ALONE)
    return pack_words(text) if asked is not None and alone == asked else None
