"""Which messages are meant for the bot, what they ask once Discord's own tokens are taken out, and where that was.

A user mention, a nickname mention, a mention of the bot's own role, a pinging reply and a direct message count; bots,
webhooks, system messages and @everyone do not. It understands nothing of the question itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import discord

_TOKENS = re.compile(r"<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|@(?:everyone|here)\b")
"""Mentions, channels, custom emoji: they name nothing that we have figures on."""
PEOPLE = "discord:"
"""How the keys of people on Discord begin."""
_ASKABLE = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, a thread or a private chat."""

    channel_id: int
    """The channel or the thread."""
    guild_id: int | None
    """None in private."""
    thread_of: int | None = None
    """The channel that a thread hangs on; None where it is no thread, or one that we have not been told of."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of somebody, by its address alone."""

    message_id: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Asked(Posted):
    """A question as it stood in the chat, with the address of its answer."""

    author_id: int
    text: str
    """Without mentions; empty for a bare ping."""
    edited: str | None = None
    """The moment of its last edit; None where nobody has edited it."""

    @property
    def conversation(self) -> str:
        """Key of the conversation: one person in one channel or thread."""
        return conversation_of(self.spot, self.author_id)


def conversation_of(spot: Spot, author_id: int) -> str:
    """Key of the conversation of one person in one place, whether they write or press."""
    return f"{place_key(spot)}:{author_id}"


def person_key(user_id: int) -> str:
    """Key of a person, by which what is kept of them is found again."""
    return f"{PEOPLE}{user_id}"


def place_key(spot: Spot) -> str:
    """Key of a place, for what is said of an answer there."""
    return f"discord:{spot.guild_id or 'direct'}:{spot.channel_id}"


def asked_in(message: discord.Message, me: discord.abc.User) -> Asked | None:
    """What a message asks of the bot, or None if it is not meant for the bot."""
    if message.author.bot or message.webhook_id or message.author.id == me.id or message.type not in _ASKABLE:
        return None
    direct = isinstance(message.channel, discord.DMChannel)
    if not direct and not _mentions(message, me):
        return None
    return Asked(
        message_id=message.id,
        spot=Spot(message.channel.id, None if direct else _guild_id(message), _thread_of(message.channel)),
        author_id=message.author.id,
        text=without_tokens(message.content),
        edited=None if message.edited_at is None else message.edited_at.isoformat(),
    )


def spot_of(interaction: discord.Interaction[Any]) -> Spot:
    """Where a command was sent or a button pressed."""
    return Spot(interaction.channel_id or 0, interaction.guild_id, _thread_of(interaction.channel))


def _mentions(message: discord.Message, me: discord.abc.User) -> bool:
    if any(user.id == me.id for user in message.mentions):
        return True
    own_role = message.guild.self_role if message.guild else None
    return own_role is not None and own_role in message.role_mentions


def _guild_id(message: discord.Message) -> int | None:
    channel = message.channel
    if isinstance(channel, discord.PartialMessageable):
        return channel.guild_id  # a channel or thread that we have not been told of
    return message.guild.id if message.guild else None


def _thread_of(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def without_tokens(content: str) -> str:
    """What a message says once mentions, channels and custom emoji are taken out."""
    return re.sub(r"[ \t]+", " ", _TOKENS.sub(" ", content)).strip().lstrip(",: ").strip()
