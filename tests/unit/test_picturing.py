"""Answers as charts and as CSV: what is drawn, what is not, and what a spreadsheet may not run."""

from __future__ import annotations

import csv
import io

import pytest

from bot.answer import Answer, Row, Status
from bot.charts import ChartKind
from bot.document import Document, Headline, Text
from bot.picturing import MOST_BARS, chart_of, csv_of
from bot.service import Service
from facts.store import FactStore
from tests.gallery.__main__ import QUESTIONS


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


def an_answer(intent: str, *rows: Row, unit: str = "vehicles") -> Answer:
    document = Document((Headline((Text("More of one than of the other."),)),))
    return Answer(Status.ANSWERED, intent=intent, unit=unit, rows=rows, document=document)


@pytest.mark.parametrize(
    ("question", "kind", "lines"),
    [
        ("top 10 EVs in Norway in 2022", ChartKind.BARS, 1),
        ("BEV sales in Germany by year", ChartKind.LINE, 1),
        ("Tesla vs BYD in Germany by month in 2025", ChartKind.LINE, 2),
        ("BEV share in Norway by year", ChartKind.SHARE, 1),
        ("BEV share in Norway, Sweden and Germany in 2025", ChartKind.SHARE, 3),
    ],
)
def test_a_chart_follows_the_kind_of_the_question(service: Service, question: str, kind: ChartKind, lines: int) -> None:
    chart = chart_of(service.ask(question))

    assert chart is not None
    assert (chart.kind, len(chart.lines)) == (kind, lines)


@pytest.mark.parametrize("question", ["how many Zoes sold?", "what does a Zoe cost?", "which Renault EVs do you know?"])
def test_where_nothing_can_be_held_side_by_side_there_is_no_chart(service: Service, question: str) -> None:
    assert chart_of(service.ask(question)) is None


def test_a_year_so_far_is_marked_and_a_missing_one_is_a_gap() -> None:
    rows = (
        Row("2023", "2023", 5.0, "vehicles", "2023"),
        Row("2024", "2024", None, None, "2024", note="no figure"),
        Row("2025", "2025", 4.0, "vehicles", "2025", note="incomplete"),
    )
    chart = chart_of(an_answer("trend", *rows))

    assert chart is not None
    assert [(point.value, point.partial) for point in chart.lines[0].points] == [
        (5.0, False),
        (None, False),
        (4.0, True),
    ]


def test_lines_of_several_things_share_their_periods() -> None:
    rows = (
        Row("a@2023", "Model A, 2023", 5.0, "vehicles", "2023"),
        Row("a@2024", "Model A, 2024", 6.0, "vehicles", "2024"),
        Row("b@2024", "Model B, 2024", 7.0, "vehicles", "2024"),
    )
    chart = chart_of(an_answer("trend", *rows))

    assert chart is not None
    assert [(line.label, [point.value for point in line.points]) for line in chart.lines] == [
        ("Model A", [5.0, 6.0]),
        ("Model B", [None, 7.0]),
    ]


def test_a_long_ranking_is_drawn_in_part_and_says_so() -> None:
    chart = chart_of(an_answer("rank", *(Row(f"m{n}", f"Model {n}", 100.0 - n) for n in range(40))))

    assert chart is not None
    assert len(chart.bars) == MOST_BARS
    assert chart.note == f"{MOST_BARS} of 40 rows."


def test_the_rows_are_all_in_the_file_with_their_source(service: Service) -> None:
    text = csv_of(service.ask("top 10 EVs in Norway in 2022"))

    assert text is not None
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert rows[0]["label"] == "Tesla Model Y"
    assert rows[0]["value"] == "17351"
    assert "Open EV Charts" in rows[0]["source"]


@pytest.mark.parametrize(
    "label", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠1", " =1"]
)
def test_no_cell_is_taken_for_a_formula(label: str) -> None:
    text = csv_of(an_answer("rank", Row("a", label, 1.0)))

    assert text is not None
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["label"] == f"'{label}"


def test_the_gallery_holds_thirty_different_questions() -> None:
    assert len(set(QUESTIONS)) == 30
