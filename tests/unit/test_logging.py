"""The log: its two forms, the request id, and what never stands in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot.ops.hosted import HostedService
from bot.ops.logging import TALKATIVE, set_up_logging
from bot.ops.settings import Settings
from bot.service import Context
from tests.support.discord_bot import StandIn
from tests.support.log_as_before import log_as_before

SLACK, APP = "xoxb-1-2-abc", "xapp-1-A2-3-def"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    with log_as_before():
        yield


def _settings(**changes: Any) -> Settings:
    return Settings(**{"_env_file": None} | changes)


def _log(stream: io.StringIO | None = None, **changes: Any) -> io.StringIO:
    stream = stream or io.StringIO()
    set_up_logging(_settings(**changes), stream)
    return stream


def test_away_from_a_terminal_each_line_is_one_json_object() -> None:
    stream = _log()
    logging.getLogger("bot.somewhere").warning("dropped event %s", "Ev1")
    [line] = stream.getvalue().splitlines()
    found = json.loads(line)

    assert found.pop("timestamp").endswith("Z")
    assert found == {"event": "dropped event Ev1", "level": "warning", "logger": "bot.somewhere"}


def test_user_and_password_of_a_database_never_stand_in_the_log() -> None:
    stream = _log()
    logging.getLogger("bot.somewhere").warning("away: postgresql+psycopg://evbot:hidden-word@host:5432/evbot")

    assert "hidden-word" not in stream.getvalue()
    assert "postgresql+psycopg://[hidden]@host:5432/evbot" in stream.getvalue()


def test_a_traceback_stays_inside_its_json_line() -> None:
    stream = _log()
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("bot.somewhere").exception("failed")
    [line] = stream.getvalue().splitlines()

    assert "ValueError: broken" in json.loads(line)["exception"]


def test_on_a_terminal_lines_are_for_people_and_tracebacks_show_no_local_variables() -> None:
    stream = _log(Terminal())

    def failing(text: str) -> None:
        raise ValueError(len(text))

    try:
        failing("what " + "somebody wrote")
    except ValueError:
        logging.getLogger("bot.somewhere").exception("failed")

    assert "Traceback" in stream.getvalue()
    assert "what somebody wrote" not in stream.getvalue()
    assert "\x1b[" in stream.getvalue()


@pytest.mark.parametrize(("form", "is_json"), [("json", True), ("human", False)])
def test_the_form_can_be_chosen_wherever_the_log_goes(form: str, is_json: bool) -> None:
    stream = _log(Terminal() if is_json else io.StringIO(), log_format=form)
    logging.getLogger("bot.somewhere").warning("hello")

    assert stream.getvalue().startswith("{") is is_json
    assert "\x1b[" not in stream.getvalue()


def test_setting_up_twice_does_not_log_twice() -> None:
    _log()
    stream = _log()
    logging.getLogger("bot.somewhere").warning("once")

    assert stream.getvalue().count("once") == 1


@pytest.mark.parametrize("form", ["json", "human"])
@pytest.mark.parametrize("token", [SLACK, APP, DISCORD, "an-odd.token+of*ours"])
def test_no_token_is_logged_wherever_it_hides(form: str, token: str) -> None:
    stream = _log(log_format=form, discord_token=SecretStr("an-odd.token+of*ours"))
    log = logging.getLogger("slack_sdk.web")
    log.warning("sending %s", {"Authorization": f"Bearer {token}"})
    structlog.get_logger("bot.somewhere").warning("told", header=token)
    try:
        raise ValueError(f"refused {token}")
    except ValueError:
        log.exception("failed")

    assert token not in stream.getvalue()
    assert stream.getvalue().count("[hidden]") >= 3


def test_the_address_of_a_slack_socket_is_logged_without_its_ticket() -> None:
    stream = _log()
    logging.getLogger("slack_bolt").info("connecting to wss://example.org/link/?ticket=abc-123&app_id=9")

    assert "ticket=[hidden]&app_id=9" in stream.getvalue()


def test_ordinary_words_are_left_as_they_are() -> None:
    stream = _log()
    said = "cannot reach gateway-us-east1-b.discord.gg:443 at 2026-11-23T08:12:00.123456Z for facts-0123abcd.sqlite"
    logging.getLogger("bot.somewhere").warning(said)

    assert said in stream.getvalue()


@pytest.mark.parametrize("library", TALKATIVE)
def test_the_libraries_do_not_print_what_people_write_even_at_debug(library: str) -> None:
    stream = _log(log_level="debug")
    logging.getLogger(f"{library}.gateway").debug("received: how many Zoes sold?")
    logging.getLogger("bot.somewhere").debug("ours")

    assert "ours" in stream.getvalue()
    assert "Zoes" not in stream.getvalue()


def test_a_question_leaves_one_line_with_its_id_outcome_and_no_text() -> None:
    stream, service = _log(), StandIn()
    hosted = HostedService(service, _settings())
    context = Context(conversation="slack:T1:C1:U1", platform="slack")
    answer = hosted.ask("how many Zoes sold?", context)
    hosted.ask("and in Norway?", context)
    first, second = [json.loads(line) for line in stream.getvalue().splitlines()]

    assert answer.text.startswith("Answer to: how many Zoes sold?")
    assert (first["status"], first["platform"], first["event"]) == ("answered", "slack", "answered a question")
    assert first["request_id"] != second["request_id"]
    assert "Zoes" not in stream.getvalue()
    assert "U1" not in stream.getvalue()


def test_the_core_s_own_lines_carry_the_id_of_the_question() -> None:
    stream, service = _log(), StandIn()
    plain = service.answer
    service.answer = lambda text: (logging.getLogger("bot.core").warning("slow"), plain(text))[1]
    HostedService(service, _settings()).ask("how many?")
    within, after = [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger("bot.core").warning("later")

    assert within["request_id"] == after["request_id"]
    assert "request_id" not in json.loads(stream.getvalue().splitlines()[-1])


def test_what_the_bot_asks_by_itself_leaves_no_line() -> None:
    stream = _log()
    HostedService(StandIn(), _settings(log_questions=True)).press("1n;pNO", Context(is_asked=False))

    assert stream.getvalue() == ""


def test_the_text_is_logged_where_the_host_says_so() -> None:
    stream = _log()
    HostedService(StandIn(), _settings(log_questions=True)).ask("how many Zoes sold?")

    assert json.loads(stream.getvalue())["question"] == "how many Zoes sold?"


def test_the_host_s_locale_holds_where_the_platform_names_none() -> None:
    service = StandIn()
    hosted = HostedService(service, _settings(locale="de"))
    hosted.ask("how many?")
    hosted.ask("how many?", Context(locale="fr"))

    assert [context.locale for _, context in service.asked] == ["de", "fr"]
