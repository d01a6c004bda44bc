"""Everything that stands between the client and the service, put together once.

`client` hands events to its parts and `runner` ends it; nothing happens here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.platforms.discord_gateway.admission import Door
from bot.platforms.discord_gateway.calls import Calls
from bot.platforms.discord_gateway.composing import Composer
from bot.platforms.discord_gateway.desk import Desk
from bot.platforms.discord_gateway.follow_calls import FollowCalls
from bot.platforms.discord_gateway.follow_courier import FollowCourier
from bot.platforms.discord_gateway.forgetting import Forgetting
from bot.platforms.discord_gateway.ledger import Ledger
from bot.platforms.discord_gateway.replies import Replies
from bot.platforms.discord_gateway.settings_calls import SettingsCalls
from bot.platforms.discord_gateway.shared import Shared
from bot.platforms.discord_gateway.whispers import Whispers
from bot.platforms.discord_gateway.workload import Workload
from bot.platforms.following import Following
from bot.platforms.reporting import Reporting

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState


class Front:
    """The desk for messages, the calls for interactions, and what they share."""

    def __init__(
        self,
        client: discord.Client,
        service: Service,
        options: Options,
        state: ResilientState | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        self.service = service
        self._workload = Workload(options, pulse)
        self._composer = Composer(self._workload, options)
        self._shared = Shared(state)
        door, ledger = Door(self._shared, options), Ledger(options.remembered)
        self.desk = Desk(
            service,
            Replies(client),
            Whispers(client, self._shared),
            self._workload,
            self._composer,
            self._shared,
            door,
            ledger,
            options,
        )
        self.calls = Calls(
            service, self._workload, self._composer, self._shared, door, Reporting(service, state), options
        )
        self.settings = SettingsCalls(self._shared, self._workload, options)
        following = Following(service, state, options.follows_a_channel)
        self.follows = FollowCalls(following, self._workload, self._composer, self._shared, door, options)
        self.courier = FollowCourier(client, self._composer, self._shared)
        self.forgetting = Forgetting(service, self._shared, ledger)

    def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed a button of ours or chose something."""
        if not self.settings.pressed(interaction) and not self.follows.pressed(interaction):
            self.calls.pressed(interaction)

    def removed_from(self, guild_id: int) -> None:
        """We were removed from a server: what it had set and followed is forgotten."""
        self._shared.forget_place(guild_id)

    async def drain(self, within: float) -> None:
        """Take nothing new and finish what is in hand, for at most so many seconds."""
        await self._workload.drain(within)

    async def drop(self) -> None:
        """Drop whatever is still in hand."""
        await self._workload.close()
        self._composer.close()
        await self._shared.close()
