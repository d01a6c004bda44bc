"""Numbers of charts: round ticks, texts by locale, and what a description must not say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import Chart, ChartError, ChartKind, Line, NothingToDraw, Point, png, svg
from bot.charts.figures import locale_named, short_text, tick_texts, value_text
from bot.charts.spec import LARGEST, MAX_BARS, MAX_LINES, MAX_POINTS, SMALLEST
from bot.charts.ticks import nice_scale

SIZES = st.one_of(st.just(0.0), st.floats(SMALLEST, LARGEST), st.floats(-LARGEST, -SMALLEST))


@given(st.lists(SIZES, min_size=1, max_size=20))
def test_an_axis_holds_zero_and_every_value_with_a_few_even_ticks(values: list[float]) -> None:
    scale = nice_scale(values)

    assert 0.0 in scale.ticks
    assert all(scale.low <= value <= scale.high for value in values)
    assert 2 <= len(scale.ticks) <= 8
    steps = [after - before for before, after in zip(scale.ticks, scale.ticks[1:], strict=False)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)


@pytest.mark.parametrize(
    ("high", "ticks"),
    [(30_376, (0, 10_000, 20_000, 30_000, 40_000)), (97, (0, 25, 50, 75, 100)), (9, (0, 2.5, 5, 7.5, 10))],
)
def test_ticks_are_round(high: float, ticks: tuple[float, ...]) -> None:
    assert nice_scale([high]).ticks == ticks


@pytest.mark.parametrize(("high", "last"), [(1, 1), (3, 3), (9, 9)])
def test_whole_vehicles_have_whole_ticks(high: float, last: float) -> None:
    scale = nice_scale([high], whole=True)

    assert all(tick.is_integer() for tick in scale.ticks)
    assert scale.high >= last


def test_shares_have_no_tick_past_a_hundred() -> None:
    assert nice_scale([99.9], ceiling=100.0).high == 100


@given(st.lists(SIZES, min_size=1, max_size=5), st.sampled_from(["en", "de", "fr", "it", "sv", "pt_BR"]), st.booleans())
def test_no_two_ticks_have_the_same_text(values: list[float], locale: str, is_share: bool) -> None:
    ticks = nice_scale(values).ticks

    texts = tick_texts(ticks, "%" if is_share else "vehicles", locale_named(locale))

    assert len(set(texts)) == len(ticks)


@pytest.mark.parametrize(
    ("locale", "texts"),
    [
        ("en", ("0", "500", "1K", "1.5K")),
        ("de", ("0", "500", "1.000", "1.500")),
        ("fr", ("0", "500", "1\xa0k", "1,5\xa0k")),
    ],
)
def test_ticks_are_compact_by_locale(locale: str, texts: tuple[str, ...]) -> None:
    assert tick_texts((0.0, 500.0, 1000.0, 1500.0), "vehicles", locale_named(locale)) == texts


@pytest.mark.parametrize(
    ("value", "unit", "locale", "text"),
    [
        (12345, "vehicles", "en", "12,345"),
        (12345, "vehicles", "de", "12.345"),
        (12.5, "vehicles", "en", "12.5"),
        (81.3, "%", "en", "81.3%"),
        (81.3, "%", "de", "81,3\xa0%"),
        (0.0437, "%", "en", "0.044%"),
        (0, "%", "en", "0%"),
        (-15.9, "%", "en", "−15.9%"),
        (100, "%", "en", "100%"),
    ],
)
def test_values_are_told_by_locale_and_small_shares_keep_two_digits(
    value: float, unit: str, locale: str, text: str
) -> None:
    assert value_text(value, unit, locale_named(locale)) == text  # type: ignore[arg-type]


def test_millions_are_compact_where_room_is_little() -> None:
    assert short_text(1_234_567, "vehicles", locale_named("en")) == "1.23M"


@pytest.mark.parametrize("name", ["", "tlh", "not a locale", "ja", "en-GB"])
def test_unknown_locales_and_those_the_font_cannot_write_fall_back(name: str) -> None:
    assert value_text(1234, "vehicles", locale_named(name)) == "1,234"


def points(count: int) -> tuple[Point, ...]:
    return tuple(Point(str(number), 1.0) for number in range(count))


def described(*lines: Line, kind: ChartKind = ChartKind.LINE, unit: str = "vehicles", title: str = "A title") -> Chart:
    return Chart(kind, title, "", unit, lines, "", "")  # type: ignore[arg-type]


def test_a_chart_without_any_figure_is_refused_as_nothing_to_draw() -> None:
    with pytest.raises(NothingToDraw, match="nothing to draw"):
        described(Line("a", (Point("2020", None),)))
    with pytest.raises(NothingToDraw):
        described(Line("a", ()))
    with pytest.raises(NothingToDraw):
        described()


@pytest.mark.parametrize(
    ("lines", "more", "says"),
    [
        ((Line("a", points(2)),), {"title": "  "}, "title"),
        ((Line("a", points(2)),), {"unit": "cars"}, "unit"),
        ((Line("a", points(2)),), {"kind": ChartKind.SHARE}, "unit"),
        ((Line("a", points(MAX_POINTS + 1)),), {}, f"at most {MAX_POINTS}"),
        (tuple(Line(str(number), points(2)) for number in range(MAX_LINES + 1)), {}, f"at most {MAX_LINES}"),
        ((Line("", points(MAX_BARS + 1)),), {"kind": ChartKind.BARS}, f"at most {MAX_BARS}"),
        ((Line("a", points(2)), Line("b", points(2))), {"kind": ChartKind.BARS}, "one line of points"),
        ((Line("a", points(2)), Line("b", points(3))), {}, "other labels"),
        ((Line("a", points(2)), Line(" ", points(2))), {}, "no label"),
        ((Line("a", (Point("2020", 1.0), Point("2020", 2.0))),), {}, "same label"),
        ((Line("a", (Point("2020", 2e6), Point("2021", 2.0))),), {"unit": "%"}, "percentage"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(lines: tuple[Line, ...], more: dict[str, str], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        described(*lines, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300, 1e-300])
def test_values_that_cannot_be_written_are_refused(value: float) -> None:
    with pytest.raises(ChartError, match="2020"):
        Point("2020", value)


def test_a_point_without_a_label_is_refused() -> None:
    with pytest.raises(ChartError, match="label"):
        Point(" ", 1.0)


def test_sizes_that_nobody_can_read_are_refused() -> None:
    one = described(Line("a", points(2)))

    with pytest.raises(ChartError, match="wide"):
        svg(one, width=100)
    with pytest.raises(ChartError, match="scaled"):
        png(one, scale=0)
