"""Pictures of charts: what is drawn where, and that nothing is cut off, covered or made up."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts import Chart, ChartKind, Line, Point, Theme, png, svg
from bot.charts.draw import scene
from bot.charts.font import ELLIPSIS, Weight, clean, shortened, width, wrapped
from bot.charts.labels import spread
from bot.charts.lines import runs
from bot.charts.scene import HATCH, Circle, Path, Rect, Scene
from bot.charts.spec import LARGEST, LARGEST_PERCENT, SMALLEST
from bot.charts.theme import palette

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMES = ("Tesla Model Y", "Škoda Enyaq", "Mercedes-Benz EQS SUV Maybach 680 4MATIC", "MG 4", "Citroën ë-C4 X", "ID.3")


def line(values: list[float | None], label: str = "Zoe", first: int = 2015, partial: bool = False) -> Line:
    points = [Point(str(first + number), value) for number, value in enumerate(values)]
    if partial:
        points[-1] = Point(points[-1].label, points[-1].value, partial=True)
    return Line(label, tuple(points))


def chart(
    *lines: Line, kind: ChartKind = ChartKind.LINE, unit: str = "vehicles", title: str = "Renault Zoe", **more: str
) -> Chart:
    words = {"subtitle": "registrations · Germany", "source": "KBA", "as_of": "2025-01-08"} | more
    return Chart(kind, title, words["subtitle"], unit, lines, words["source"], words["as_of"], words.get("note", ""))  # type: ignore[arg-type]


def bars(*points: Point, unit: str = "vehicles") -> Chart:
    return chart(Line("", points), kind=ChartKind.BARS, unit=unit)


def texts(drawn: Scene) -> list[str]:
    return [text.text for text in drawn.texts]


def strokes(drawn: Scene, colour: str) -> list[Path]:
    """The strokes of a line, without its marks and its leader."""
    return [mark for mark in drawn.marks if isinstance(mark, Path) and mark.stroke == colour and mark.thickness > 2]


def bars_of(drawn: Scene, theme: Theme = Theme.LIGHT) -> list[Rect]:
    fills = (palette(theme).lines[0], HATCH)
    return [mark for mark in drawn.marks if isinstance(mark, Rect) and mark.fill in fills]


# What must hold for every chart


LABELS = st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=80).filter(lambda text: bool(clean(text))))
VALUES = st.one_of(
    st.none(),
    st.just(0.0),
    st.integers(0, 10**9).map(float),
    st.floats(SMALLEST, 100.0),
    st.floats(SMALLEST, LARGEST),
)


PERCENTAGES = st.one_of(
    st.none(), st.just(0.0), st.floats(SMALLEST, 100.0), st.floats(SMALLEST, LARGEST_PERCENT).map(lambda share: -share)
)


@st.composite
def line_charts(draw: st.DrawFn) -> Chart:
    count = draw(st.integers(1, 40))
    axis = draw(
        st.sampled_from(
            [
                [str(1990 + number) for number in range(count)],
                [f"{MONTHS[number % 12]} {2019 + number // 12}" for number in range(count)],
                [f"Q{number % 4 + 1} {2019 + number // 4}" for number in range(count)],
                [f"A rather long label number {number}" for number in range(count)],
            ]
        )
    )
    unit, kind = draw(st.sampled_from([("vehicles", ChartKind.LINE), ("%", ChartKind.LINE), ("%", ChartKind.SHARE)]))
    values = VALUES if unit == "vehicles" else PERCENTAGES
    lines = [
        Line(draw(LABELS), tuple(Point(label, draw(values), draw(st.booleans())) for label in axis))
        for _ in range(draw(st.integers(1, 6)))
    ]
    known = [point.value for one in lines for point in one.points if point.value is not None]
    if not known:
        lines[0] = Line("known", (Point(axis[0], 1.0), *lines[0].points[1:]))
    return chart(*lines, kind=kind, unit=unit, title=draw(LABELS), note=draw(st.one_of(st.just(""), LABELS)))


@st.composite
def bar_charts(draw: st.DrawFn) -> Chart:
    unit, values = draw(st.sampled_from([("vehicles", VALUES), ("%", PERCENTAGES)]))
    points = [Point(draw(LABELS), draw(values), draw(st.booleans())) for _ in range(draw(st.integers(1, 25)))]
    if all(point.value is None for point in points):
        points[0] = Point("known", 3.0)
    return bars(*points, unit=unit)


CANVASES = st.sampled_from([(600, "en"), (600, "de"), (600, "fr"), (440, "sv"), (900, "pt")])


def assert_nothing_is_cut_off_or_covered(drawn: Scene) -> None:
    for text in drawn.texts:
        box = text.box
        assert box.left >= 0, text
        assert box.top >= 0, text
        assert box.right <= drawn.width + 0.01, text
        assert box.bottom <= drawn.height + 0.01, text
        assert text.size >= 18, "letters are smaller than 12 on a phone"
    for one, other in combinations(drawn.texts, 2):
        assert not one.box.overlaps(other.box, 1.5), (one, other)


@settings(max_examples=120, deadline=None)
@given(line_charts(), CANVASES)
def test_no_text_of_a_line_chart_is_cut_off_or_covers_another(described: Chart, canvas: tuple[int, str]) -> None:
    drawn = scene(described, width=canvas[0], locale=canvas[1])

    assert_nothing_is_cut_off_or_covered(drawn)
    ElementTree.fromstring(drawn.svg())


@settings(max_examples=80, deadline=None)
@given(bar_charts(), CANVASES)
def test_no_text_of_a_bar_chart_is_cut_off_or_covers_another(described: Chart, canvas: tuple[int, str]) -> None:
    drawn = scene(described, width=canvas[0], locale=canvas[1])

    assert_nothing_is_cut_off_or_covered(drawn)
    ElementTree.fromstring(drawn.svg())
    for bar in bars_of(drawn):
        assert bar.x >= 0
        assert bar.x + bar.width <= drawn.width


def test_six_lines_that_end_at_one_value_have_labels_apart() -> None:
    lines = [line([number * 10.0, 50.0], f"Country {number}") for number in range(6)]

    drawn = scene(chart(*lines))

    assert {f"Country {number}" for number in range(6)} <= set(texts(drawn))
    assert_nothing_is_cut_off_or_covered(drawn)


def test_names_too_long_for_the_ends_of_the_lines_stand_in_a_legend() -> None:
    long = "Mercedes-Benz EQS SUV Maybach 680 4MATIC Night"

    drawn = scene(chart(line([1.0, 2.0], long), line([2.0, 3.0], "MG 4")))

    legend = [text for text in drawn.texts if text.text == long]
    assert len(legend) == 1
    assert legend[0].y < min(mark.points[0][1] for mark in strokes(drawn, palette(Theme.LIGHT).lines[0])[1:])


# Lines


def test_a_gap_breaks_the_line() -> None:
    assert [run.indices for run in runs(line([1.0, 2.0, None, 3.0, 4.0, 5.0]))] == [(0, 1), (3, 4, 5)]


def test_a_gap_is_neither_drawn_as_zero_nor_left_unsaid() -> None:
    drawn = scene(chart(line([500.0, None, 700.0])))

    colour = palette(Theme.LIGHT).lines[0]
    assert len([mark for mark in drawn.marks if isinstance(mark, Circle)]) == 2
    assert strokes(drawn, colour) == []
    assert any("o figure: 2016" in text for text in texts(drawn))


def test_a_part_of_a_period_is_dotted_hollow_and_told() -> None:
    drawn = scene(chart(line([500.0, 600.0, 300.0], partial=True)))

    colours = palette(Theme.LIGHT)
    whole, part = strokes(drawn, colours.lines[0])
    assert not whole.dash
    assert part.dash
    assert [mark.fill for mark in drawn.marks if isinstance(mark, Circle)][-1] == colours.background
    assert any("2017 so far" in text for text in texts(drawn))
    assert "300 so far" in texts(drawn)


def test_the_newest_value_is_written_with_its_date_where_the_line_ends_early() -> None:
    assert "600 (2016)" in texts(scene(chart(line([500.0, 600.0, None]))))


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [7.0]])
def test_lines_of_zeros_and_of_one_point_are_drawn(values: list[float | None]) -> None:
    drawn = scene(chart(line(values)))

    assert len([mark for mark in drawn.marks if isinstance(mark, Circle)]) == len(values)


def test_months_over_many_years_are_told_by_their_years() -> None:
    points = tuple(Point(f"{MONTHS[number % 12]} {2015 + number // 12}", float(number)) for number in range(120))

    shown = texts(scene(chart(Line("Germany", points))))

    assert "2024" in shown
    assert not any(text.startswith("Jan") for text in shown)


def test_the_six_lines_have_marks_of_different_shapes() -> None:
    drawn = scene(chart(*(line([float(number)], f"Country {number}") for number in range(6))))
    background = palette(Theme.LIGHT).background
    marks = [mark for mark in drawn.marks if isinstance(mark, Path) and mark.stroke == background]

    shapes = {
        tuple((round(x - mark.points[0][0], 2), round(y - mark.points[0][1], 2)) for x, y in mark.points)
        for mark in marks
    }
    assert len(shapes) == 5, "and a circle"


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(5, 40)), min_size=1, max_size=6).map(
        lambda pairs: sorted(pairs, key=lambda pair: pair[0])
    )
)
def test_labels_moved_apart_keep_their_order_and_their_bounds(pairs: list[tuple[float, float]]) -> None:
    wanted, heights = [want for want, _ in pairs], [height for _, height in pairs]

    tops = spread(wanted, heights, 0.0, 300.0)

    assert tops[0] >= -1e-9
    assert tops[-1] + heights[-1] <= 300 + 1e-6
    for (top, height), (below, _) in pairwise(zip(tops, heights, strict=True)):
        assert below >= top + height - 1e-6


def test_labels_that_fit_where_they_are_wanted_stay_there() -> None:
    assert spread([10.0, 50.0, 200.0], [20.0, 20.0, 20.0], 0.0, 300.0) == [10.0, 50.0, 200.0]


# Bars and shares


def test_bars_start_at_zero_and_are_as_long_as_their_values() -> None:
    one, two = bars_of(scene(bars(Point("Model Y", 200.0), Point("Model 3", 100.0))))

    assert one.x == two.x
    assert one.width == pytest.approx(2 * two.width)


def test_a_bar_without_a_figure_says_so_and_is_not_zero() -> None:
    drawn = scene(bars(Point("France", 10.0), Point("Spain", None), Point("Norway", 0.0)))

    assert len(bars_of(drawn)) == 1
    assert "no figure" in texts(drawn)
    assert "0" in texts(drawn)


def test_a_tiny_bar_beside_a_huge_one_can_be_seen_and_its_value_read() -> None:
    drawn = scene(bars(Point("China", 35_000_000.0), Point("Malta", 7.0)))

    assert min(bar.width for bar in bars_of(drawn)) >= 2
    assert {"35,000,000", "7"} <= set(texts(drawn))


def test_a_bar_of_a_part_of_a_period_is_hatched_and_told() -> None:
    drawn = scene(bars(Point("France", 10.0), Point("Spain", 5.0, partial=True)))

    assert [bar.fill for bar in bars_of(drawn)] == [palette(Theme.LIGHT).lines[0], HATCH]
    assert "Hatched: part of the period" in texts(drawn)


def test_shares_of_one_moment_are_bars_named_by_their_lines() -> None:
    described = chart(
        Line("Norway", (Point("2025", 97.0),)), Line("India", (Point("2025", 4.0),)), kind=ChartKind.SHARE, unit="%"
    )

    drawn = scene(described)

    assert {"Norway", "97%", "India", "4%"} <= set(texts(drawn))
    assert len(bars_of(drawn)) == 2


def test_large_shares_are_seen_against_the_whole_and_small_ones_fill_the_axis() -> None:
    def widest(values: list[float]) -> float:
        shares = [Line(f"Place {value}", (Point("2025", value),)) for value in values]
        return max(bar.width for bar in bars_of(scene(chart(*shares, kind=ChartKind.SHARE, unit="%"))))

    assert widest([50.0, 10.0]) < widest([0.2, 0.1]) * 0.6


def test_axes_of_shares_end_at_a_hundred_where_values_are_near_it() -> None:
    assert "100%" in texts(scene(chart(line([60.0, 97.0]), kind=ChartKind.SHARE, unit="%")))
    assert "100%" not in texts(scene(chart(line([0.2, 0.4]), kind=ChartKind.SHARE, unit="%")))


def test_falling_bars_go_to_the_left_of_zero() -> None:
    up, down = bars_of(scene(bars(Point("China", 20.0), Point("Germany", -30.0), unit="%")))

    assert down.x + down.width == pytest.approx(up.x)


# Words


def test_what_comes_from_data_is_escaped() -> None:
    nasty = '<script>alert("&")</script>'

    text = svg(chart(line([1.0, 2.0], nasty), line([2.0, 1.0], "b\x00\u202e"), title=nasty, note="]]>", source="a & b"))

    assert "<script>" not in text
    root = ElementTree.fromstring(text)
    assert any("<script>" in (node.text or "") for node in root.iter("{http://www.w3.org/2000/svg}text"))


def test_source_and_date_stand_in_the_picture() -> None:
    assert "Source: KBA · as of 2025-01-08" in texts(scene(chart(line([1.0, 2.0]))))


def test_a_long_name_loses_its_middle_and_keeps_its_end() -> None:
    short = shortened("Volkswagen ID. Buzz Cargo Long Wheelbase 4Motion", 200, 18)

    assert short.startswith("Volks")
    assert short.endswith("4Motion")
    assert ELLIPSIS in short
    assert width(short, 18) <= 200


@given(st.text(max_size=120), st.floats(60, 400))
def test_wrapped_lines_fit_their_room(text: str, room: float) -> None:
    lines = wrapped(clean(text), room, 18, most=3)

    assert len(lines) <= 3
    assert all(width(part, 18) <= room + 1e-6 for part in lines)


@pytest.mark.parametrize("weight", Weight)
def test_the_font_has_every_letter_that_names_and_signs_need(weight: Weight) -> None:
    from bot.charts.font import _advances

    assert [
        letter
        for letter in "Škoda Citroën Türkiye Łódź − · … “ ” % ‑ ₂ – ’ ° é ő ş ğ ı"
        if ord(letter) not in _advances(weight)
    ] == []


# The picture itself


def test_svg_is_the_same_every_time() -> None:
    described = chart(line([1.0, None, 3.0]), line([2.0, 2.5, 2.0], "Leaf"))

    assert svg(described) == svg(described)


@pytest.mark.parametrize("theme", Theme)
def test_png_is_of_the_size_asked_for_with_a_background_of_its_own(theme: Theme) -> None:
    described = chart(line([1.0, 2.0, 3.0]))

    data = png(described, theme=theme)

    height = scene(described, theme=theme).height
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1200, 2 * height)
    assert palette(theme).background in svg(described, theme=theme)


def test_png_holds_letters_although_no_font_of_the_machine_is_used() -> None:
    described = bars(Point("Tesla Model Y", 1.0))
    bare = bars(Point("i", 1.0))

    assert len(png(described)) > len(png(bare)) + 500


def test_pictures_can_be_painted_in_any_thread() -> None:
    described = chart(line([1.0, 2.0]))
    found: list[bytes] = []
    painters = [threading.Thread(target=lambda: found.append(png(described))) for _ in range(2)]
    for painter in painters:
        painter.start()
    for painter in painters:
        painter.join()

    assert found == [png(described)] * 2


def test_importing_charts_does_not_import_the_library_that_paints() -> None:
    code = "import sys, bot.charts; sys.exit('resvg' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("theme", Theme)
def test_every_colour_can_be_read_on_its_background(theme: Theme) -> None:
    colours = palette(theme)

    for colour in (*colours.lines, colours.ink, colours.muted):
        assert contrast(colour, colours.background) >= 4.5, colour


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("sight", ["full", "protan", "deutan", "tritan"])
def test_any_two_lines_have_colours_that_stay_apart(theme: Theme, sight: str) -> None:
    for one, other in combinations(palette(theme).lines, 2):
        assert distance(one, other, sight) >= 20, (one, other)


SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""How much of red, green and blue light is seen, after Machado, Oliveira and Fernandes (2009)."""


def light(colour: str) -> list[float]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted(
        (
            sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), light(colour), strict=True))
            for colour in (one, other)
        ),
        reverse=True,
    )
    return (bright + 0.05) / (dark + 0.05)


def distance(one: str, other: str, sight: str) -> float:
    """How far apart two colours look, in CIELAB."""
    seen = []
    for colour in (one, other):
        red, green, blue = (
            min(1.0, max(0.0, sum(share * part for share, part in zip(row, light(colour), strict=True))))
            for row in SIGHTS[sight]
        )
        x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
        y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
        a, b, c = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
        seen.append((116 * b - 16, 500 * (a - b), 200 * (b - c)))
    return sum((here - there) ** 2 for here, there in zip(*seen, strict=True)) ** 0.5
