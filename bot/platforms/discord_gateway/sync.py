"""`evbot discord sync`: tell Discord about our commands, and only if it does not know them as they are.

Discord allows only so many changes of commands a day, so what it has is read first and held against what `tree` grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.http import Route

from bot.platforms.discord_gateway.commands_words import OurTranslator
from bot.platforms.discord_gateway.errors import DiscordError
from bot.platforms.discord_gateway.tree import EvTree
from bot.platforms.discord_gateway.visit import visit

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.front import Front

UNCHANGED = "Discord knows these commands already: nothing was sent."

Json = dict[str, Any]
_SAID = ("name", "description", "required", "autocomplete", "min_value", "max_value", "value", "nsfw")
_TRANSLATED = ("name_localizations", "description_localizations")
_PLACES = ("contexts", "integration_types")
_INNER = ("options", "choices")


async def sync_commands(token: str) -> str:
    """Make Discord's list of our commands the one of this version; a sentence on what was done.

    Raises DiscordLoginError if the token does not let us in, DiscordError if Discord cannot be reached or does not take
    the commands.
    """
    async with visit(token) as (client, _):
        return await brought_up_to_date(client, await described(client))


async def brought_up_to_date(client: discord.Client, ours: list[Json]) -> str:
    """The same for a client that is logged in already. Raises DiscordError."""
    application_id = client.application_id
    assert application_id is not None  # the login asked for it
    try:
        known = Route("GET", "/applications/{application_id}/commands", application_id=application_id)
        theirs = await client.http.request(known, params={"with_localizations": "true"})
        if is_same(ours, theirs):
            return UNCHANGED
        await client.http.bulk_upsert_global_commands(application_id, payload=ours)
    except discord.HTTPException as problem:
        raise DiscordError(f"Discord did not take the commands: {problem}. Update evbot, or report it.") from problem
    return f"Sent to Discord: {', '.join(map(_label, ours))}."


async def described(client: discord.Client) -> list[Json]:
    """Our commands as Discord is told of them, in all languages."""
    # A tree that is only described never asks anything of anybody.
    return await payloads(EvTree(client, cast("Front", None)))


async def payloads(tree: app_commands.CommandTree[Any]) -> list[Json]:
    """The commands of a tree as Discord is told of them, in all languages."""
    return [await command.get_translated_payload(tree, OurTranslator()) for command in tree.get_commands()]


def is_same(ours: list[Json], theirs: list[Json]) -> bool:
    """Whether both lists say the same; the order of commands, ids and what Discord fills in do not count."""
    return sorted(map(_told, ours), key=str) == sorted(map(_told, theirs), key=str)


def _told(named: Json) -> Json:
    """What a command, an option or a choice says, without what Discord adds and without what says nothing."""
    told = {key: named[key] for key in (*_SAID, *_TRANSLATED) if named.get(key)}
    told |= {key: sorted(named[key]) for key in _PLACES if named.get(key)}
    told |= {key: [_told(inner) for inner in named[key]] for key in _INNER if named.get(key)}
    return told | {"type": named.get("type", 1)}


def _label(command: Json) -> str:
    return f"/{command['name']}" if command["type"] == discord.AppCommandType.chat_input.value else command["name"]
