"""Sending to Slack: fixed lines, answers and files, never faster than Slack allows, and to whom it concerns only.

One lane a channel keeps the messages of an answer together and the seconds between them; a rate-limited call holds its
lane for as long as Slack asked. Where a workspace refuses table blocks, its answers go out with lines of fixed width
from then on. What to say and when is the desk's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.blocks import Post, posts
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.pages import escaped
from bot.platforms.slack_app.web import error_code, error_details, respond

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment

_LANES_KEPT = 1_000
BLOCKS_REFUSED = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""What Slack says of blocks that it does not take; a table counts as an attachment to it."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0


class Poster:
    """The one way from this process into Slack's channels. Every method raises what the Slack SDK raises."""

    def __init__(self, client: AsyncWebClient, seconds_between_messages: float) -> None:
        self._client = client
        self._pause = seconds_between_messages
        self._lanes: dict[str, _Lane] = {}
        self._without_tables: set[str] = set()

    async def say(self, to: Destination, line: str) -> None:
        """Send one of the fixed lines."""
        async with self._held(to.channel) as lane:
            await self._send(lane, to, escaped(line))

    async def show(self, to: Destination, answer: Answer) -> bool:
        """Send an answer, in as many messages as it needs; False where it has no words and nothing was sent."""
        found = posts(answer, thread=to.thread)
        plainer = posts(answer, tables=False, thread=to.thread)
        async with self._held(to.channel) as lane:
            for post, without_table in zip(found, plainer, strict=True):
                await self._show_one(lane, to, post, without_table)
        return bool(found)

    async def attach(self, to: Destination, files: Sequence[Attachment]) -> None:
        """Put files into the channel, below the thread's last message; needs the scope files:write."""
        uploads = [
            {"file": file.content, "filename": file.name, "title": file.name, "alt_txt": file.description}
            for file in files
        ]
        async with self._held(to.channel):
            await self._client.files_upload_v2(file_uploads=uploads, channel=to.channel, thread_ts=to.thread)

    async def _show_one(self, lane: _Lane, to: Destination, post: Post, without_table: Post) -> None:
        """Send a message; where its blocks are refused, without its table, and at last as nothing but text."""
        choice = [without_table.blocks, ()]
        if post.has_table and to.team not in self._without_tables:
            choice.insert(0, post.blocks)
        for blocks in choice:
            try:
                await self._send(lane, to, post.text, blocks)
            except SlackApiError as error:
                if not blocks or error_code(error) not in BLOCKS_REFUSED:
                    raise
                log.warning("workspace %s refused the blocks of a message: %s", to.team, error_details(error))
            else:
                if post.has_table and blocks is without_table.blocks:
                    self._without_tables.add(to.team)
                return

    async def _send(self, lane: _Lane, to: Destination, text: str, blocks: Sequence[dict[str, Any]] = ()) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, lane.free_at - clock()))
        try:
            await self._sent(to, text, blocks)
        finally:
            # Counted from the reply: a request that was slow on its way must not arrive close before the next.
            lane.free_at = clock() + self._pause

    async def _sent(self, to: Destination, text: str, blocks: Sequence[dict[str, Any]]) -> None:
        if to.response_url is not None:
            content = {"text": text, "thread_ts": to.thread, "blocks": list(blocks)}
            present = {key: value for key, value in content.items() if value}
            await respond(
                self._client, to.response_url, {"response_type": "ephemeral", "replace_original": False} | present
            )
        elif to.only_for is not None:
            await self._client.chat_postEphemeral(
                channel=to.channel,
                user=to.only_for,
                thread_ts=to.thread,
                text=text,
                blocks=blocks or None,
                link_names=False,
            )
        else:
            await self._client.chat_postMessage(
                channel=to.channel,
                thread_ts=to.thread,
                text=text,
                blocks=blocks or None,
                mrkdwn=False,
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )

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
