"""What a host can set: one frozen object, built once at the entrance and passed down.

It reads the environment and a file `.env` in the working folder, the environment first. Tokens and the address of
the database are secrets that no repr, dump or error shows. The descriptions below are the words of `deploy/env.example`
and of the README's table; what settings must agree on stands in `bot.ops.agreement`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.ops.agreement import disagreements
from bot.ops.schedule import OFF, Schedule, read_schedule

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


class BadRows(StrEnum):
    """What a bad row in the host's own figures does."""

    REFUSE = "refuse"
    SKIP = "skip"


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


def _words(value: Any) -> Any:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _hearers(value: tuple[str, ...]) -> tuple[str, ...]:
    for named in value:
        if not _HEARER.fullmatch(named):
            raise ValueError(f"{named!r} is neither discord: with a server's id, nor slack: with that of a workspace")
    return value


def _members(value: tuple[str, ...]) -> tuple[str, ...]:
    for named in value:
        if not _MEMBER.fullmatch(named):
            raise ValueError(f"{named!r} is neither the id of a member nor T024BE7LD:U024BE7LH with their workspace")
    return value


def _existing_folder(value: Path | None) -> Path | None:
    folder = value and value.expanduser()
    if folder is not None and not folder.is_dir():
        raise ValueError("there is no such folder; evbot facts own init makes one to begin with")
    return folder


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("input should be an address that begins with https://")
    return value


def _public_address(value: str | None) -> str | None:
    if value is not None and not value.startswith("https://"):
        raise ValueError("input should be an address that begins with https://, as Slack goes to no other")
    return value


def _scheduled(value: str) -> str:
    read_schedule(value)  # for the error
    return value.strip()


def _numbers(value: Any) -> Any:
    """Whole numbers and ranges of them, such as 0,1 or 0-3, each once and in order."""
    if not isinstance(value, str):
        return value
    found: set[int] = set()
    try:
        for part in filter(None, map(str.strip, value.split(","))):
            first, _, last = part.partition("-")
            if not 0 <= int(first) <= int(last or first) < MOST_SHARDS:
                raise ValueError(part)
            found.update(range(int(first), int(last or first) + 1))
    except ValueError:
        raise ValueError("input should be numbers such as 0,1 or a range such as 0-3") from None
    return tuple(sorted(found))


MOST_SHARDS = 10_000
_HEARER = re.compile(r"everyone|discord:\d+|slack:T[A-Z0-9]+")
_MEMBER = re.compile(r"(?:T[A-Z0-9]+:)?[UW][A-Z0-9]+")
Token = Annotated[SecretStr | None, AfterValidator(_token)]
Text = Annotated[str | None, AfterValidator(lambda text: (text or "").strip() or None)]
Address = Annotated[Text, AfterValidator(_public_address)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Port = Annotated[int, Field(ge=0, le=65_535)]
Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)]


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
    discord_shard_ids: Numbers = Field(
        default=(), description="Shards that this process serves, such as 0,1 or 0-3; all of them where empty."
    )
    discord_shard_count: int | None = Field(
        default=None, ge=1, le=MOST_SHARDS, description="Number of all shards; Discord's own advice where empty."
    )
    discord_sync_commands: bool = Field(
        default=True, description="Whether commands that Discord has in an outdated form are sent to it at the start."
    )
    slack_bot_token: Token = Field(
        default=None, description="Bot token of the Slack app (xoxb-…); Slack needs both of its tokens."
    )
    slack_app_token: Token = Field(
        default=None, description="App-level token of the Slack app (xapp-…) with the scope connections:write."
    )
    slack_admins: Annotated[Words, AfterValidator(_members)] = Field(
        default=(),
        description="Slack members who may change the bot's settings, such as U024BE7LH, or T024BE7LD:U024BE7LH in one "
        "workspace alone, as is needed over HTTP.",
    )
    slack_http_port: Port = Field(
        default=0, description="Port for Slack's requests, instead of Socket Mode; 0 keeps it closed."
    )
    slack_signing_secret: Token = Field(
        default=None, description="Signing secret of the Slack app; proves requests that come to EVBOT_SLACK_HTTP_PORT."
    )
    slack_client_id: Text = Field(
        default=None, description="Client id of the Slack app, for installing it with EVBOT_SLACK_HTTP_PORT."
    )
    slack_client_secret: Token = Field(default=None, description="Client secret of the Slack app; goes with its id.")
    slack_public_url: Address = Field(
        default=None, description="Where browsers reach EVBOT_SLACK_HTTP_PORT, such as https://evbot.example.org."
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://slack.com/api/", description="Slack's Web API; https://slack-gov.com/api/ for GovSlack."
    )
    cache_dir: Annotated[Path | None, AfterValidator(lambda path: path and path.expanduser())] = Field(
        default=None, description="Folder for the built fact database; the user's cache folder where empty."
    )
    facts_home: Annotated[Path | None, AfterValidator(lambda path: path and path.expanduser())] = Field(
        default=None,
        description="Folder for the figures that evbot facts update takes; the user's data folder where empty.",
    )
    facts_update: Annotated[str, AfterValidator(_scheduled)] = Field(
        default=OFF,
        description=(
            "How often evbot run takes newer figures: off, hourly, daily, weekly, daily 05:30 (UTC), "
            "or a time such as 12h."
        ),
    )
    facts_dir: Annotated[Path | None, AfterValidator(_existing_folder)] = Field(
        default=None, description="Folder with figures of your own, see the guide on own figures; none where empty."
    )
    facts_dir_for: Annotated[Words, AfterValidator(_hearers)] = Field(
        default=(),
        description=(
            "Who hears them in the chats: discord:SERVER and slack:WORKSPACE ids, or everyone; nobody where empty."
        ),
    )
    facts_dir_bad_rows: Annotated[BadRows, BeforeValidator(_lowered)] = Field(
        default=BadRows.REFUSE,
        description="What a bad row of them does: refuse leaves all as it was before, skip leaves out the row alone.",
    )
    facts_url: Token = Field(
        default=None,
        description=(
            "PostgreSQL that holds the facts too, see evbot facts build --to; the local file where empty or away."
        ),
    )
    database_url: Token = Field(
        default=None,
        description=(
            "Shared state, such as postgresql+psycopg://user:password@host/evbot; a file in the user's state folder "
            "where empty."
        ),
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
    keep_questions: bool = Field(
        default=False,
        description=(
            "Whether questions are kept with what is reported of their answers, and where they had none; say so to "
            "your users before you do."
        ),
    )
    answer_threads: int = Field(
        default=4, ge=1, le=64, description="Questions that each platform answers at the same time, 1 to 64."
    )
    follows_per_channel: int = Field(
        default=10, ge=0, le=100, description="Questions that one channel may follow, up to 100; 0 switches it off."
    )

    health_host: str = Field(
        default="127.0.0.1", description="Address that /healthz, /readyz and /metrics listen on; 0.0.0.0 for all."
    )
    health_port: Port = Field(default=0, description="Port of /healthz, /readyz and /metrics; 0 keeps it closed.")

    @property
    def facts_schedule(self) -> Schedule | None:
        """When newer figures are taken; None for never."""
        return read_schedule(self.facts_update)

    @property
    def database_address(self) -> str | None:
        """The address of the shared state in clear, or None for the file."""
        return None if self.database_url is None else self.database_url.get_secret_value()

    @property
    def for_facts(self) -> dict[str, str]:
        """What the fact store, which knows nothing of settings, looks for in the environment; it may stand in .env."""
        folders = {"cache_dir": self.cache_dir, "facts_home": self.facts_home, "facts_dir": self.facts_dir}
        found = {variable(name): str(path) for name, path in folders.items() if path is not None}
        if self.facts_dir is not None:
            found[variable("facts_dir_bad_rows")] = str(self.facts_dir_bad_rows)
            found[variable("facts_dir_for")] = " ".join(self.facts_dir_for)
        if self.facts_url is not None:
            found[variable("facts_url")] = self.facts_url.get_secret_value()
        return found

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets in clear, for whoever must keep them out of sight."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name}".upper()


def read_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of this process. Raises SettingsError."""
    source: dict[str, Any] = {"_env_file": env_file}  # an argument that the type checker cannot see
    try:
        settings = Settings(**source)
    except ValidationError as problem:
        lines = [_complaint(str(error["loc"][0]), error["msg"], error["input"]) for error in problem.errors()]
        raise SettingsError("\n".join(lines)) from None  # the cause would show what was put in, tokens included
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{env_file} cannot be read ({problem}). Make it readable UTF-8 text.") from problem
    if lines := disagreements(settings):
        raise SettingsError("\n".join(lines))
    return settings


def _complaint(name: str, message: str, value: object) -> str:
    field = Settings.model_fields[name]
    wrong = message.removeprefix("Value error, ")
    wrong = wrong[:1].lower() + wrong[1:]
    shown = "" if SecretStr in getattr(field.annotation, "__args__", ()) else f" is {str(value)[:80]!r}"
    return (
        f"{variable(name)}{shown}: {wrong}. Correct it in the environment or in {ENV_FILE}, "
        f"or leave it out for the default ({'none' if field.default in (None, ()) else field.default})."
    )
