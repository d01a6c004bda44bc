"""The way of a followed figure into its channel or thread on Discord: once, pinging nobody, by nobody's interaction.

A post carries a nonce of its own, so Discord takes a repeated one for the first. discord.py waits out most rate limits;
what is left is told to `bot.following.rounds`, which knows when there is news and tries again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.following import Delivered, Delivery, Gone, Later
from bot.following.courier import nonce
from bot.platforms.discord_gateway.attempts import with_or_without_files
from bot.platforms.discord_gateway.follow_calls import PLATFORM
from bot.platforms.discord_gateway.layout import sending
from bot.platforms.following import explained

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.discord_gateway.composing import Composer
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.shared import Shared
    from bot.state import PlaceSettings
    from bot.state.follows import Follow

GONE = frozenset({10003, 10004, 20001, 50001, 50007, 50008, 50013, 50024, 50083, 160005})
"""Unknown channel or server, nobody to write to, no permission, no channel for words, a closed or locked thread.

Other refusals may be of the moment, such as those of the machines in front of Discord.
"""
TAKEN_DOWN = 10008
"""The same nonce belongs to a message that somebody has deleted since."""
TOO_MANY, BROKEN = 429, 500


class FollowCourier:
    """Posts what channels follow."""

    def __init__(self, client: discord.Client, composer: Composer, shared: Shared) -> None:
        self._client = client
        self._composer = composer
        self._shared = shared

    @property
    def platform(self) -> str:
        """Discord."""
        return PLATFORM

    @property
    def repeats_safely(self) -> bool:
        """Discord knows the nonces of the last minutes."""
        return True

    async def deliver(self, follow: Follow, answer: Answer, mark: str) -> Delivery:
        """Post an answer to the channel of a follow; what came of it. Raises where it is refused for another cause."""
        try:
            if not await self._is_let_in(follow):
                return Gone("the settings of the server keep me out of the channel")
            pages = await self._composer.showing(explained(answer, follow), follow.locale)
            for number, page in enumerate(pages):
                name = f"{nonce(follow, mark)}{number or ''}"
                await with_or_without_files(page, partial(self._send, int(follow.channel), name))
        except discord.RateLimited as limited:
            return Later(limited.retry_after)
        except discord.HTTPException as refused:
            return _outcome(refused)
        except (aiohttp.ClientError, OSError):
            return Later()
        return Delivered()

    async def _send(self, channel_id: int, name: str, page: Page) -> None:
        await self._client.get_partial_messageable(channel_id).send(**sending(page), nonce=name)

    async def _is_let_in(self, follow: Follow) -> bool:
        """Whether the server lets us into the channel, by what it has set since."""
        if follow.place is None:
            return True
        settings = await self._shared.place(int(follow.place.partition(":")[2]))
        if settings.threads and (not settings.channels or follow.channel in settings.channels):
            return True
        return _lets_in(settings, await self._client.fetch_channel(int(follow.channel)))


def _lets_in(settings: PlaceSettings, channel: object) -> bool:
    """Whether a server's settings let us into a channel or thread."""
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    here = {str(getattr(channel, "id", "")), str(parent)}
    return (parent is None or settings.threads) and (not settings.channels or bool(here & settings.channels))


def _outcome(refused: discord.HTTPException) -> Delivery:
    """What a refusal means for the post."""
    if refused.code in GONE:
        return Gone(f"{refused.code} {refused.text}")
    if refused.code == TAKEN_DOWN:
        return Delivered()
    if refused.status == TOO_MANY or refused.status >= BROKEN:
        return Later(_seconds(refused))
    raise refused


def _seconds(refused: discord.HTTPException) -> float | None:
    """When to try again, where Discord says so."""
    told = refused.response.headers.get("Retry-After", "")
    return float(told) if told.replace(".", "", 1).isdecimal() else None
