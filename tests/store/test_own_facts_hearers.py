"""Own figures are for the places that are listed: nobody else hears them, or learns that a name in them exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import cli
from bot.answer import Answer, Status
from bot.ops.hosted import HostedService
from bot.ops.settings import Settings
from bot.service import Context, Hearers, Service
from facts.opening import open_store
from tests.support.own_folder import DELIVERIES, OwnBench, write_own

TODAY = date(2024, 6, 1)
LISTED = Context(today=TODAY, place="discord:77", inside=True, buttons=True, conversation="c")
STRANGERS = {
    "another server": Context(today=TODAY, place="discord:78", inside=True, buttons=True, conversation="c"),
    "a private chat": Context(today=TODAY, place=None, inside=False, buttons=True, conversation="c"),
    "a channel shared with others": Context(today=TODAY, place="discord:77", buttons=True, conversation="c"),
    "the same number elsewhere": Context(today=TODAY, place="slack:77", inside=True, buttons=True, conversation="c"),
}
KESTRELS = "how many Kestrel were delivered in Norway in January 2023?"
ZOES = "how many Renault Zoe were sold in Norway in January 2023?"
stranger = pytest.mark.parametrize("context", STRANGERS.values(), ids=STRANGERS.keys())


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    write_own(bench.folder)
    yield bench
    bench.close()


@pytest.fixture
def service(bench: OwnBench) -> Iterator[Service]:
    """The service of a host who lists one server."""
    bundled = open_store(bench.data, bench.cache)
    yield Service(bundled, own=bench.opened(), hearers=Hearers.of(["discord:77"]))
    bundled.close()


def told(answer: Answer) -> str:
    """All that is in an answer, in any form, but for the question itself."""
    return (
        f"{answer.text}\n{answer.rows}\n{answer.sources}\n{answer.offers}\n{answer.repairs}\n{answer.reading}".lower()
    )


def test_a_listed_server_hears_them(service: Service) -> None:
    assert service.ask(KESTRELS, LISTED).value == 7
    assert service.ask(ZOES, LISTED).value == 12


@stranger
def test_a_stranger_hears_what_everybody_hears(service: Service, context: Context) -> None:
    answer = service.ask(ZOES, context)

    assert answer.value == 10
    assert "acme" not in told(answer)


@stranger
@pytest.mark.parametrize(
    "asked", [KESTRELS, "how many ACME Kestral were delivered in Norway?", "which models does ACME make"]
)
def test_an_own_name_is_not_understood_nor_repaired_to_for_a_stranger(
    service: Service, context: Context, asked: str
) -> None:
    service.ask(KESTRELS, LISTED)
    answer = service.ask(asked, context)

    assert answer.value is None
    assert answer.status is not Status.ANSWERED
    assert "acme/" not in told(answer)
    assert "acme kestrel" not in told(answer)


@stranger
def test_an_own_name_is_not_completed_for_a_stranger(service: Service, context: Context) -> None:
    assert [service.complete(kind, "kest", LISTED) for kind in ("subject", "model")] == [["ACME Kestrel"]] * 2
    assert [service.complete(kind, "kest", context) for kind in ("subject", "model")] == [[], []]
    assert service.complete("brand", "acm", context) == []


@stranger
def test_a_button_of_an_own_answer_tells_a_stranger_nothing(service: Service, context: Context) -> None:
    heard = service.ask(KESTRELS, LISTED)
    assert heard.packed is not None
    pressed, read = service.press(heard.packed, context), service.how_read(heard.packed, context)

    assert service.press(heard.packed, LISTED).value == 7
    assert "Kestrel" in service.how_read(heard.packed, LISTED).text
    assert pressed.value is None
    assert "acme kestrel" not in told(pressed) + told(read)
    assert read.repairs == ()


@stranger
def test_what_the_bot_is_names_own_publishers_to_those_alone_who_hear_them(service: Service, context: Context) -> None:
    assert "acme" in told(service.about(LISTED))
    assert "acme" not in told(service.about(context))
    assert "acme" not in told(service.about())


@stranger
def test_a_stranger_in_the_same_conversation_carries_nothing_over(service: Service, context: Context) -> None:
    answers = []
    for question in (ZOES, KESTRELS):
        service.ask(question, LISTED)
        answers.append(service.ask("and in February 2023?", context))

    assert [answer.value for answer in answers] == [None, None]
    assert Status.ERROR not in [answer.status for answer in answers]
    assert [name for name in ("kestrel", "zoe") for answer in answers if name in told(answer)] == []
    assert service.ask("and in February 2023?", LISTED).value == 9


def test_everybody_hears_them_where_the_host_says_so(service: Service, bench: OwnBench) -> None:
    for_all = Service(service.store, own=bench.opened(), hearers=Hearers.of(["everyone"]))

    assert [for_all.ask(KESTRELS, context).value for context in STRANGERS.values()] == [7] * 4


def test_nobody_hears_them_where_the_host_lists_nobody(service: Service, bench: OwnBench) -> None:
    for_none = Service(service.store, own=bench.opened())

    assert for_none.ask(ZOES, LISTED).value == 10


def test_figures_that_are_removed_are_heard_by_nobody_any_more(service: Service) -> None:
    heard = service.ask(KESTRELS, LISTED)
    service.serve_own(None)
    answer = service.ask("and in February 2023?", LISTED)

    assert heard.value == 7
    assert service.ask(ZOES, LISTED).value == 10
    assert "kestrel" not in told(answer)


def test_a_conversation_about_a_model_that_went_away_begins_anew(service: Service, bench: OwnBench) -> None:
    service.ask(KESTRELS, LISTED)
    write_own(bench.folder, {"acme/deliveries.csv": DELIVERIES.splitlines()[0] + "\nRenault Zoe,Norway,2023-01,13\n"})
    (bench.folder / "catalogue" / "models.toml").unlink()
    service.serve_own(bench.opened())
    answer = service.ask("and in February 2023?", LISTED)

    assert answer.status is not Status.ERROR
    assert service.ask(ZOES, LISTED).value == 13


def test_what_a_running_bot_puts_around_the_service_keeps_them_apart_too(service: Service) -> None:
    hosted = HostedService(service, Settings(discord_token=None))

    assert hosted.ask(KESTRELS, LISTED).value == 7
    assert hosted.complete("model", "kest", LISTED) == ["ACME Kestrel"]
    for context in STRANGERS.values():
        assert hosted.ask(ZOES, context).value == 10
        assert hosted.complete("model", "kest", context) == []
        assert "acme" not in told(hosted.about(context))


# The process around the service


def test_a_running_bot_opens_them_for_the_places_that_its_settings_list(
    bench: OwnBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.opening, "open_store", lambda **_: bench.keep(open_store(bench.data, bench.cache)))
    monkeypatch.setenv("EVBOT_FACTS_DIR_FOR", "discord:77 slack:T1")
    service = cli.open_for_chats()

    assert service is not None
    assert service.ask(ZOES, LISTED).value == 12
    assert [service.ask(ZOES, context).value for context in STRANGERS.values()] == [10] * 4
    assert service.own_trouble() is None


def test_the_terminal_hears_them_always(bench: OwnBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.opening, "open_store", lambda **_: bench.keep(open_store(bench.data, bench.cache)))
    service = cli.open_service()

    assert service is not None
    assert service.ask(KESTRELS, Context(today=TODAY)).value == 7


def test_a_broken_folder_leaves_everybody_elses_figures_and_is_told_to_health(
    bench: OwnBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.opening, "open_store", lambda **_: bench.keep(open_store(bench.data, bench.cache)))
    monkeypatch.setenv("EVBOT_FACTS_DIR_FOR", "discord:77")
    bench.deliveries.write_text("half a li")
    service = cli.open_for_chats()

    assert service is not None
    assert service.ask(ZOES, LISTED).value == 10
    assert f"{bench.deliveries}:1, half a li: unknown column" in str(service.own_trouble())
