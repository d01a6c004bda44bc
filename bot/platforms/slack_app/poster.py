"""Sending text to a channel: escaped, in pages, and never faster than Slack allows.

One lane a channel keeps the pages of an answer together and the seconds between messages; a rate-limited call holds its
lane for as long as Slack asked. What to say and when is the desk's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.pages import escaped, pages

if TYPE_CHECKING:
    from bot.platforms.attachments import Attachment

_LANES_KEPT = 1_000


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0


class Poster:
    """The one way from this process into Slack's channels."""

    def __init__(self, client: AsyncWebClient, seconds_between_messages: float) -> None:
        self._client = client
        self._pause = seconds_between_messages
        self._lanes: dict[str, _Lane] = {}

    async def post(self, channel: str, thread: str | None, text: str) -> None:
        """Send the text to the channel, into the thread if one is given; raises what the Slack SDK raises."""
        async with self._held(channel) as lane:
            for page in pages(text):
                await self._post_page(lane, channel, thread, page)

    async def attach(self, channel: str, thread: str | None, files: Sequence[Attachment]) -> None:
        """Put files into the channel, below the thread's last message; needs the scope files:write."""
        uploads = [
            {"file": file.content, "filename": file.name, "title": file.name, "alt_txt": file.description}
            for file in files
        ]
        async with self._held(channel):
            await self._client.files_upload_v2(file_uploads=uploads, channel=channel, thread_ts=thread)

    async def _post_page(self, lane: _Lane, channel: str, thread: str | None, page: str) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, lane.free_at - clock()))
        try:
            await self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=escaped(page),
                mrkdwn=False,
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        finally:
            # Counted from the reply: a request that was slow on its way must not arrive close before the next.
            lane.free_at = clock() + self._pause

    @asynccontextmanager
    async def _held(self, channel: str) -> AsyncIterator[_Lane]:
        """The channel's lane, for one message or one upload at a time; a lane with users is not forgotten."""
        lane = self._lane(channel)
        lane.users += 1
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1

    def _lane(self, channel: str) -> _Lane:
        if len(self._lanes) >= _LANES_KEPT and channel not in self._lanes:
            now = asyncio.get_running_loop().time()
            self._lanes = {key: lane for key, lane in self._lanes.items() if lane.users or lane.free_at > now}
        return self._lanes.setdefault(channel, _Lane())
