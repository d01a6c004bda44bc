"""What an update of the figures brings to a follow: what is news, what is not, and how the post tells it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.document import Table
from bot.following import News, news, read_follow
from bot.following.asking import Asking
from bot.service import Context, Hearers, Service
from bot.state.follows import Follow
from facts import PeriodKind
from facts.opening import open_store
from facts.store import FactStore
from tests.support.small_data import add_figures, small_data

TODAY = date(2024, 6, 15)
PLACE = "discord:77"


class Figures:
    """The small figures, which end with 2023, and what updates add to them."""

    def __init__(self, folder: Path, stores: ExitStack) -> None:
        self._folder, self._stores = folder, stores
        self._data = small_data(folder / "data")

    def store(self) -> FactStore:
        """A store of the figures as they are now."""
        store = open_store(self._data, self._folder / "cache")
        self._stores.callback(store.close)
        return store

    def come(self, *months: str, bevs: int = 91) -> FactStore:
        """The store after an update that brings some months of Norway."""
        for month in months:
            models = [
                f"renault/zoe,,,,NO,{month},40",
                f"tesla/model-3,,,,NO,{month},20",
                f"nissan/leaf,,,,NO,{month},30",
            ]
            add_figures(self._data, "paper", [*models, f"market,remainder,,,NO,{month},1"])
            kinds = {"BEV": bevs, "PHEV": 5, "PETROL": 4, "DIESEL": 3}
            add_figures(self._data, "bureau", [f"market,,,{kind},NO,{month},{count}" for kind, count in kinds.items()])
        return self.store()

    def revise(self, old: str, new: str) -> FactStore:
        """The store after an update that puts another line in the place of one of the bureau's."""
        path = self._data / "bureau" / "markets.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return self.store()


@pytest.fixture
def figures(tmp_path: Path) -> Iterator[Figures]:
    """The small figures in a folder of their own."""
    with ExitStack() as stores:
        yield Figures(tmp_path, stores)


def followed(service: Service, text: str, *, inside: bool = False) -> Follow:
    """The follow of a text, in a channel."""
    context = Context(platform="discord", place=PLACE, today=TODAY, inside=inside)
    read = read_follow(service, text, context)
    follow = read.in_channel("10")
    assert follow is not None, read.answer.text
    return follow


def told(came: News | None) -> list[str]:
    """The lines of a post."""
    return [] if came is None else came.answer.text.splitlines()


FOLLOWS = [
    "when Norway's January 2024 is out",
    "every month BEVs in Norway",
    "every month the top 3 in Norway",
    "when the Zoe passes 150 in Norway",
    "every month the electric share in Norway",
    "every quarter Norway",
    "every year Norway",
]


@pytest.mark.parametrize("text", FOLLOWS)
def test_what_was_out_when_the_follow_was_set_is_no_news(figures: Figures, text: str) -> None:
    service = Service(figures.store())
    follow = followed(service, text)

    assert news(service, follow, TODAY) is None


def test_a_new_month_is_told_with_its_figure_its_source_and_the_change(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in Norway")
    service.serve(figures.come("2024-01"))
    came = news(service, follow, TODAY)

    assert came is not None
    assert (came.mark, came.answer.value) == ("2024-01", 91)
    assert told(came) == [
        "91 battery-electric cars were registered in Norway in January 2024.",
        "(battery-electric · registrations · Norway · January 2024)",
        "Registrations of battery-electric cars in Norway rose by 193.5%, "
        "from 31 in January 2023 to 91 in January 2024 (60 more).",
        "This channel follows it: every month: battery-electric · registrations · Norway.",
        "[1] Bureau of Cars: Tables, 2024-03-01 https://bureau.example/t",
    ]


def test_the_numbers_have_the_form_that_the_place_is_used_to(figures: Figures) -> None:
    service = Service(figures.store())
    follow = replace(followed(service, "every month BEVs in Norway"), locale="de")
    service.serve(figures.come("2024-01", bevs=12_345))

    assert told(news(service, follow, TODAY))[0].startswith("12.345 battery-electric cars")


def test_of_several_months_at_once_the_newest_is_told_and_the_others_named(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in Norway")
    service.serve(figures.come("2024-01", "2024-02", "2024-03"))
    came = news(service, follow, TODAY)

    assert came is not None
    assert came.mark == "2024-03"
    assert "January 2024 and February 2024 came out with it; ask me for the figures." in told(came)


def test_what_was_posted_is_no_news_again_nor_is_an_older_month_that_comes_late(figures: Figures) -> None:
    service = Service(figures.store())
    follow = replace(followed(service, "every month BEVs in Norway"), seen="2024-03")
    service.serve(figures.come("2024-01", "2024-02", "2024-03"))

    assert news(service, follow, TODAY) is None


def test_a_revision_of_what_was_out_is_no_news(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in Norway")
    service.serve(figures.revise("market,,,BEV,NO,2023-12,61", "market,,,BEV,NO,2023-12,66"))

    assert service.ask("BEVs in Norway in December 2023", Context(today=TODAY)).value == 66
    assert news(service, follow, TODAY) is None


def test_a_quarter_is_news_when_it_is_whole(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every quarter Norway")
    service.serve(figures.come("2024-01", "2024-02"))
    early = news(service, follow, TODAY)
    service.serve(figures.come("2024-03"))
    came = news(service, follow, TODAY)

    assert early is None
    assert came is not None
    assert (came.mark, came.answer.value) == ("2024-Q1", 288)


def test_a_year_that_is_not_over_is_no_news(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every year Norway")
    service.serve(figures.come(*(f"2024-{month:02}" for month in range(1, 6))))

    assert news(service, follow, TODAY) is None


def test_the_one_month_that_was_waited_for_is_told_and_no_other(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "when Norway's February 2024 is out")
    service.serve(figures.come("2024-01"))
    early = news(service, follow, TODAY)
    service.serve(figures.come("2024-02"))
    came = news(service, follow, TODAY)

    assert early is None
    assert came is not None
    assert came.mark == "2024-02"
    assert told(came)[0] == "96 electric cars were registered in Norway in February 2024."


def test_a_ranking_has_the_change_of_each_row_and_a_dash_where_there_is_none(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month the top 3 in Norway")
    service.serve(figures.come("2024-02"))
    came = news(service, follow, TODAY)

    assert came is not None
    (table,) = (block for block in came.answer.document.blocks if isinstance(block, Table))
    assert table.columns == ("Model", "vehicles", "change")
    assert table.rows == (("Renault Zoe", "40", "+300%"), ("Nissan Leaf", "30", "–"), ("Tesla Model 3", "20", "±0%"))
    assert table.numeric == 2
    assert "The changes are against February 2023, each within one count." in told(came)


def test_a_share_is_compared_in_percentage_points(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month the electric share in Norway")
    service.serve(figures.come("2024-01"))

    assert "That is 9.5 percentage points more than in January 2023 (83.7%)." in told(news(service, follow, TODAY))


def test_a_change_that_cannot_be_told_is_said_to_be_missing(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in France")
    store = figures.revise("market,,,BEV,FR,2023-03,9000", "market,,,BEV,FR,2024-04,9000")
    service.serve(store)
    came = news(service, follow, TODAY)
    missing = "I have no figure of the same count for April 2023, so I cannot tell the change against the year before."

    assert came is not None
    assert came.mark == "2024-04"
    assert missing in told(came)


def test_a_number_is_news_once_it_is_passed(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "when the Zoe passes 175 in Norway")
    service.serve(figures.come("2024-01"))
    early = news(service, follow, TODAY)
    service.serve(figures.come("2024-02"))
    came = news(service, follow, TODAY)

    assert early is None
    assert came is not None
    assert came.mark == "passed"
    assert told(came)[0].startswith("Renault Zoe passed 175 registered in Norway in February 2024: 200 in all")


def test_a_question_that_another_version_packed_brings_nothing(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in Norway")
    service.serve(figures.come("2024-01"))

    assert [news(service, replace(follow, packed=packed), TODAY) for packed in ("0n;pNO", "", "1n;smno/such;pNO")] == [
        None,
        None,
        None,
    ]


def test_own_figures_are_told_only_where_nobody_else_can_read_them(figures: Figures) -> None:
    public = figures.store()
    service = Service(public, own=figures.come("2024-01"), hearers=Hearers.of([PLACE]))
    service.serve_own(None)
    follows = [followed(service, "every month BEVs in Norway", inside=inside) for inside in (True, False)]
    follows.append(replace(follows[0], place="discord:78"))
    service.serve_own(figures.store())

    assert [news(service, follow, TODAY) is not None for follow in follows] == [True, False, False]


def test_the_periods_that_are_looked_through_end_before_today(figures: Figures) -> None:
    service = Service(figures.store())
    follow = followed(service, "every month BEVs in Norway")
    asking = Asking(service, PLACE, False, "discord", "en", date(2024, 2, 1))
    question = asking.unpacked(follow.packed)
    service.serve(figures.come("2024-01", "2024-02"))

    assert question is not None
    assert [out.period.key for out in asking.newest(question, PeriodKind.MONTH, "2023-11")] == ["2024-01", "2023-12"]
