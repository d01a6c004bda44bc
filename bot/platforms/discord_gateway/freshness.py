"""Our commands at the start: sent to Discord where it knows them in an outdated form, once, whatever comes of it.

Comparing and sending is done in `sync`, which the operator's `evbot discord sync` uses as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
from typing import TYPE_CHECKING, Any

from bot.platforms.discord_gateway.sync import brought_up_to_date, payloads

if TYPE_CHECKING:
    import discord
    from discord import app_commands

    from bot.state import ResilientState

CLAIMED_SECONDS = 60.0
"""Replicas that start within this time of one another ask Discord once."""

log = logging.getLogger(__name__)


async def keep_commands_fresh(
    client: discord.Client, tree: app_commands.CommandTree[Any], state: ResilientState | None
) -> None:
    """Bring Discord's list of our commands up to date; a failure is logged and does no harm to anything else."""
    try:
        ours = await payloads(tree)
        if state is not None and not await asyncio.to_thread(_claimed, state, client.application_id, ours):
            log.info("Another process keeps the commands up to date")
            return
        log.info("%s", await brought_up_to_date(client, ours))
    except Exception:
        log.exception("Discord may still have outdated commands; run evbot discord sync")


def _claimed(state: ResilientState, application_id: int | None, ours: list[dict[str, Any]]) -> bool:
    """Whether this process is the one to do it, for exactly these commands."""
    digest = hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest()[:16]
    key = f"discord:{application_id}:commands:{digest}"
    return state.claim(key, owner=secrets.token_hex(8), ttl_seconds=CLAIMED_SECONDS)
