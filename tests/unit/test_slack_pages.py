"""Plain text for Slack: everything fits, nothing is cut that must stay whole, nothing commands Slack."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack_app.pages import clipped, escaped, escaped_size, packed, sendable


def wire_size(page: str) -> int:
    return len(escaped(page).encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(st.sampled_from("ab &<>\n😀é"), max_size=600))
def test_every_page_fits_and_no_word_is_lost(text: str) -> None:
    found = packed(text.split("\n"), limit=60)

    assert all(wire_size(page) <= 60 for page in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text())
def test_escaping_can_be_undone_and_leaves_no_control_character(text: str) -> None:
    found = escaped(text)

    assert "<" not in found
    assert ">" not in found
    assert found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(st.text(st.characters()))
def test_what_is_made_sendable_encodes_is_no_longer_and_no_emptier(text: str) -> None:
    found = sendable(text)

    assert len(text) >= len(found.encode().decode())
    assert bool(text) == bool(found)
    assert "\x00" not in found


@given(st.text(st.sampled_from("ab &<>😀é"), max_size=100), st.integers(6, 60))
def test_what_is_clipped_fits_and_says_so(text: str, limit: int) -> None:
    found = clipped(text, limit)

    assert wire_size(found) <= limit
    assert found == text or found.endswith("…")


def test_lines_that_fit_are_one_page() -> None:
    assert packed(["Headline", "", "(reading)"], 3_000) == ["Headline\n\n(reading)"]


def test_lines_of_nothing_have_no_pages() -> None:
    assert packed([" ", ""], 3_000) == []


def test_a_word_longer_than_a_page_is_cut_without_cutting_an_entity() -> None:
    found = packed(["&" * 100], limit=52)

    assert [len(page) for page in found] == [10] * 10
    assert escaped_size(found[0]) == 50
