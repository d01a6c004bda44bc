"""Why Discord ended for good, in words for the operator: what failed and what to do next.

DiscordError            Discord cannot be reached, or closed the connection for good
└── DiscordLoginError   the token is missing, malformed, wrong or revoked
"""

from __future__ import annotations

import aiohttp
import discord

REFUSED_INTENTS = (4013, 4014)
REFUSED_SHARDS = (4010, 4011)
"""A shard that does not exist, and servers that are too many for so few shards."""

RENEWAL = (
    "Open the application in the Discord Developer Portal, choose Bot, Reset Token, "
    "and set EVBOT_DISCORD_TOKEN to the new token."
)
CHECK_NETWORK = "Check network, DNS and firewall, then start evbot again."


class DiscordError(RuntimeError):
    """Discord cannot go on; the message says what to do."""


class DiscordLoginError(DiscordError):
    """The bot token does not let us in."""


def checked_token(token: str) -> str:
    """The token without surrounding blanks; raises DiscordLoginError for what cannot be a token."""
    token = token.strip()
    if not token:
        raise DiscordLoginError(f"The Discord bot token is empty. {RENEWAL}")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise DiscordLoginError(f"The Discord bot token holds blanks or characters that no token has. {RENEWAL}")
    return token


def translated(problem: BaseException) -> BaseException:
    """The error for the operator behind one of discord.py; anything else comes back as it is."""
    match problem:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return DiscordLoginError(f"Discord refused the bot token: it is wrong or was revoked. {RENEWAL}")
        case discord.PrivilegedIntentsRequired():
            return DiscordError("Discord refused the intents, though no privileged one is asked for. Update evbot.")
        case discord.ConnectionClosed(code=code) if code in REFUSED_INTENTS:
            return DiscordError(f"Discord refused the intents (close code {code}). Update evbot.")
        case discord.ConnectionClosed(code=code) if code in REFUSED_SHARDS:
            return DiscordError(
                f"Discord refused the shards (close code {code}). Set EVBOT_DISCORD_SHARD_COUNT to the number of all "
                "shards and EVBOT_DISCORD_SHARD_IDS to those of this process, or leave both out."
            )
        case discord.ConnectionClosed(code=code):
            return DiscordError(f"Discord closed the connection for good (close code {code}). Start evbot again.")
        case discord.HTTPException(status=status):
            return DiscordError(f"Discord answered the login with HTTP {status}. Wait some minutes, then start again.")
        case discord.DiscordException() | aiohttp.ClientError() | OSError():
            return DiscordError(f"Discord cannot be reached ({problem}). {CHECK_NETWORK}")
    return problem
