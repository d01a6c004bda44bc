"""Discord: mentions, replies and direct messages in, Answers shown. The only package that imports discord.py.

`run_discord` is the whole public face. Nothing here understands a question or words an answer; see `bot.service`.
"""

from bot.platforms.discord_gateway.errors import DiscordError, DiscordLoginError
from bot.platforms.discord_gateway.options import Options
from bot.platforms.discord_gateway.runner import run_discord

__all__ = ["DiscordError", "DiscordLoginError", "Options", "run_discord"]
