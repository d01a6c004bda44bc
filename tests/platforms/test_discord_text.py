"""Words on their way to Discord: escaping, links, fences, narrow tables and the cutting of long texts, no client."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import SourceUsed
from bot.document import (
    Block,
    Choices,
    Code,
    Headline,
    Link,
    Note,
    Paragraph,
    ReadingLine,
    SourceLine,
    Strong,
    Table,
    Text,
)
from bot.platforms.discord_gateway.blocks import LONGEST_MARKED, block_text
from bot.platforms.discord_gateway.markup import address, escaped, fence, inline_code, masked, one_line
from bot.platforms.discord_gateway.splitting import split
from bot.platforms.discord_gateway.tables import table_text
from bot.platforms.limits import Discord, size

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


@pytest.mark.parametrize(
    ("words", "url", "wire"),
    [
        ("KBA, 2020-01-05", "https://kba.example/a_b", "[KBA, 2020-01-05](https://kba.example/a_b)"),
        ("KBA [FZ 10]", "https://kba.example", "[KBA (FZ 10)](https://kba.example)"),
        ("*KBA*", "https://kba.example/x(1)y", "[\\*KBA\\*](https://kba.example/x%281%29y)"),
        ("see https://a.example", "https://b.example", "see https://a.example https://b.example"),
        ("KBA", "javascript:alert(1)", "KBA javascript:alert(1)"),
        ("", "https://kba.example", "https://kba.example"),
    ],
)
def test_words_lead_to_an_address_only_where_nothing_else_can_come_of_it(words: str, url: str, wire: str) -> None:
    assert masked(words, url) == wire


@given(LETTERS, LETTERS)
def test_no_words_break_out_of_a_link(words: str, path: str) -> None:
    shown = masked(words, f"https://a.example/{path}")
    found = re.fullmatch(r"\[((?:\\.|[^\[\]\\])*)\]\((\S*)\)", shown)

    assert found is None or not re.search(r"[()\[\]<>]", found[2])
    assert found is not None or "](" not in re.sub(r"\\.", "", shown)


def test_a_label_is_one_line_that_fits() -> None:
    assert one_line(" In\u202e Norway\n2024 ", 80) == "In Norway 2024"
    assert one_line("😀" * 50, 80) == "😀" * 39 + "…"


@pytest.mark.parametrize(
    ("block", "wire"),
    [
        (
            Headline((Text("Sold: "), Strong("30,376"), Text(" see "), Link("page", "https://a.example/x"))),
            "**Sold: 30,376 see page (https://a.example/x)**",
        ),
        (Headline((Text("one\n\ntwo"),)), "**one**\n\n**two**"),
        (Paragraph((Text("Ask "), Code("evbot ask"), Text(" or "), Strong("me"))), "Ask `evbot ask` or **me**"),
        (ReadingLine("Zoe · 2020"), "-# Zoe · 2020"),
        (Choices(("Ioniq 5", "Ioniq 6")), "1\\. Ioniq 5\n2\\. Ioniq 6"),
        (Table(("Year", "Cars"), (("2019", "1"), ("2020", "22"))), "```\nYear  Cars\n2019     1\n2020    22\n```"),
        (Note("2020 only\nand cars only"), "-# Note: 2020 only\n-# and cars only"),
        (SourceLine(1, "KBA, 2021", "https://kba.example"), "-# \\[1\\] [KBA, 2021](https://kba.example)"),
        (SourceLine(1, "KBA", ""), "-# \\[1\\] KBA"),
    ],
)
def test_every_kind_of_block_has_a_form(block: Block, wire: str) -> None:
    assert block_text(block) == wire


def test_a_source_leaves_its_title_out_where_room_is_short() -> None:
    line = SourceLine(1, "KBA: New registrations by brand and model, 2021-01-05", "https://kba.example")
    used = SourceUsed("kba", "KBA", "New registrations by brand and model", "https://kba.example", "2021-01-05", "")

    assert block_text(line, used=[used]) == "-# \\[1\\] [KBA, 2021-01-05](https://kba.example)"


def test_a_block_that_may_be_cut_carries_no_mark_that_a_cut_would_open() -> None:
    long = "word " * (LONGEST_MARKED // 4)

    assert "**" not in block_text(Headline((Strong(long),)))
    assert "](" not in block_text(SourceLine(1, long, "https://kba.example"))


def test_long_labels_are_shortened_for_a_phone_and_numbers_never() -> None:
    table = Table(("Model", "vehicles"), (("Mercedes-Benz EQE SUV 4MATIC Long Name", "1,234,567"), ("Zoe", "1")))
    lines = table_text(table).split("\n")[1:-1]

    assert lines[1] == "Mercedes-Benz EQE SUV 4MATIC…  1,234,567"
    assert max(len(line) for line in lines) == Discord.TABLE_WIDTH


def test_a_table_whose_labels_would_say_nothing_becomes_lines() -> None:
    table = Table(("Publisher", "licence"), (("Robbie Andrew (CICERO)", "none stated: single figures"), ("A*B", "CC0")))

    assert table_text(table, 1) == (
        "-# Publisher · licence\nRobbie Andrew (CICERO) · none stated: single figures\n… and 1 more"
    )
    assert "A\\*B · CC0" in table_text(table)


def test_rows_that_were_left_out_before_are_counted_with_those_left_out_here() -> None:
    table = Table(("Year", "Cars"), (("2019", "1"), ("2020", "22"), ("2021", "3")), more=4)

    assert "\n… and 6 more\n" in table_text(table, 1)
    assert "\n… and 4 more\n" in table_text(table)


CELLS = st.text(alphabet="ab |`😀\n·", max_size=30)
NUMBERS = st.integers(0, 10**9).map(lambda number: f"{number:,}")


@given(st.lists(st.tuples(CELLS, CELLS, NUMBERS), min_size=1, max_size=30), st.integers(1, 30))
def test_a_table_is_narrow_and_keeps_its_numbers(rows: list[tuple[str, str, str]], shown: int) -> None:
    text = table_text(Table(("Model", "Place", "vehicles"), tuple(rows)), shown)

    if text.startswith("```"):
        assert all(len(line.replace("\u200b", "")) <= Discord.TABLE_WIDTH for line in text.split("\n"))
    for _, _, number in rows[:shown]:
        assert number in text


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


def test_small_print_stays_small_after_a_cut() -> None:
    parts = split("-# " + "word " * 40, 100)

    assert len(parts) > 1
    assert all(line.startswith("-# ") for part in parts for line in part.split("\n"))


@given(st.text(alphabet="\\*😀", min_size=Discord.TEXT // 2, max_size=Discord.TEXT // 2 + 500))
def test_a_cut_never_falls_inside_an_escape(words: str) -> None:
    for part in split(escaped(words)):
        assert not re.search(r"(?<!\\)(\\\\)*\\$", part)


def _bare(text: str) -> str:
    return re.sub(r"\s|```", "", text)


def _holds_empty_fence(message: str) -> bool:
    opened = message.split("```")[1::2]
    return "\n" in opened
