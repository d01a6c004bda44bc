"""Charts in words: the alternative text tells the same story, and the file has a name that every system takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts import Chart, ChartKind, Line, Point, alt_text, file_name
from bot.charts.font import clean


def line_chart(*lines: Line, title: str = "Renault Zoe in Germany") -> Chart:
    return Chart(ChartKind.LINE, title, "registrations · Germany", "vehicles", lines, "KBA", "2025-01-08")


def test_a_line_is_told_by_its_ends_its_extremes_its_gaps_and_its_source() -> None:
    points = (Point("2018", 120), Point("2019", None), Point("2020", 4120), Point("2021", 80), Point("2022", 90, True))

    told = alt_text(line_chart(Line("Zoe", points)))

    assert told == (
        "Line chart. Renault Zoe in Germany. registrations · Germany. "
        "120 (2018) to 90 so far (2022); highest 4,120 (2020); lowest 80 (2021); no figure for 2019. "
        "Source: KBA, as of 2025-01-08."
    )


def test_bars_are_told_from_the_top_with_what_is_missing() -> None:
    points = (Point("Model Y", 300), Point("Enyaq", 200, True), Point("Zoe", None))
    told = alt_text(Chart(ChartKind.BARS, "Best sellers", "", "vehicles", (Line("", points),), "KBA", "", "A note"))

    assert told == (
        "Bar chart, 3 rows. Best sellers. Model Y 300; Enyaq 200 in part. No figure for Zoe. A note. Source: KBA."
    )


def test_of_many_bars_the_first_and_the_last_are_told() -> None:
    points = tuple(Point(f"Model {number}", float(100 - number)) for number in range(20))

    told = alt_text(Chart(ChartKind.BARS, "Best sellers", "", "vehicles", (Line("", points),), "KBA", ""))

    assert "Model 0 100; Model 1 99" in told
    assert "15 more, ending with Model 19 81" in told


def test_every_line_is_named() -> None:
    lines = (
        Line("Norway", (Point("2020", 1), Point("2021", 2))),
        Line("Malta", (Point("2020", None), Point("2021", None))),
    )

    told = alt_text(line_chart(*lines))

    assert "Norway: 1 (2020) to 2 (2021)." in told
    assert "Malta: no figure." in told


def test_numbers_are_told_by_locale() -> None:
    assert "12.345" in alt_text(line_chart(Line("a", (Point("2020", 12345),))), locale="de")


@settings(max_examples=60)
@given(st.text(max_size=400), st.integers(1, 6), st.integers(1, 30), st.text(min_size=1, max_size=300))
def test_alt_text_is_short_and_never_loses_its_source(title: str, lines: int, count: int, name: str) -> None:
    points = tuple(Point(f"{number} a label of some length", float(number**5)) for number in range(count))
    described = Chart(
        ChartKind.LINE,
        title + "t",
        title,
        "vehicles",
        tuple(Line(f"l{number} {name}", points) for number in range(lines)),
        "KBA",
        "2025-01-08",
        note=title,
    )

    told = alt_text(described)

    assert len(told) <= 1_000
    assert told.endswith("Source: KBA, as of 2025-01-08.")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Škoda Enyaq in Łódź, 2024", "chart-skoda-enyaq-in-lodz-2024.png"),
        ("../../etc/passwd", "chart-etc-passwd.png"),
        ("比亚迪", "chart.png"),
        ("CON", "chart-con.png"),
    ],
)
def test_file_names_are_plain(title: str, name: str) -> None:
    assert file_name(line_chart(Line("a", (Point("2020", 1),)), title=title)) == name


@given(st.text(min_size=1, max_size=300).filter(lambda text: bool(clean(text))))
def test_file_names_are_ascii_and_short(title: str) -> None:
    name = file_name(line_chart(Line("a", (Point("2020", 1),)), title=title))

    assert re.fullmatch(r"chart(-[a-z0-9]+)*\.png", name)
    assert len(name) <= 70
