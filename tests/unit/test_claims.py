"""Claims that hold and claims that do not: of events, of where something is sold, of shares and of years beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.answer import Answer, Status, Verdict
from bot.service import Context, Service
from facts.store import FactStore

Claim = Callable[[str], Answer]


@pytest.fixture(scope="module")
def claim(real_store: FactStore) -> Claim:
    """What the bot says of a claim."""
    service = Service(real_store)
    return lambda text: service.ask(f"Is it true that {text}?", Context(None, date(2026, 11, 23)))


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        ("Sweden had a higher electric share than Norway in 2023", Verdict.REFUTED, "No"),
        ("Sweden had a lower electric share than Norway in 2023", Verdict.SUPPORTED, "Yes"),
    ],
)
def test_a_claim_that_compares_shares_is_decided_by_the_percentages(
    claim: Claim, text: str, verdict: Verdict, said: str
) -> None:
    answer = claim(text)

    assert answer.verdict is verdict
    assert answer.text.startswith(f"{said}: the shares were 58.4% in Sweden and 89.2% in Norway.")
    assert [(row.id, row.label, round(row.value or 0, 1), row.unit, row.period) for row in answer.rows] == [
        ("SE", "Sweden", 58.4, "percent", "2023"),
        ("NO", "Norway", 89.2, "percent", "2023"),
    ]
    assert "Compared  percent" in answer.text


def test_a_claim_that_compares_numbers_has_a_table_of_vehicles(claim: Claim) -> None:
    answer = claim("Norway registered more electric cars than Sweden in 2023")

    assert "Compared  vehicles" in answer.text


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        ("the Leaf is sold in Europe", Verdict.SUPPORTED, "about 40,700 Nissan Leaf were sold in Europe"),
        ("the BMW i3 is sold in Norway", Verdict.SUPPORTED, "1,889 BMW i3 were registered in Norway in 2021."),
        (
            "the BYD Seagull is sold in the US",
            Verdict.UNVERIFIABLE,
            "no figure and no statement in my sources speaks of sales in the United States.",
        ),
    ],
)
def test_a_claim_that_something_is_sold_somewhere_is_decided_by_what_was_counted_there(
    claim: Claim, text: str, verdict: Verdict, said: str
) -> None:
    answer = claim(text)

    assert answer.verdict is verdict
    assert said in answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30,376 Zoe were sold in Germany in 2019", "30,376 is the figure of 2020."),
        ("30,376 Zoe were sold in Germany in 2021", "30,376 is the figure of 2020."),
        ("30,376 Zoe were sold in Germany in 2018", "30,376 is the figure of 2020."),
        ("30,376 Zoe were sold in Germany in 2022", "30,376 is the figure of 2020."),
    ],
)
def test_a_number_that_is_right_for_a_year_beside_says_which(claim: Claim, text: str, told: str) -> None:
    answer = claim(text)

    assert (answer.status, answer.verdict) == (Status.ANSWERED, Verdict.REFUTED)
    assert told in answer.text


@pytest.mark.parametrize(
    "text", ["30,376 Zoe were sold in Germany in 2017", "more than 30,375 Zoe were sold in Germany in 2019"]
)
def test_a_number_that_is_right_for_no_year_near_is_not_explained(claim: Claim, text: str) -> None:
    answer = claim(text)

    assert answer.verdict is Verdict.REFUTED
    assert "is the figure of" not in answer.text
