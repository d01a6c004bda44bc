"""Words for one person alone where their channel cannot take them: a direct message, rarely and only if they allow it.

At most one for each person and channel in an hour, so that nobody is ever flooded by a bot that cannot write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.platforms.discord_gateway.attempts import tried
from bot.platforms.discord_gateway.layout import sending
from bot.platforms.discord_gateway.pages import Page

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Asked
    from bot.platforms.discord_gateway.shared import Shared

HOUR = 3_600.0
MAY_NOT_WRITE = (
    "I may not write in {channel}, so your question there has no answer. Whoever manages the server can give me the "
    "permissions View Channel and Send Messages (in threads: Send Messages in Threads). You can also ask me here."
)
NOT_THERE = (
    "I do not answer in {channel}; whoever manages the server has chosen other places for me. You can also ask me here."
)


class Whispers:
    """The way to one person."""

    def __init__(self, client: discord.Client, shared: Shared) -> None:
        self._client = client
        self._shared = shared

    async def tell(self, asked: Asked, words: str) -> None:
        """Say something about a question to its asker alone; `{channel}` becomes a link to where it was asked."""
        channel_id = asked.spot.channel_id
        if asked.spot.guild_id is None:
            return  # they asked in a direct message: there is no other way to them
        if await self._shared.first(f"whisper:{channel_id}:{asked.author_id}", HOUR):
            await tried(
                "tell the asker in private", self._send(asked.author_id, words.format(channel=f"<#{channel_id}>"))
            )

    async def _send(self, person_id: int, text: str) -> None:
        channel = await self._client.create_dm(discord.Object(person_id))
        await channel.send(**sending(Page((text,))))
