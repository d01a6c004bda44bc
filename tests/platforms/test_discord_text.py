"""Words on their way to Discord: escaping, fences and the cutting of long texts, without a client."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Status
from bot.document import Choices, Code, Document, Headline, Link, Note, SourceLine, Strong, Table, Text
from bot.platforms.discord_gateway.markup import address, escaped, fence, inline_code
from bot.platforms.discord_gateway.rendering import messages, rendered
from bot.platforms.discord_gateway.splitting import LIMIT, size, split

LETTERS = st.text(alphabet="ab @*_`~|[]()<>#-.\\/:1\n\u202e😀everyonhttps", max_size=300)


@pytest.mark.parametrize(
    ("words", "wire"),
    [
        ("30,376 cars (81.3%)", "30,376 cars (81.3%)"),
        ("2. Norway\n2. Sweden", "2\\. Norway\n2\\. Sweden"),
        ("# big\n-# small\n> quote", "\\# big\n-\\# small\n\\> quote"),
        ("@EVERYONE @here", "@\u200bEVERYONE @\u200bhere"),
        ("<@!1> <#2> <t:3> </ask:4>", "\\<@!1\\> \\<\\#2\\> \\<t:3\\> \\</ask:4\\>"),
        ("[x](https://a.example)", "\\[x\\](https://a.example)"),
        ("\\*", "\\\\\\*"),
        ("see https://a.example/b_c_d.", "see https://a.example/b_c_d."),
        ("https://a.example/@everyone", "https://a.example/%40everyone"),
        ("abc\u202edef\x00", "abcdef"),
    ],
)
def test_words_stay_words(words: str, wire: str) -> None:
    assert escaped(words) == wire


@given(LETTERS)
def test_no_words_make_a_ping_a_link_in_disguise_or_markup(words: str) -> None:
    outside_addresses = re.sub(r"https?://[^\s<>]+", "", escaped(words))
    unescaped = re.sub(r"\\[^0-9A-Za-z\s]", "", outside_addresses)

    assert not re.search(r"[*_~`|<>#\[]", unescaped)
    assert not re.search(r"@(everyone|here)", escaped(words), re.IGNORECASE)


def test_an_address_that_is_none_is_escaped_like_words() -> None:
    assert address("javascript:alert[1]") == "javascript:alert\\[1\\]"


def test_something_to_type_stands_in_code_unless_it_could_leave_it() -> None:
    assert inline_code("evbot ask") == "`evbot ask`"
    assert inline_code("a`b") == "a\\`b"


def test_lines_cannot_leave_their_fence() -> None:
    assert fence(["a```b"]).count("```") == 2


def test_every_kind_of_block_has_a_form() -> None:
    blocks = (
        Headline((Text("Sold: "), Strong("30,376"), Text(" see "), Link("page", "https://a.example/x"))),
        Choices(("Ioniq 5", "Ioniq 6")),
        Headline((Code("evbot ask"),)),
        Table(("Year", "Cars"), (("2019", "1"), ("2020", "22"))),
        Note("2020 only"),
        SourceLine(1, "KBA", ""),
    )

    assert rendered(Document(blocks)) == (
        "Sold: **30,376** see page (https://a.example/x)\n1\\. Ioniq 5\n2\\. Ioniq 6\n`evbot ask`\n"
        "```\nYear  Cars\n2019     1\n2020    22\n```\nNote: 2020 only\n\n\\[1\\] KBA"
    )


def test_an_answer_without_words_still_says_something() -> None:
    assert messages(Answer(Status.NO_DATA)) == ["(no data)"]


@given(st.lists(st.tuples(st.booleans(), LETTERS), max_size=8), st.integers(min_value=60, max_value=400))
def test_messages_keep_the_limit_balance_their_fences_and_lose_no_word(
    pieces: list[tuple[bool, str]], limit: int
) -> None:
    text = "\n".join(fence(words.split("\n")) if fenced else escaped(words) for fenced, words in pieces)
    parts = split(text, limit)

    assert all(0 < size(part) <= limit for part in parts)
    assert all(part.count("```") % 2 == 0 for part in parts)
    assert not any(_holds_empty_fence(part) for part in parts)
    assert _bare("".join(parts)) == _bare(text)


@given(st.text(alphabet="\\*😀", min_size=LIMIT, max_size=LIMIT + 500))
def test_a_cut_never_falls_inside_an_escape(words: str) -> None:
    for part in split(escaped(words)):
        assert not re.search(r"(?<!\\)(\\\\)*\\$", part)


def _bare(text: str) -> str:
    return re.sub(r"\s|```", "", text)


def _holds_empty_fence(message: str) -> bool:
    opened = message.split("```")[1::2]
    return "\n" in opened
