"""A whole bot over the small data that updates on a schedule of moments instead of hours.

Run it with `python -m tests.support.running_updates`, with the environment of `small_updates` besides its settings: for
"hourly" it then takes newer figures several times a second. SMALL_DISCORD and SMALL_GATEWAY are the addresses of the
Discord that it talks to.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from tests.support.small_updates import take_small_data

MOMENT = timedelta(seconds=0.2)


def main() -> int:
    """Run the bot."""
    take_small_data()
    from bot import app, cli, updating
    from bot.following import rounds
    from bot.ops import schedule
    from facts import watching

    schedule._EVERY["hourly"] = schedule.RETRY = updating.COPY_AGAIN = MOMENT
    updating.SPREAD = timedelta()
    rounds.POLL_SECONDS = updating.LOOK_SECONDS = updating.GLANCE_SECONDS = watching.GLANCE_SECONDS = (
        MOMENT.total_seconds()
    )
    updating.UPDATE = (sys.executable, "-m", "tests.support.small_updates", "facts", "update")
    if "SMALL_DISCORD" in os.environ:
        take_small_discord()
    return app.start(cli.open_for_chats)


def take_small_discord() -> None:
    """Talk to the Discord of the test."""
    import discord
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    Route.BASE = discord.Asset.BASE = os.environ["SMALL_DISCORD"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["SMALL_GATEWAY"])


if __name__ == "__main__":
    sys.exit(main())
