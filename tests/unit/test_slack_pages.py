"""Cutting texts into Slack messages: everything fits, nothing is cut that must stay whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack_app.pages import LEFT_OUT, escaped, pages


def wire_size(page: str) -> int:
    return len(escaped(page).encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(st.sampled_from("ab &<>\n😀é"), max_size=600))
def test_every_page_fits_and_no_word_is_lost(text: str) -> None:
    found = pages(text, limit=60, most=1_000)

    assert all(wire_size(page) <= 60 for page in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text())
def test_escaping_can_be_undone_and_leaves_no_control_character(text: str) -> None:
    found = escaped(text)

    assert "<" not in found
    assert ">" not in found
    assert found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_a_text_that_fits_is_one_page() -> None:
    assert pages("Headline\n\n(reading)\n[1] Source https://example.org") == [
        "Headline\n\n(reading)\n[1] Source https://example.org"
    ]


def test_a_text_of_nothing_has_no_pages() -> None:
    assert pages(" \n ") == []


def test_what_is_too_long_loses_rows_and_says_so_but_keeps_every_source() -> None:
    rows = [f"row {number} of many rows" for number in range(1_000)]
    sources = [f"[{number}] Publisher, https://example.org/{number}" for number in range(1, 30)]

    found = pages("\n".join([*rows, *sources]), limit=500, most=6)

    shown = "\n".join(found).split("\n")

    assert len(found) <= 6
    assert shown[-len(sources) :] == sources
    assert LEFT_OUT in shown
    assert shown[0] == rows[0]


def test_a_word_longer_than_a_page_is_cut_without_cutting_an_entity() -> None:
    found = pages("&" * 100, limit=52, most=100)

    assert [len(page) for page in found] == [10] * 10
