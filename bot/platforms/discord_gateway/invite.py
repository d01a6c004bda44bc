"""`evbot discord invite`: the links that bring the bot to a server, or to a person, with as few permissions as work."""

from __future__ import annotations

import discord

from bot.platforms.discord_gateway.visit import visit

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,  # without it Discord refuses replies
    attach_files=True,  # charts, and rows as a file
)


async def invitation(token: str) -> str:
    """Both links, in words for the operator.

    Raises DiscordLoginError if the token does not let us in, DiscordError if Discord cannot be reached.
    """
    async with visit(token) as (_, application_id):
        return (
            f"For a server, to be opened by somebody who may manage it:\n  {server_link(application_id)}\n"
            f"For one person, who can then ask everywhere:\n  {personal_link(application_id)}"
        )


def server_link(application_id: int) -> str:
    """Adds the bot and its commands to a server."""
    scopes = ("bot", "applications.commands")
    return f"{discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=scopes)}&integration_type=0"


def personal_link(application_id: int) -> str:
    """Adds the commands to a person; needs no permission of any server."""
    return f"{discord.utils.oauth_url(application_id, scopes=('applications.commands',))}&integration_type=1"
