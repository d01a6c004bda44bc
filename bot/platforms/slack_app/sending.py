"""One message on its way to Slack: posted, shown to one person, sent to the address of a press, overwritten, deleted.

Which of these it is stands in the `Destination`. Every function raises what the Slack SDK raises; waiting, plainer
looks and order are `poster`'s business.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.blocks import Post
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.web import error_code, respond

Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""Gives the client for a workspace, by its id."""
BLOCKS_REFUSED = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""What Slack says of blocks that it does not take; a table counts as an attachment to it."""
NO_MEMBER = frozenset({"channel_not_found", "not_in_channel"})
"""What Slack says where the bot is no member of a channel."""
GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
"""What Slack says of a message that cannot be overwritten any more."""
_QUIET: dict[str, Any] = {"link_names": False}
_PLAIN = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False} | _QUIET


async def send(client: AsyncWebClient, to: Destination, post: Post) -> str | None:
    """Send a message where it belongs; its id, where Slack tells it."""
    if to.only_for is None:
        return await _post(client, to, post)
    if to.response_url is not None:
        await _respond(client, to, post, "ephemeral")
        return None
    await client.chat_postEphemeral(
        channel=to.channel, user=to.only_for, thread_ts=to.thread, text=post.text, blocks=post.blocks or None, **_QUIET
    )
    return None


async def overwrite(client: AsyncWebClient, to: Destination, ts: str, post: Post) -> str | None:
    """Put a message in the place of an older one; where that is gone, below."""
    try:
        # Blocks that are not mentioned would stay as they were.
        await client.chat_update(channel=to.channel, ts=ts, text=post.text, blocks=list(post.blocks), **_QUIET)
    except SlackApiError as error:
        if error_code(error) not in GONE:
            raise
        return await send(client, to, post)
    return ts


async def replace_pressed(client: AsyncWebClient, to: Destination, post: Post) -> None:
    """Put a message in the place of the one that was pressed, which only one person sees."""
    await _respond(client, to, post, "ephemeral", over=True)


async def delete(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Delete a message of ours."""
    await client.chat_delete(channel=channel, ts=ts)


async def _post(client: AsyncWebClient, to: Destination, post: Post) -> str | None:
    try:
        said = await client.chat_postMessage(
            channel=to.channel, thread_ts=to.thread, text=post.text, blocks=post.blocks or None, **_PLAIN
        )
    except SlackApiError as error:
        if to.response_url is None or error_code(error) not in NO_MEMBER:
            raise
        await _respond(client, to, post, "in_channel")
        return None
    return str(said["ts"])


async def _respond(
    client: AsyncWebClient, to: Destination, post: Post, response_type: str, *, over: bool = False
) -> None:
    assert to.response_url is not None
    content = {"text": post.text, "thread_ts": to.thread, "blocks": list(post.blocks)}
    present = {key: value for key, value in content.items() if value}
    shown = {"response_type": response_type, "replace_original": over, "unfurl_links": False, "unfurl_media": False}
    await respond(client, to.response_url, shown | present)
