"""From words to names, and the repair of misspelt ones: what is read, and what is left alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.memory import Memory
from bot.question import Question, Refusal
from bot.understand.lexicon import Lexicon, Meaning
from bot.understand.reader import Reader
from bot.understand.repair import Repair, Speller
from bot.understand.tokens import fold, tokenize
from bot.understand.vocabulary import vocabulary_of
from facts.store import FactStore

TODAY = date(2026, 11, 23)


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
    "below",
    [
        "Kind regards, H. Wimmer",
        "Yours sincerely, P. Austin",
        "Thanks and best regards,\nMr. Mini",
        "Cheers, Kia",
        "Greetings from Sweden",
    ],
)
def test_the_name_below_a_letter_is_neither_a_maker_nor_a_place(below: str, reader: Reader) -> None:
    letter = reader.draft(f"How many ID.3 were registered in Switzerland in 2021? {below}", TODAY)

    assert [place.id for place in letter.places] == ["CH"]
    assert [subject.id for subject in letter.subjects] == ["volkswagen/id-3"]
    assert letter.repairs == []


@pytest.mark.parametrize(
    "text",
    [
        "How many EVs were registered in Norway in 2023? Cheers, and in Sweden",
        "How many EVs were registered in Norway in 2023? Kind regards! And 2022 in Sweden?",
        "Kind regards to all: EVs in Norway and Sweden",
    ],
)
def test_regards_that_end_nothing_take_no_question_away(text: str, reader: Reader) -> None:
    assert "sweden" in [token.text for token in reader.draft(text, TODAY).tokens]


def test_readers_of_the_same_names_share_what_was_made_of_them(real_store: FactStore) -> None:
    assert vocabulary_of(tuple(real_store.names())) is vocabulary_of(tuple(real_store.names()))


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
