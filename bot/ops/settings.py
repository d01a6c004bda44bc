"""What a host can set: one frozen object, built once at the entrance and passed down.

It reads the environment and a file `.env` in the working folder, the environment first. Tokens are secrets that no
repr, dump or error shows. The descriptions below are the words of `deploy/env.example` and of the README's table.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "EVBOT_"
ENV_FILE = Path(".env")


class SettingsError(ValueError):
    """A setting cannot be used; the message names the variable and says what to do."""


class LogLevel(StrEnum):
    """The least important lines that are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How log lines look; `auto` is human on a terminal and JSON elsewhere."""

    AUTO = "auto"
    HUMAN = "human"
    JSON = "json"


def _token(value: SecretStr | None) -> SecretStr | None:
    stripped = "" if value is None else value.get_secret_value().strip()
    return SecretStr(stripped) if stripped else None


def _lowered(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _locale(value: str) -> str:
    from babel.core import Locale, UnknownLocaleError  # here, because the default needs none of it

    try:
        return str(Locale.parse(value.strip().replace("-", "_")))
    except (ValueError, UnknownLocaleError) as problem:
        raise ValueError("input should be a locale such as en, de or fr-CH") from problem


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("input should be an address that begins with https://")
    return value


Token = Annotated[SecretStr | None, AfterValidator(_token)]


class Settings(BaseSettings):
    """Every setting, with its default; the variable is the name in capitals after EVBOT_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    discord_token: Token = Field(
        default=None, description="Bot token of the Discord application; without it Discord stays off."
    )
    slack_bot_token: Token = Field(
        default=None, description="Bot token of the Slack app (xoxb-…); Slack needs both of its tokens."
    )
    slack_app_token: Token = Field(
        default=None, description="App-level token of the Slack app (xapp-…) with the scope connections:write."
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://slack.com/api/", description="Slack's Web API; https://slack-gov.com/api/ for GovSlack."
    )
    cache_dir: Annotated[Path | None, AfterValidator(lambda path: path and path.expanduser())] = Field(
        default=None, description="Folder for the built fact database; the user's cache folder where empty."
    )
    locale: Annotated[str, AfterValidator(_locale)] = Field(
        default="en", description="Form of the numbers in Discord and Slack: en writes 30,376, de writes 30.376."
    )
    log_level: Annotated[LogLevel, BeforeValidator(_lowered)] = Field(
        default=LogLevel.INFO, description="Least important lines in the log: debug, info, warning or error."
    )
    log_format: Annotated[LogFormat, BeforeValidator(_lowered)] = Field(
        default=LogFormat.AUTO, description="Form of the log: human, json, or auto (human on a terminal, else json)."
    )
    log_questions: bool = Field(
        default=False, description="Whether the text of questions is logged; say so to your users before you do."
    )
    answer_threads: int = Field(
        default=4, ge=1, le=64, description="Questions that each platform answers at the same time, 1 to 64."
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """The tokens in clear, for whoever must keep them out of sight."""
        tokens = (self.discord_token, self.slack_bot_token, self.slack_app_token)
        return tuple(token.get_secret_value() for token in tokens if token is not None)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name}".upper()


def read_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of this process. Raises SettingsError."""
    source: dict[str, Any] = {"_env_file": env_file}  # an argument that the type checker cannot see
    try:
        return Settings(**source)
    except ValidationError as problem:
        lines = [_complaint(str(error["loc"][0]), error["msg"], error["input"]) for error in problem.errors()]
        raise SettingsError("\n".join(lines)) from None  # the cause would show what was put in, tokens included
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{env_file} cannot be read ({problem}). Make it readable UTF-8 text.") from problem


def _complaint(name: str, message: str, value: object) -> str:
    field = Settings.model_fields[name]
    wrong = message.removeprefix("Value error, ")
    wrong = wrong[:1].lower() + wrong[1:]
    shown = "" if SecretStr in getattr(field.annotation, "__args__", ()) else f" is {str(value)[:80]!r}"
    return (
        f"{variable(name)}{shown}: {wrong}. Correct it in the environment or in {ENV_FILE}, "
        f"or leave it out for the default ({'none' if field.default is None else field.default})."
    )
