"""Settings: where they come from, what is refused in which words, and that secrets stay secret and documents true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.ops.exits import Exit
from bot.ops.settings import LogFormat, LogLevel, Settings, SettingsError, read_settings, variable
from tests.support.bare_environment import bare_environment

ROOT = Path(__file__).parents[2]
TOKENS = {
    "EVBOT_DISCORD_TOKEN": "discord-secret",
    "EVBOT_SLACK_BOT_TOKEN": "xoxb-secret",
    "EVBOT_SLACK_APP_TOKEN": "xapp-secret",
    "EVBOT_DATABASE_URL": "postgresql+psycopg://evbot:hidden-word@host/evbot",
}


OVER_HTTP = {
    "EVBOT_SLACK_HTTP_PORT": "8080",
    "EVBOT_SLACK_SIGNING_SECRET": "signing-secret",
    "EVBOT_SLACK_CLIENT_ID": "1.2",
    "EVBOT_SLACK_CLIENT_SECRET": "client-secret",
    "EVBOT_SLACK_PUBLIC_URL": "https://evbot.example.org",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare_environment(monkeypatch, tmp_path)


def _set(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


# Where they come from


def test_without_anything_set_the_defaults_hold_and_no_token_is_there() -> None:
    settings = read_settings()

    assert (settings.discord_token, settings.slack_bot_token, settings.slack_app_token) == (None, None, None)
    assert (settings.log_level, settings.log_format, settings.log_questions) == (LogLevel.INFO, LogFormat.AUTO, False)
    assert (settings.answer_threads, settings.locale, settings.cache_dir) == (4, "en", None)


def test_the_environment_sets_each_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"LOG_LEVEL": "WARNING", "LOG_FORMAT": "Json", "LOG_QUESTIONS": "yes", "ANSWER_THREADS": "8"}
    _set(monkeypatch, TOKENS | {f"EVBOT_{name}": value for name, value in values.items()})
    monkeypatch.setenv("EVBOT_CACHE_DIR", "~/facts")
    monkeypatch.setenv("EVBOT_LOCALE", "de-ch")
    settings = read_settings()

    assert settings.secrets == tuple(TOKENS.values())
    assert (settings.log_level, settings.log_format) == (LogLevel.WARNING, LogFormat.JSON)
    assert (settings.log_questions, settings.answer_threads, settings.locale) == (True, 8, "de_CH")
    assert settings.cache_dir == Path.home() / "facts"


def test_a_file_in_the_working_folder_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("\ufeffEVBOT_ANSWER_THREADS=2\nEVBOT_LOCALE=de\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("EVBOT_LOCALE", "fr")
    settings = read_settings()

    assert (settings.answer_threads, settings.locale) == (2, "fr")


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("0", (0,)),
        ("0,1", (0, 1)),
        ("0-3", (0, 1, 2, 3)),
        (" 5, 0-1 ,1", (0, 1, 5)),
        ("7-7", (7,)),
        ("", ()),
        (",", ()),
    ],
)
def test_shards_are_numbers_and_ranges_each_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, value: str, ids: tuple[int, ...]
) -> None:
    _set(monkeypatch, {"EVBOT_DISCORD_SHARD_IDS": value, "EVBOT_DISCORD_SHARD_COUNT": "8"})

    assert read_settings().discord_shard_ids == ids


def test_everything_that_slack_over_http_needs_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, OVER_HTTP | {"EVBOT_SLACK_ADMINS": "T1:U1, T1:U2 T2:W3"})
    settings = read_settings()

    assert (settings.slack_http_port, settings.slack_client_id) == (8080, "1.2")
    assert settings.slack_public_url == "https://evbot.example.org"
    assert settings.slack_admins == ("T1:U1", "T1:U2", "T2:W3")
    assert settings.secrets == ("signing-secret", "client-secret")


@pytest.mark.parametrize("value", ["", "   "])
def test_a_blank_token_is_no_token(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", value)

    assert read_settings().discord_token is None


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().answer_threads = 5


# Secrets


def test_no_repr_text_or_dump_shows_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {name: value for name, value in TOKENS.items() if name != "EVBOT_SLACK_APP_TOKEN"}
    _set(monkeypatch, others | OVER_HTTP)
    settings = read_settings()
    shown = [repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json(), f"{vars(settings)}"]

    assert [text for text in shown if "-secret" in text or "hidden-word" in text] == []


# Bad values


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EVBOT_ANSWER_THREADS", "many", "EVBOT_ANSWER_THREADS is 'many': input should be a valid integer"),
        ("EVBOT_ANSWER_THREADS", "99", "EVBOT_ANSWER_THREADS is '99': input should be less than or equal to 64"),
        ("EVBOT_LOG_LEVEL", "loud", "EVBOT_LOG_LEVEL is 'loud': input should be 'debug', 'info', 'warning' or 'error'"),
        ("EVBOT_LOG_QUESTIONS", "maybe", "EVBOT_LOG_QUESTIONS is 'maybe': input should be a valid boolean"),
        ("EVBOT_LOCALE", "Klingon", "EVBOT_LOCALE is 'Klingon': input should be a locale such as en"),
        ("EVBOT_LOCALE", "xx", "EVBOT_LOCALE is 'xx': input should be a locale such as en"),
        ("EVBOT_DISCORD_SHARD_IDS", "zero", "EVBOT_DISCORD_SHARD_IDS is 'zero': input should be numbers such as 0,1"),
        ("EVBOT_DISCORD_SHARD_IDS", "3-1", "EVBOT_DISCORD_SHARD_IDS is '3-1': input should be numbers such as 0,1"),
        ("EVBOT_DISCORD_SHARD_IDS", "-1", "EVBOT_DISCORD_SHARD_IDS is '-1': input should be numbers such as 0,1"),
        ("EVBOT_DISCORD_SHARD_IDS", "0-99999999", "EVBOT_DISCORD_SHARD_IDS is '0-99999999': input should be numbers"),
        ("EVBOT_DISCORD_SHARD_COUNT", "0", "EVBOT_DISCORD_SHARD_COUNT is '0': input should be greater than or equal"),
        ("EVBOT_HEALTH_PORT", "70000", "EVBOT_HEALTH_PORT is '70000': input should be less than or equal to 65535"),
        ("EVBOT_SLACK_PUBLIC_URL", "http://evbot", "EVBOT_SLACK_PUBLIC_URL is 'http://evbot': input should be an add"),
        ("EVBOT_SLACK_ADMINS", "ann", "EVBOT_SLACK_ADMINS is 'ann': 'ann' is neither the id of a member nor"),
        ("EVBOT_SLACK_API_URL", "slack.com", "EVBOT_SLACK_API_URL is 'slack.com': input should be an address"),
    ],
)
def test_a_bad_value_is_told_with_its_variable_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value).startswith(told)
    assert "Correct it in the environment or in .env, or leave it out for the default (" in str(caught.value)


DISAGREEMENTS: tuple[tuple[dict[str, str], str], ...] = (
    ({"EVBOT_DISCORD_SHARD_IDS": "0"}, "EVBOT_DISCORD_SHARD_IDS is set without EVBOT_DISCORD_SHARD_COUNT: set that to"),
    (
        {"EVBOT_DISCORD_SHARD_IDS": "0-3", "EVBOT_DISCORD_SHARD_COUNT": "3"},
        "EVBOT_DISCORD_SHARD_IDS names shard 3, but with EVBOT_DISCORD_SHARD_COUNT 3 the last one is 2: correct one",
    ),
    (
        {"EVBOT_SLACK_SIGNING_SECRET": "s"},
        "EVBOT_SLACK_SIGNING_SECRET is for requests from Slack: set EVBOT_SLACK_HTTP_PORT too, or leave it out.",
    ),
    (
        {"EVBOT_SLACK_CLIENT_ID": "s"},
        "EVBOT_SLACK_CLIENT_ID is for requests from Slack: set EVBOT_SLACK_HTTP_PORT too, or leave it out.",
    ),
    (
        OVER_HTTP | {"EVBOT_SLACK_APP_TOKEN": "xapp-1"},
        "EVBOT_SLACK_APP_TOKEN is for Socket Mode and EVBOT_SLACK_HTTP_PORT for requests from Slack: leave one out.",
    ),
    (
        OVER_HTTP | {"EVBOT_SLACK_SIGNING_SECRET": ""},
        "EVBOT_SLACK_HTTP_PORT needs EVBOT_SLACK_SIGNING_SECRET: copy it from api.slack.com/apps",
    ),
    (
        OVER_HTTP | {"EVBOT_SLACK_CLIENT_SECRET": ""},
        "EVBOT_SLACK_HTTP_PORT needs EVBOT_SLACK_CLIENT_SECRET: copy it from api.slack.com/apps",
    ),
    (
        OVER_HTTP | {"EVBOT_SLACK_PUBLIC_URL": ""},
        "EVBOT_SLACK_HTTP_PORT needs EVBOT_SLACK_PUBLIC_URL: set it to the address at which Slack and browsers reach",
    ),
    (
        OVER_HTTP | {"EVBOT_SLACK_ADMINS": "T1:U1 U2"},
        "EVBOT_SLACK_ADMINS names U2 without a workspace, and over HTTP there are many: write each as WORKSPACE:MEMBER",
    ),
    (
        OVER_HTTP | {"EVBOT_HEALTH_PORT": "8080"},
        "EVBOT_HEALTH_PORT and EVBOT_SLACK_HTTP_PORT are both 8080: give each a port of its own.",
    ),
)


@pytest.mark.parametrize(("values", "told"), DISAGREEMENTS, ids=[told for _, told in DISAGREEMENTS])
def test_settings_that_do_not_go_together_are_told_with_what_to_set(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], told: str
) -> None:
    _set(monkeypatch, values)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    [line] = str(caught.value).splitlines()

    assert line.startswith(told)


def test_every_bad_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {"EVBOT_ANSWER_THREADS": "0", "EVBOT_LOG_FORMAT": "xml"})
    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_is_not_text_is_told() -> None:
    Path(".env").write_bytes(b"EVBOT_LOCALE=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"^\.env cannot be read"):
        read_settings()


# Documents


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    words = {None: "", (): "", False: "false", True: "true"}
    return next((word for value, word in words.items() if default is value), str(default))


def test_the_example_file_holds_every_setting_with_its_description_and_default() -> None:
    expected = [
        f"# {field.description}\n#{variable(name)}={_default(name)}" for name, field in Settings.model_fields.items()
    ]
    [_, *told] = (ROOT / "deploy/env.example").read_text(encoding="utf-8").strip().split("\n\n")

    assert told == expected


def test_the_readme_lists_every_setting_with_its_description_and_default() -> None:
    expected = [
        f"| `{variable(name)}` | {f'`{_default(name)}`' if _default(name) else 'not set'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `EVBOT_.*$", readme, re.MULTILINE) == expected


@pytest.mark.parametrize("document", ["README.md", "deploy/README.md"])
def test_a_document_lists_every_exit_code(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")

    assert [int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == [code.value for code in Exit]
