"""What goes out to Discord: answers sent, rewritten and taken back, and the typing sign. Pings nobody.

Whatever Discord refuses (no permission, a deleted channel, a lost connection) is logged and survived: there is nobody
to tell it to. Order and timing are `desk`'s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord

from bot.platforms.discord_gateway.addressing import Asked

if TYPE_CHECKING:
    from bot.platforms.attachments import Attachment

NO_HISTORY = 160002
"""Replying needs Read Message History; without it Discord refuses the reference, not the message."""
NOBODY = discord.AllowedMentions.none()

T = TypeVar("T")
log = logging.getLogger(__name__)


class Replies:
    """The way back to the channels."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def show(
        self, asked: Asked, answer_ids: Sequence[int], messages: Sequence[str], attached: Sequence[Attachment] = ()
    ) -> tuple[int, ...]:
        """Make the answer to a question read like these messages, files at the last one.

        Returns the ids of the messages that it then consists of.
        """
        ids = list(answer_ids)
        for position, content in enumerate(messages):
            files = attached if position == len(messages) - 1 else ()
            if position < len(answer_ids):
                await _tried("edit an answer", self._edit(asked, ids[position], content, files))
                continue
            sent = await _tried("answer", self._send(asked, content, files, reply=position == 0))
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

    async def _send(self, asked: Asked, content: str, attached: Sequence[Attachment], *, reply: bool) -> int:
        try:
            return await self._sent(asked, content, attached, reply=reply)
        except discord.HTTPException as refused:
            if refused.code == NO_HISTORY and reply:
                return await self._send(asked, content, attached, reply=False)
            if not attached or not isinstance(refused, discord.Forbidden):
                raise
            log.warning("files may not be attached in channel %s: the words go alone", asked.channel_id)
            return await self._send(asked, content, (), reply=reply)

    async def _sent(self, asked: Asked, content: str, attached: Sequence[Attachment], *, reply: bool) -> int:
        options: dict[str, Any] = {"allowed_mentions": NOBODY, "suppress_embeds": True}
        if reply:
            options["reference"] = _reference(asked)
        if attached:
            options["files"] = _files(attached)
        return (await self._channel(asked).send(content, **options)).id

    async def _edit(self, asked: Asked, answer_id: int, content: str, attached: Sequence[Attachment]) -> None:
        message = self._partial(asked, answer_id)
        await message.edit(content=content, allowed_mentions=NOBODY, attachments=_files(attached))

    def _channel(self, asked: Asked) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(asked.channel_id, guild_id=asked.guild_id)

    def _partial(self, asked: Asked, message_id: int) -> discord.PartialMessage:
        return self._channel(asked).get_partial_message(message_id)


def _files(attached: Sequence[Attachment]) -> list[discord.File]:
    """Fresh file objects each time: one that was sent cannot be sent again."""
    return [discord.File(BytesIO(file.content), file.name, description=file.description or None) for file in attached]


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
