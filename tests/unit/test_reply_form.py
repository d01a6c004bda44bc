"""The judge of an answer's looks sees what it is there to see."""

from __future__ import annotations

import pytest

from bot.answer import Answer, Status
from bot.document import Block, Document, Headline, Note, Paragraph, Strong, Table, Text
from tests.support.reply_form import blemishes


def answer(*blocks: Block, intent: str = "count") -> Answer:
    return Answer(Status.ANSWERED, intent=intent, document=Document(blocks))


def said(text: str) -> Headline:
    return Headline((Strong(text),))


@pytest.mark.parametrize(
    "text",
    [
        "1 Nissan Leaf was registered in Norway in 2020.",
        "No battery-electric cars were sold in Malta in 2010.",
        "5,028 Volkswagen ID. Buzz were registered in Germany in 2023.",
        "6,653 Smart #1 were registered in Germany in 2023.",
    ],
)
def test_a_sentence_that_one_would_say_has_no_blemish(text: str) -> None:
    assert blemishes(answer(said(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some Leafs were registered.", "no figure in the first sentence"),
        ("12 were registered. They were Leafs.", "more than one sentence goes first"),
        ("1 electric cars were registered.", "one of many"),
        ("12 cars, share N/A.", "a bare blank"),
        ("12 cars, share nan.", "a bare blank"),
        ("12  cars.", "two blanks"),
    ],
)
def test_a_blemish_of_the_first_sentence_is_seen(text: str, expected: str) -> None:
    (found,) = blemishes(answer(said(text)))

    assert found.startswith(expected)


def test_more_than_eight_lines_before_the_rows_are_seen() -> None:
    table = Table(("Model", "vehicles"), (("Nissan Leaf", "12"),))
    more = tuple(Paragraph((Text("More."),)) for _ in range(8))

    assert blemishes(answer(said("12."), *more[:7], table)) == []
    assert blemishes(answer(said("12."), *more, table)) == ["9 lines before the rows"]
    assert blemishes(answer(said("12."), *(Note("More.") for _ in range(9)))) == []
