"""Settings: where they come from, what is refused in which words, and that secrets stay secret and documents true."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.ops.exits import Exit
from bot.ops.settings import LogFormat, LogLevel, Settings, SettingsError, read_settings, variable

ROOT = Path(__file__).parents[2]
TOKENS = {
    "EVBOT_DISCORD_TOKEN": "discord-secret",
    "EVBOT_SLACK_BOT_TOKEN": "xoxb-secret",
    "EVBOT_SLACK_APP_TOKEN": "xapp-secret",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


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

    assert settings.secrets == ("discord-secret", "xoxb-secret", "xapp-secret")
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


@pytest.mark.parametrize("value", ["", "   "])
def test_a_blank_token_is_no_token(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", value)

    assert read_settings().discord_token is None


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().answer_threads = 5


# Secrets


def test_no_repr_text_or_dump_shows_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, TOKENS)
    settings = read_settings()
    shown = [repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json(), f"{vars(settings)}"]

    assert [text for text in shown if "secret" in text.replace("Secret", "")] == []


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
    return {None: "", False: "false", True: "true"}.get(default, str(default))


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
