"""The application commands that our Discord double keeps, and what Discord refuses of them.

Lists are replaced as a whole; what is left out of a command comes back with Discord's default, and the translations
only where they were asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import discord

from tests.support import discord_payloads as payloads
from tests.support.discord_payloads import Json
from tests.support.discord_refusals import refusal

if TYPE_CHECKING:
    from tests.support.discord_double import Events, Handler, Request

GET_COMMANDS, PUT_COMMANDS = "GET /applications/{app}/commands", "PUT /applications/{app}/commands"
GET_GUILD_COMMANDS, PUT_GUILD_COMMANDS = (
    f"{method} /applications/{{app}}/guilds/{{guild}}/commands" for method in ("GET", "PUT")
)
LOCALES = frozenset(discord_locale.value for discord_locale in discord.Locale)
SLASH, MESSAGE = 1, 3
MOST = {SLASH: 100, 2: 5, MESSAGE: 5}
"""Of each type; the lower of the figures for menus."""
SUBCOMMAND, GROUP = 1, 2
_NAME = re.compile(r"[-_'\w]{1,32}")


class CommandsDouble:
    """The lists: one for everywhere, and one for each server."""

    me: Json

    def __init__(self) -> None:
        self.commands: dict[str | None, list[Json]] = {}
        """By the id of the server; None is everywhere."""

    def _command_routes(self) -> dict[str, Handler]:
        return {
            **dict.fromkeys((GET_COMMANDS, GET_GUILD_COMMANDS), self._get_commands),
            **dict.fromkeys((PUT_COMMANDS, PUT_GUILD_COMMANDS), self._put_commands),
        }

    def _get_commands(self, request: Request) -> tuple[int, Any, Events]:
        known = self.commands.get(request.args.get("guild"), [])
        if request.query.get("with_localizations") in ("1", "true"):
            return 200, known, []
        return 200, [_without_translations(command) for command in known], []

    def _put_commands(self, request: Request) -> tuple[int, Any, Events]:
        if (wrong := of_commands(request.body)) is not None:
            return *refusal(wrong), []
        guild_id = request.args.get("guild")
        self.commands[guild_id] = [self._kept(command, guild_id) for command in request.body]
        return 200, self.commands[guild_id], []

    def _kept(self, command: Json, guild_id: str | None) -> Json:
        kept = {
            "id": str(payloads.snowflake()),
            "application_id": self.me["id"],
            "version": str(payloads.snowflake()),
            "type": SLASH,
            "name_localizations": None,
            "description": "",
            "description_localizations": None,
            "default_member_permissions": None,
            "dm_permission": True,
            "nsfw": False,
            "integration_types": [0],
            "contexts": None,
        } | command
        if guild_id is not None:
            kept["guild_id"] = guild_id
        if "options" in kept:
            kept["options"] = [_kept_option(option) for option in kept["options"]]
            if not kept["options"]:
                del kept["options"]
        return kept


def of_commands(commands: list[Json]) -> str | None:
    """What is wrong with a list of commands."""
    for kind, most in MOST.items():
        if sum(command.get("type", SLASH) == kind for command in commands) > most:
            return f"Maximum number of application commands reached ({most})."
    names = [(command.get("type", SLASH), command["name"]) for command in commands]
    if len(names) != len(set(names)):
        return "name: Application command names must be unique"
    wrong = (_of_command(command) for command in commands)
    return next((found for found in wrong if found is not None), None)


def _of_command(command: Json) -> str | None:
    slash = command.get("type", SLASH) == SLASH
    if not slash and (command.get("description") or command.get("options")):
        return "description: Context menu commands cannot have a description or options"
    if _characters(command) > 8_000:
        return "Command exceeds maximum size (8000)"
    return _of_named(command, slash=slash) or _of_options(command.get("options", []))


def _of_options(options: list[Json]) -> str | None:
    if len(options) > 25:
        return "options: Must be 25 or fewer in length."
    names = [option["name"] for option in options]
    if len(names) != len(set(names)):
        return "options: Option names must be unique"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        return "options: Required options must be placed before non-required options"
    nested = {option["type"] in (SUBCOMMAND, GROUP) for option in options}
    if len(nested) > 1:
        return "options: Sub-command and sub-command group option types are mutually exclusive to all other types"
    for option in options:
        choices = option.get("choices") or []
        if len(choices) > 25 or (choices and option.get("autocomplete")):
            return "options.choices: Must be 25 or fewer in length, and none with autocomplete."
        wrong = _of_named(option, slash=True) or _of_options(option.get("options", []))
        if wrong is not None:
            return wrong
    return None


def _of_named(named: Json, *, slash: bool) -> str | None:
    translated_names, translated = named.get("name_localizations") or {}, named.get("description_localizations") or {}
    if not LOCALES.issuperset(translated_names) or not LOCALES.issuperset(translated):
        return "name_localizations: Value of field must be one of the known locales"
    for name in (named["name"], *translated_names.values()):
        if not 1 <= len(name) <= 32 or (slash and (not _NAME.fullmatch(name) or name != name.lower())):
            return f"name: Command name is invalid: {name!r}"
    for description in (named.get("description", ""), *translated.values()) if slash else ():
        if not 1 <= len(description) <= 100:
            return f"description: Must be between 1 and 100 in length: {description!r}"
    return None


def _characters(named: Json) -> int:
    """Characters of names, descriptions and values, each counted in its longest translation."""
    own = sum(
        max(len(text) for text in (named.get(key, ""), *(named.get(f"{key}_localizations") or {}).values()))
        for key in ("name", "description")
    )
    values = sum(len(str(choice["value"])) + len(choice["name"]) for choice in named.get("choices") or [])
    return own + values + sum(map(_characters, named.get("options", [])))


def _kept_option(option: Json) -> Json:
    """An option as Discord gives it back: what says nothing is left out."""
    silent = ("required", "autocomplete", "choices", "options")
    kept = {key: value for key, value in option.items() if value or key not in silent}
    if "options" in kept:
        kept["options"] = [_kept_option(inner) for inner in kept["options"]]
    return {"name_localizations": None, "description_localizations": None} | kept


def _without_translations(command: Json) -> Json:
    return dict(_plain(command))


def _plain(named: Json) -> Iterator[tuple[str, Any]]:
    for key, value in named.items():
        if key == "options":
            yield key, [dict(_plain(option)) for option in value]
        elif not key.endswith("_localizations"):
            yield key, value
