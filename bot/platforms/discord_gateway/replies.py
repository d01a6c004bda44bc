"""What goes out to Discord: answers sent, rewritten and taken back, and the typing sign. Pings nobody.

Whatever Discord refuses (no permission, a deleted channel, a lost connection) is logged and survived: there is nobody
to tell it to. Order and timing are `desk`'s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import aiohttp
import discord

from bot.platforms.discord_gateway.addressing import Asked

NO_HISTORY = 160002
"""Replying needs Read Message History; without it Discord refuses the reference, not the message."""
NOBODY = discord.AllowedMentions.none()

T = TypeVar("T")
log = logging.getLogger(__name__)


class Replies:
    """The way back to the channels."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def show(self, asked: Asked, answer_ids: Sequence[int], messages: Sequence[str]) -> tuple[int, ...]:
        """Make the answer to a question read like these messages; returns the ids that it then consists of."""
        ids = list(answer_ids)
        for position, content in enumerate(messages):
            if position < len(answer_ids):
                await _tried("edit an answer", self._edit(asked, ids[position], content))
                continue
            sent = await _tried("answer", self._send(asked, content, reply=position == 0))
            if sent is None:
                break
            ids.append(sent)
        await self.withdraw(asked, ids[len(messages) :])
        return tuple(ids[: len(messages)])

    async def withdraw(self, asked: Asked, answer_ids: Sequence[int]) -> None:
        """Delete messages of an answer."""
        for answer_id in answer_ids:
            await _tried("delete an answer", self._partial(asked, answer_id).delete())

    async def typing(self, asked: Asked, after: float) -> None:
        """Show the typing sign from some seconds on, until cancelled."""
        await asyncio.sleep(after)
        await _tried("show typing", self._typing(asked))

    async def _typing(self, asked: Asked) -> None:
        async with self._channel(asked).typing():
            await asyncio.Event().wait()

    async def _send(self, asked: Asked, content: str, *, reply: bool) -> int:
        channel = self._channel(asked)
        if reply:
            try:
                sent = await channel.send(
                    content, reference=_reference(asked), allowed_mentions=NOBODY, suppress_embeds=True
                )
            except discord.HTTPException as refused:
                if refused.code != NO_HISTORY:
                    raise
            else:
                return sent.id
        return (await channel.send(content, allowed_mentions=NOBODY, suppress_embeds=True)).id

    async def _edit(self, asked: Asked, answer_id: int, content: str) -> None:
        await self._partial(asked, answer_id).edit(content=content, allowed_mentions=NOBODY)

    def _channel(self, asked: Asked) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(asked.channel_id, guild_id=asked.guild_id)

    def _partial(self, asked: Asked, message_id: int) -> discord.PartialMessage:
        return self._channel(asked).get_partial_message(message_id)


def _reference(asked: Asked) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=asked.message_id,
        channel_id=asked.channel_id,
        guild_id=asked.guild_id,
        fail_if_not_exists=False,
    )


async def _tried(what: str, doing: Awaitable[T]) -> T | None:
    try:
        return await doing
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        log.warning("Discord did not let us %s: %s", what, problem)
        return None
