"""The plain-text face of the tree: tables aligned, cut where there is no room, and never silently shorter."""

from __future__ import annotations

import pytest

from bot.document import Table, table_lines

ROWS = (("Renault Zoe", "30,376"), ("Kia Niro", "9"), ("Nissan Leaf", "777"))


def test_words_stand_left_and_numbers_right() -> None:
    assert table_lines(Table(("Model", "vehicles"), ROWS)) == [
        "Model        vehicles",
        "Renault Zoe    30,376",
        "Kia Niro            9",
        "Nissan Leaf       777",
    ]


@pytest.mark.parametrize(
    ("limit", "more", "expected"),
    [(None, 14, "… and 14 more"), (1, 0, "… and 2 more"), (1, 14, "… and 16 more")],
)
def test_rows_that_are_not_shown_are_counted(limit: int | None, more: int, expected: str) -> None:
    assert expected == table_lines(Table(("Model", "vehicles"), ROWS, more=more), limit)[-1]


@pytest.mark.parametrize("width", [40, 20, 18, 10, 3, 1])
def test_no_line_is_wider_than_the_room(width: int) -> None:
    lines = table_lines(Table(("Model", "vehicles"), ROWS, more=14), width=width)

    assert width >= max(len(line) for line in lines)


def test_words_give_way_before_numbers() -> None:
    lines = table_lines(Table(("Model", "vehicles"), ROWS), width=18)

    assert lines == ["Model     vehicles", "Renault…    30,376", "Kia Niro         9", "Nissan…        777"]
