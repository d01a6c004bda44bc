"""The two commands in the menu of every message: check what it claims, answer what it asks.

Discord gives us the message with its whole text, in any server and in private, without the privileged intent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.guided import sentence
from bot.platforms.discord_gateway.addressing import without_tokens
from bot.platforms.discord_gateway.commands import INSTALLS, PLACES
from bot.platforms.discord_gateway.commands_words import name
from bot.platforms.discord_gateway.forgetting import in_words

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.discord_gateway.front import Front
    from bot.service import Context

NOTHING_TO_READ = "There are no words in that message that I could read."


def menus(front: Front) -> list[app_commands.ContextMenu]:
    """Both of them."""

    def put(interaction: discord.Interaction[Any], message: discord.Message, worded: Callable[[str], str]) -> None:
        text = text_of(message)

        def ask(context: Context) -> Answer:
            return front.service.ask(worded(text), context) if text else in_words(NOTHING_TO_READ)

        front.calls.asked(interaction, ask, private=not text)

    async def check_claim(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        put(interaction, message, lambda text: sentence("check", what=text))

    async def answer_this(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        put(interaction, message, lambda text: text)

    return [_menu("check_claim", check_claim), _menu("answer_this", answer_this)]


def text_of(message: discord.Message) -> str:
    """The words of a message; those of its previews where it has none of its own, as news bots post them."""
    previews = [text for embed in message.embeds for text in (embed.title, embed.description) if text]
    return without_tokens(message.content) or without_tokens("\n".join(previews))


def _menu(key: str, callback: Callable[[discord.Interaction[Any], discord.Message], Any]) -> app_commands.ContextMenu:
    return app_commands.ContextMenu(
        name=name("menu", key), callback=callback, allowed_installs=INSTALLS, allowed_contexts=PLACES
    )
