"""From text to words, numbers and times: what is read, and what is left alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.memory import Memory
from bot.question import Bound, Question, Refusal
from bot.understand.lexicon import Lexicon, Meaning
from bot.understand.numbers import NumberRead, read_number
from bot.understand.periods import PeriodReader, TimeRead
from bot.understand.reader import Reader
from bot.understand.repair import Repair, Speller
from bot.understand.tokens import LONGEST_TEXT, MOST_TOKENS, fold, tokenize
from facts.period import Period
from facts.store import FactStore

TODAY = date(2026, 11, 23)
MONTHS = {
    name: (number, name == "may")
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}


def words(text: str) -> list[str]:
    """The token texts of a text."""
    return [token.text for token in tokenize(text)]


# -- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("ŠKODA", "skoda"),
        ("Škoda", "skoda"),
        ("Citroën", "citroen"),
        ("Türkiye", "turkiye"),
        ("Østerrike", "osterrike"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ＺＯＥ", "zoe"),
        ("e‑Golf", "e-golf"),
        ("Россия", "россия"),
        ("日産", "日産"),
    ],
)
def test_folding_takes_away_case_accents_and_typographic_variety(said: str, folded: str) -> None:
    assert fold(said) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tesla's sales", ["tesla", "sales"]),
        ("Tesla’s sales", ["tesla", "sales"]),
        ("what's sold", ["what", "sold"]),
        ("they've sold", ["they", "sold"]),
        ("I'd ask", ["i", "ask"]),
        ("we'll see", ["we", "see"]),
        ("the 2000's", ["the", "2000"]),
        ("don't", ["do", "not"]),
        ("didn’t", ["did", "not"]),
        ("isn't it", ["is", "not", "it"]),
    ],
)
def test_possessive_and_contracted_endings_are_dropped_and_negations_kept(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30,376", 30376.0),
        ("30.376", 30376.0),
        ("30'376", 30376.0),
        ("30 376", 30376.0),
        ("30\u202f376", 30376.0),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1.2", 1.2),
        ("1,2", 1.2),
        ("17.45", 17.45),
        ("2020", 2020.0),
    ],
)
def test_a_number_with_separators_is_one_token(text: str, value: float) -> None:
    tokens = tokenize(text)

    assert [token.value for token in tokens] == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-03", ["2023-03"]),
        ("2023-03-31", ["2023-03-31"]),
        ("31.12.2023", ["31.12.2023"]),
        ("2020-2023", ["2020", "-", "2023"]),
        ("2020,2021", ["2020", ",", "2021"]),
        ("Q1 2023", ["q", "1", "2023"]),
        ("F-150", ["f", "-", "150"]),
    ],
)
def test_dates_stay_whole_and_ranges_fall_apart(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    ["zo\u200be", "z\u00adoe", "\ufeffzoe", "zoe\u200e", "zo\u0301e", "zo\u2060e", "\u202ezoe\u202c"],
)
def test_characters_that_cannot_be_seen_do_not_part_a_word(text: str) -> None:
    assert words(text) == ["zoe"]


@pytest.mark.parametrize(
    "text", ["zoe\x00germany", "zoe\x07germany", "zoe\r\ngermany", "zoe\u2028germany", "zoe\tgermany"]
)
def test_control_characters_part_words_like_a_space(text: str) -> None:
    assert words(text) == ["zoe", "germany"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\x00"])
def test_a_text_without_anything_to_see_has_no_tokens(text: str) -> None:
    assert words(text) == []


def test_a_text_of_any_length_is_read_to_its_longest_only() -> None:
    tokens = tokenize("electrification " * 100_000)

    assert len(tokens) == LONGEST_TEXT // len("electrification ")


def test_no_more_words_and_signs_are_read_than_a_question_can_have() -> None:
    assert len(tokenize("( " * 100_000)) == MOST_TOKENS


def test_a_flag_is_the_code_of_its_country() -> None:
    assert [token.raw for token in tokenize("xpeng g6 🇳🇴")] == ["xpeng", "g", "6", "NO"]


def test_a_token_knows_where_it_stood_and_whether_a_space_stands_before_it() -> None:
    model, number = tokenize("ID 3")[0], tokenize("ID 3")[1]

    assert (model.start, model.end, number.start, number.spaced) == (0, 2, 3, True)
    assert not tokenize("ID3")[1].spaced


# -- numbers ----------------------------------------------------------------------------------------------------------


def number(text: str) -> NumberRead:
    """The number at the beginning of a text."""
    read = read_number(tokenize(text), 0)
    assert read is not None, text
    return read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30,376", 30376),
        ("30.376", 30376),
        ("30k", 30_000),
        ("30 thousand", 30_000),
        ("100 k", 100),
        ("1.2m", 1_200_000),
        ("1.2 million", 1_200_000),
        ("1,2 million", 1_200_000),
        ("1.2mn", 1_200_000),
        ("2bn", 2_000_000_000),
        ("half a million", 500_000),
        ("quarter of a million", 250_000),
        ("a million", 1_000_000),
        ("a hundred thousand", 100_000),
        ("one hundred thousand", 100_000),
        ("two million", 2_000_000),
        ("twenty-one", 21),
        ("twenty one", 21),
        ("ninety", 90),
        ("three hundred", 300),
        ("three hundred and fifty thousand", 300),
        ("five dozen", 60),
    ],
)
def test_a_number_in_figures_or_words_has_its_value(text: str, value: float) -> None:
    assert number(text).value == value


def test_the_article_before_a_quarter_of_a_million_belongs_to_no_number() -> None:
    tokens = tokenize("a quarter of a million")

    assert read_number(tokens, 0) is None
    assert read_number(tokens, 1) == NumberRead(250_000, 1, 4, in_words=True, has_scale=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200,000th", 200_000),
        ("5 millionth", 5_000_000),
        ("five millionth", 5_000_000),
        ("ten-millionth", 10_000_000),
        ("3rd", 3),
        ("1st", 1),
        ("22nd", 22),
        ("millionth", 1_000_000),
    ],
)
def test_an_ordinal_is_told_from_a_number(text: str, value: float) -> None:
    read = number(text)

    assert (read.value, read.is_ordinal) == (value, True)


@pytest.mark.parametrize("text", ["50%", "50 %", "50 percent", "50 per cent", "50 pct", "fifty percent"])
def test_a_percentage_is_told_from_a_number(text: str) -> None:
    read = number(text)

    assert (read.value, read.is_percent) == (50, True)


@pytest.mark.parametrize("text", ["zoe", "million", "and 5", "- 5", "the first"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(tokenize(text), 0) is None


def test_a_lone_letter_scales_only_the_number_it_is_stuck_to() -> None:
    assert (number("3m").value, number("3 m").value) == (3_000_000, 3)


@given(st.integers(min_value=1_000, max_value=999_999_999), st.sampled_from([",", ".", "'", " "]))
def test_a_number_comes_back_whatever_parts_its_thousands(value: int, sign: str) -> None:
    assert number(f"{value:,}".replace(",", sign)).value == value


@given(st.integers(min_value=21, max_value=99).filter(lambda value: value % 10 != 0), st.sampled_from(["-", " "]))
def test_a_number_in_words_comes_back(value: int, sign: str) -> None:
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    ones = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

    assert number(f"{tens[value // 10 - 2]}{sign}{ones[value % 10 - 1]}").value == value


# -- periods ----------------------------------------------------------------------------------------------------------


def times(text: str) -> list[TimeRead]:
    """Every period of a text."""
    return PeriodReader(tokenize(text), TODAY, MONTHS).read()


def key(text: str) -> str:
    """The notation of the only period of a text."""
    (read,) = times(text)
    assert read.period is not None
    return read.period.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2020", "2020"),
        ("2020", "2020"),
        ("calendar year 2020", "2020"),
        ("the whole year 2020", "2020"),
        ("'20", "2020"),
        ("twenty twenty-three", "2023"),
        ("two thousand nineteen", "2019"),
        ("last year", "2025"),
        ("two years ago", "2024"),
        ("a year ago", "2025"),
        ("in march 2023", "2023-03"),
        ("march of 2023", "2023-03"),
        ("mar 23", "2023-03"),
        ("mar '23", "2023-03"),
        ("2023 april", "2023-04"),
        ("2023 march", "2023-03"),
        ("03/2023", "2023-03"),
        ("2023-03", "2023-03"),
        ("march last year", "2025-03"),
        ("april of last year", "2025-04"),
        ("last month", "2026-10"),
        ("Q1 2023", "2023-Q1"),
        ("2023 Q1", "2023-Q1"),
        ("1q 2023", "2023-Q1"),
        ("q1 23", "2023-Q1"),
        ("first quarter of 2023", "2023-Q1"),
        ("the 3rd quarter of '24", "2024-Q3"),
        ("last quarter of 2023", "2023-Q4"),
        ("first half of 2016", "2016-H1"),
        ("h2 2023", "2023-H2"),
        ("1st half 2026", "2026-H1"),
        ("second half of 2024", "2024-H2"),
        ("first six months of 2023", "2023-H1"),
        ("first five months of 2016", "2016-01..2016-05"),
        ("first three quarters of 2024", "2024-01..2024-09"),
        ("last three months of 2025", "2025-Q4"),
        ("last two months of 2025", "2025-11..2025-12"),
        ("2019 to 2022", "2019..2022"),
        ("2019-2022", "2019..2022"),
        ("2019-22", "2019..2022"),
        ("2019..2022", "2019..2022"),
        ("from 2019 to 2022", "2019..2022"),
        ("between 2019 and 2022", "2019..2022"),
        ("2019 through 2022", "2019..2022"),
        ("23 to 24", "2023..2024"),
        ("the 2010s", "2010..2019"),
        ("january to july 2025", "2025-01..2025-07"),
        ("jan-jun 2025", "2025-H1"),
        ("july through september 2025", "2025-Q3"),
        ("between march 2020 and june 2021", "2020-03..2021-06"),
        ("from november 2023 to february 2024", "2023-11..2024-02"),
        ("fiscal year 2016", "2016-04..2017-03"),
        ("fiscal 2024", "2024-04..2025-03"),
        ("fy 2024", "2024-04..2025-03"),
    ],
)
def test_a_period_is_read_however_it_is_said(text: str, expected: str) -> None:
    months = [Period.parse(part) for part in expected.split("..")]
    first, last = months[0].start, months[-1].end
    (read,) = times(text)

    assert read.period is not None
    assert (read.period.start, read.period.end) == (first, last)
    assert read.bound is Bound.IN


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("since 2015", date(2015, 1, 1)),
        ("since march 2021", date(2021, 3, 1)),
        ("since the beginning of 2020", date(2020, 1, 1)),
        ("from 2021 on", date(2021, 1, 1)),
        ("from 2021 onwards", date(2021, 1, 1)),
        ("starting in 2020", date(2020, 1, 1)),
        ("after 2020", date(2021, 1, 1)),
        ("year to date", date(2026, 1, 1)),
        ("ytd", date(2026, 1, 1)),
        ("this year", date(2026, 1, 1)),
        ("so far this year", date(2026, 1, 1)),
        ("this year so far", date(2026, 1, 1)),
    ],
)
def test_an_open_end_has_its_beginning(text: str, start: date) -> None:
    (read,) = times(text)

    assert read.bound is Bound.SINCE
    assert read.period is not None
    assert read.period.start == start


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("until april 2016", date(2016, 4, 30)),
        ("by july 2016", date(2016, 7, 31)),
        ("up to june 2015", date(2015, 6, 30)),
        ("as of april 2016", date(2016, 4, 30)),
        ("before 2020", date(2019, 12, 31)),
        ("prior to 2020", date(2019, 12, 31)),
        ("by the end of 2020", date(2020, 12, 31)),
        ("at the end of 2024", date(2024, 12, 31)),
        ("year-end 2020", date(2020, 12, 31)),
        ("mid-2016", date(2016, 7, 31)),
        ("by the middle of 2016", date(2016, 7, 31)),
    ],
)
def test_a_limit_has_its_last_day(text: str, end: date) -> None:
    read = times(text)[-1]

    assert read.bound is Bound.UNTIL
    assert read.period is not None
    assert read.period.end == end


@pytest.mark.parametrize(("text", "years"), [("past five years", 5), ("the last 3 years", 3), ("last two years", 2)])
def test_the_last_years_are_as_many_as_named_and_end_with_a_whole_one(text: str, years: int) -> None:
    (read,) = times(text)

    assert read.period is not None
    assert read.period.start == date(2026 - years, 1, 1)
    assert read.period.end == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["until now", "up to today", "as of today", "since launch"])
def test_what_ends_today_has_no_period_of_its_own(text: str) -> None:
    (read,) = times(text)

    assert (read.period, read.bound) == (None, Bound.EVER)


@pytest.mark.parametrize(
    ("text", "month"), [("in june", "2026-06"), ("in december", "2025-12"), ("november", "2026-11")]
)
def test_a_month_without_a_year_is_the_newest_and_says_so(text: str, month: str) -> None:
    (read,) = times(text)

    assert read.needs_year
    assert read.period is not None
    assert read.period.key == month


@pytest.mark.parametrize("text", ["now", "today", "currently", "at the moment", "right now", "at present"])
def test_now_asks_for_the_newest(text: str) -> None:
    (read,) = times(text)

    assert read.is_newest


@pytest.mark.parametrize("text", ["next year", "next quarter", "the coming years"])
def test_the_future_is_marked(text: str) -> None:
    assert any(read.is_future for read in times(text))


@pytest.mark.parametrize(
    "text", ["top 5", "340,000", "50 percent", "model 3", "i3", "ID.4", "100 cars", "5008", "1st place", "zoe", ""]
)
def test_a_number_that_is_no_time_is_left_alone(text: str) -> None:
    assert times(text) == []


def test_fiscal_years_are_marked() -> None:
    assert [read.is_fiscal for read in times("fiscal year 2016")] == [True]


def test_two_periods_are_read_left_to_right_without_overlap() -> None:
    reads = times("compare march 2020 with march 2021")

    assert [read.period.key for read in reads if read.period] == ["2020-03", "2021-03"]
    assert reads[0].last < reads[1].first


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_a_month_comes_back_from_its_key(year: int, month: int) -> None:
    assert key(Period.month(year, month).key) == Period.month(year, month).key


@given(st.integers(2000, 2099), st.integers(1, 4))
def test_a_quarter_comes_back_from_its_words(year: int, quarter: int) -> None:
    assert key(f"q{quarter} {year}") == Period.quarter(year, quarter).key


@given(st.integers(2000, 2099), st.integers(1, 2))
def test_a_half_year_comes_back_from_its_words(year: int, half: int) -> None:
    assert key(f"h{half} {year}") == Period.half(year, half).key


@given(st.integers(2000, 2090), st.integers(1, 9))
def test_a_range_of_years_comes_back_from_its_words(year: int, more: int) -> None:
    (read,) = times(f"from {year} to {year + more}")

    assert read.period == Period.years(year, year + more)


# -- the lexicon ------------------------------------------------------------------------------------------------------


def lexicon() -> Lexicon:
    """A small lexicon of names that are easily found where they are not."""
    found = Lexicon()
    for phrase, kind, value in (
        ("us", "region", "US"),
        ("i3", "model", "bmw/i3"),
        ("ID.3", "model", "volkswagen/id-3"),
        ("ID Buzz", "model", "volkswagen/id-buzz"),
        ("e-Golf", "model", "volkswagen/e-golf"),
        ("Model 3", "model", "tesla/model-3"),
        ("Zoe", "model", "renault/zoe"),
        ("Leaf", "model", "nissan/leaf"),
        ("Germany", "region", "DE"),
        ("Sweden", "region", "SE"),
        ("Switzerland", "region", "CH"),
        ("Renault", "brand", "renault"),
        ("Enyaq", "model", "skoda/enyaq"),
        ("Elroq", "model", "skoda/elroq"),
        ("EV", "powertrain", "EV"),
    ):
        found.add(phrase, Meaning(kind, value))
    return found


def found_in(text: str) -> set[str]:
    """The values of everything the small lexicon finds in a text."""
    return {meaning.value for hit in lexicon().hits(tokenize(text)) for meaning in hit.meanings}


@pytest.mark.parametrize("text", ["houses", "buses", "russia", "focus", "because", "usual", "status quo"])
def test_a_name_is_never_found_inside_a_word(text: str) -> None:
    assert found_in(text) == set()


@pytest.mark.parametrize("text", ["i3", "I3", "BMW i3", "(i3)", "the i3, please"])
def test_a_letter_and_a_figure_stuck_together_are_the_name(text: str) -> None:
    assert found_in(text) == {"bmw/i3"}


@pytest.mark.parametrize("text", ["i 3", "did i 3 times ask", "i, 3"])
def test_a_lone_letter_and_a_figure_apart_are_not_the_name(text: str) -> None:
    assert "bmw/i3" not in found_in(text)


@pytest.mark.parametrize("text", ["ID.3", "ID 3", "id3", "ID-3", "Id.3", "id/3"])
def test_soft_signs_inside_a_name_mean_nothing(text: str) -> None:
    assert found_in(text) == {"volkswagen/id-3"}


@pytest.mark.parametrize("text", ["e-Golf", "e-golf", "E‑GOLF", "e–Golf"])
def test_every_sort_of_hyphen_is_the_same_hyphen(text: str) -> None:
    assert "volkswagen/e-golf" in found_in(text)


def test_a_longer_number_is_not_a_shorter_name() -> None:
    assert found_in("ID.33 Model 35") == set()


def test_a_sign_between_spaces_parts_two_names() -> None:
    assert "tesla/model-3" not in found_in("Model - 3")


def regions_of(text: str, reader: Reader) -> list[str]:
    """The regions that a text is read to name."""
    return [place.id for place in reader.draft(text, TODAY).places]


@pytest.fixture(scope="module")
def reader(real_store: FactStore) -> Reader:
    """A reader for the real names."""
    return Reader.from_names(real_store.names(), real_store.catalogue)


@pytest.mark.parametrize(
    "text",
    [
        "tell us how many",
        "give us the zoe",
        "can it be so",
        "is it in there",
        "no idea",
        "so be it",
        "at last",
        "me too",
        "my zoe",
        "houses and buses",
    ],
)
def test_everyday_words_are_never_countries(text: str, reader: Reader) -> None:
    assert regions_of(text, reader) == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("EVs in the US in 2023", "US"),
        ("zoe US 2023", "US"),
        ("leaf us h1 2016", "US"),
        ("EVs in the U.S. in 2023", "US"),
        ("evs in the uk in 2020", "GB"),
        ("BEVs in NO in 2023", "NO"),
    ],
)
def test_a_short_name_in_a_place_for_a_country_is_one(text: str, region: str, reader: Reader) -> None:
    assert regions_of(text, reader) == [region]


@pytest.mark.parametrize("text", ["how many zoes may have been sold", "may I ask", "may it be", "how it may be"])
def test_may_as_a_verb_is_never_a_month(text: str, reader: Reader) -> None:
    assert reader.draft(text, TODAY).times == []


@pytest.mark.parametrize("text", ["zoes in may 2023", "zoes in May", "May 2023"])
def test_may_beside_a_year_or_a_preposition_is_a_month(text: str, reader: Reader) -> None:
    (read,) = reader.draft(text, TODAY).times

    assert read.period is not None
    assert read.period.end.month == 5


@pytest.mark.parametrize("text", ["it", "how did it do", "was it sold", "what is it"])
def test_it_is_never_a_thing_that_is_counted(text: str, reader: Reader) -> None:
    draft = reader.draft(text, TODAY)

    assert (draft.subjects, draft.places) == ([], [])


def test_longer_names_go_before_shorter_ones(reader: Reader) -> None:
    draft = reader.draft("Audi Q4 e-tron in South Korea", TODAY)

    assert [subject.id for subject in draft.subjects] == ["audi/q4-e-tron"]
    assert [place.id for place in draft.places] == ["KR"]


# -- repair -----------------------------------------------------------------------------------------------------------


def speller() -> Speller:
    """A speller for the small lexicon."""
    return Speller(lexicon())


@pytest.mark.parametrize(
    ("said", "read"),
    [("germny", "germany"), ("gremany", "germany"), ("germayn", "germany"), ("renualt", "renault"), ("enyak", "enyaq")],
)
def test_a_misspelt_word_is_read_and_the_repair_says_both(said: str, read: str) -> None:
    assert speller().repair(said) == Repair(said, read)


@pytest.mark.parametrize("word", ["zeo", "zo", "lef", "leef", "evv", "uss", "i4", "id4", "zoee"])
def test_short_words_and_codes_are_never_repaired(word: str) -> None:
    assert speller().repair(word) is None


@pytest.mark.parametrize("word", ["enyaq", "elroq", "sweden", "switzerland", "germany", "renault"])
def test_a_known_name_is_never_turned_into_another(word: str) -> None:
    assert speller().repair(word) is None


@pytest.mark.parametrize("word", ["blorpmobile", "wibble", "xxxxxxxx", "kangaroo", "a" * 200])
def test_a_word_that_is_close_to_nothing_is_left_alone(word: str) -> None:
    assert speller().repair(word) is None


def test_a_word_between_two_names_is_left_alone() -> None:
    found = Lexicon()
    found.add("Latria", Meaning("region", "A"))
    found.add("Lavria", Meaning("region", "B"))

    assert Speller(found).repair("lauria") is None


def test_no_known_model_name_is_repaired_into_another(reader: Reader, real_store: FactStore) -> None:
    repaired = [
        (name, reader.draft(name, TODAY).repairs)
        for name, kind, _, weak in real_store.names()
        if kind in ("model", "brand", "region") and not weak and reader.draft(name, TODAY).repairs
    ]

    assert repaired == []


def test_a_repair_is_told_in_the_words_of_the_asker(reader: Reader) -> None:
    read = reader.read("Zoe Germny 2020", TODAY)

    assert isinstance(read, Question)
    assert read.repairs == (("Germny", "germany"),)


# -- anything at all --------------------------------------------------------------------------------------------------

SEEDS = st.sampled_from(
    [
        "zoe", "Germany", "2020", "how many", "vs", "and", "share", "top 5", "last", "year", "since", "Q1", "?", ",",
        ".", "half a million", "'", "’s", "%", "ID.3", "us", "may", "it", "not", "\u200b", "between", "of", "the",
        "source", "ignore", "red", "named", "-", "(", "1.2m", "31.02.2023", "99/9999", "2023-13", "q5", "h3", "twenty",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_the_reader_never_raises_on_arbitrary_text(text: str, reader: Reader) -> None:
    assert isinstance(reader.read(text, TODAY, Memory()), Question | Refusal)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(SEEDS, max_size=14), sign=st.sampled_from([" ", "", "  ", "\n"]))
def test_the_reader_never_raises_on_words_it_knows_in_any_order(pieces: list[str], sign: str, reader: Reader) -> None:
    assert isinstance(reader.read(sign.join(pieces), TODAY, Memory()), Question | Refusal)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=120))
def test_tokens_stand_in_order_and_say_something(text: str) -> None:
    tokens = tokenize(text)

    assert all(token.text for token in tokens)
    assert all(before.start < after.start for before, after in pairwise(tokens))


@given(text=st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
