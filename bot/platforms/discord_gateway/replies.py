"""What goes out to channels: answers sent, rewritten and taken back, and the typing sign. Pings nobody.

What Discord refuses is survived (`attempts`). Order and timing are `desk`'s, answers to interactions `responses`'.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.platforms.discord_gateway.addressing import Asked, Spot
from bot.platforms.discord_gateway.attempts import tried, with_or_without_files
from bot.platforms.discord_gateway.layout import editing, sending

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.pages import Page

log = logging.getLogger(__name__)

NO_HISTORY = 160002
"""Replying needs Read Message History; without it Discord refuses the reference, not the message."""
SHUT_OUT = (50001, 50013)
"""We may not see the channel, or not write in it."""


class ShutOutError(Exception):
    """Nothing that we would send arrives in that channel, for want of permissions."""


class Replies:
    """The way back to the channels."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def show(self, asked: Asked, answer_ids: Sequence[int], pages: Sequence[Page]) -> tuple[int, ...]:
        """Make the answer to a question read like these pages.

        Returns the ids of the messages that it then consists of. Raises ShutOutError where we may write nothing.
        """
        ids = list(answer_ids)
        for position, page in enumerate(pages):
            if position < len(answer_ids):
                edit = partial(self._edit, asked, ids[position])
                await tried("edit an answer", with_or_without_files(page, edit))
                continue
            try:
                sent = await tried("answer", self._send(asked, page, reply=position == 0))
            except ShutOutError:
                if position:
                    break
                raise
            if sent is None:
                break
            ids.append(sent)
        await self.withdraw(asked.spot, ids[len(pages) :])
        return tuple(ids[: len(pages)])

    async def withdraw(self, spot: Spot, answer_ids: Sequence[int]) -> None:
        """Delete messages of an answer."""
        for answer_id in answer_ids:
            await tried("delete an answer", self._partial(spot, answer_id).delete())

    async def typing(self, asked: Asked, after: float) -> None:
        """Show the typing sign from some seconds on, until cancelled."""
        await asyncio.sleep(after)
        await tried("show typing", self._typing(asked))

    async def _typing(self, asked: Asked) -> None:
        async with self._channel(asked.spot).typing():
            await asyncio.Event().wait()

    async def _send(self, asked: Asked, page: Page, *, reply: bool) -> int:
        try:
            # By its nonce Discord knows a message that it has taken before: a second attempt is no second answer.
            sent = partial(self._sent, asked, reply=reply, nonce=secrets.token_hex(8))
            return await with_or_without_files(page, sent)
        except discord.HTTPException as refused:
            if refused.code in SHUT_OUT:
                log.warning("Discord did not let us answer: %s", refused)
                raise ShutOutError from refused
            if refused.code != NO_HISTORY or not reply:
                raise
            return await self._send(asked, page, reply=False)

    async def _sent(self, asked: Asked, page: Page, *, reply: bool, nonce: str) -> int:
        options: dict[str, Any] = {"reference": _reference(asked)} if reply else {}
        return (await self._channel(asked.spot).send(**sending(page), nonce=nonce, **options)).id

    async def _edit(self, asked: Asked, answer_id: int, page: Page) -> None:
        await self._partial(asked.spot, answer_id).edit(**editing(page))

    def _channel(self, spot: Spot) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(spot.channel_id, guild_id=spot.guild_id)

    def _partial(self, spot: Spot, message_id: int) -> discord.PartialMessage:
        return self._channel(spot).get_partial_message(message_id)


def _reference(asked: Asked) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=asked.message_id,
        channel_id=asked.spot.channel_id,
        guild_id=asked.spot.guild_id,
        fail_if_not_exists=False,
    )
