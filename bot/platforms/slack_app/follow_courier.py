"""The way of a followed figure into its channel in Slack: once, pinging nobody, with the token of its workspace.

Slack takes a repeated post for a new one. So a call is made once, without the SDK's retries, and only what Slack says
for certain that it did not take is told to `bot.following.rounds` to be tried again.
"""

from __future__ import annotations

import asyncio
import copy
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.following import Delivered, Delivery, Gone, Later, run_rounds
from bot.platforms.attachments import Attachments
from bot.platforms.following import explained
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errors import REFUSALS
from bot.platforms.slack_app.follow_places import PLATFORM, FollowPlace, place_of
from bot.platforms.slack_app.places import Places
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.web import error_code
from bot.state import StateAwayError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.slack_app.setup import Setup
    from bot.state.follows import Follow

SHUT_OUT = frozenset(
    {
        "cannot_dm_bot",
        "channel_is_limited_access",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "user_disabled",
    }
)
"""What Slack says of a channel that the bot cannot post in."""
NOT_TAKEN = frozenset({"rate_limited", "ratelimited", "service_unavailable", "HTTP 429", "HTTP 502", "HTTP 503"})
"""What Slack says where it has not even looked at the message."""
ELSEWHERE_SECONDS = 3_600.0
"""How long what another process has to post is left to it."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FollowReach:
    """Where one process can post unasked."""

    client: AsyncWebClient
    is_ours: Callable[[FollowPlace], bool] = lambda _: True
    """Whether this process speaks in a workspace."""
    speaking_in: Callable[[FollowPlace], AbstractContextManager[None]] = lambda _: nullcontext()
    """What has to be entered for the client to speak in a workspace."""
    ended: frozenset[str] = frozenset()
    """What Slack, or our own search for the token, says of a workspace that has thrown the app out for good."""


class FollowCourier:
    """Posts what channels follow; close it at the end."""

    def __init__(self, reach: FollowReach, setup: Setup) -> None:
        self._reach = reach
        client = copy.copy(reach.client)
        client.retry_handlers = []

        async def clients(_team: str) -> AsyncWebClient:
            return client

        self._places = Places(setup.state, clients)
        self._poster = Poster(clients, setup.limits.seconds_between_messages, hears=setup.state is not None)
        self._attachments = Attachments()

    @property
    def platform(self) -> str:
        """Slack."""
        return PLATFORM

    @property
    def repeats_safely(self) -> bool:
        """Slack posts whatever it is sent."""
        return False

    def close(self) -> None:
        """End the process that draws."""
        self._attachments.close()

    async def deliver(self, follow: Follow, answer: Answer, mark: str) -> Delivery:
        """Post an answer to the channel of a follow; what came of it.

        Raises where it cannot be told whether Slack has posted it, and where it has refused it for another cause.
        """
        place = place_of(follow)
        if not self._reach.is_ours(place):
            return Later(ELSEWHERE_SECONDS)
        if not (await self._places.manners(place.team)).allows(place.channel):
            return Gone("the settings of the workspace keep me out of the channel")
        sent: list[str] = []
        try:
            with self._reach.speaking_in(place):
                await self._post(place, explained(answer, follow), follow.locale, sent)
        except SlackApiError as error:
            if not sent:
                return self._outcome(error)
            log.warning("a followed answer broke off after %d messages: %s", len(sent), error_code(error))
        except (aiohttp.ClientConnectorError, StateAwayError):
            if not sent:
                return Later()
        return Delivered()

    async def _post(self, place: FollowPlace, answer: Answer, locale: str, sent: list[str]) -> None:
        to = Destination(place.team, place.channel, None)
        shown = await self._poster.show(to, answer, sent=sent)
        has_chart = shown is not None and shown.has_chart
        drawn = replace(answer, wants_chart=answer.wants_chart and not has_chart)
        if files := await self._attachments.of(drawn, locale):
            with suppress(SlackApiError):  # the words are there
                await self._poster.attach(to, files)

    def _outcome(self, error: SlackApiError) -> Delivery:
        """What a refusal means for the post, of which nothing has been sent."""
        code = error_code(error)
        if code in SHUT_OUT or code in self._reach.ended:
            return Gone(code)
        if code in NOT_TAKEN or code in REFUSALS:
            return Later(_seconds(error))
        raise error


@asynccontextmanager
async def follows_posted(reach: FollowReach, setup: Setup) -> AsyncIterator[None]:
    """Post what channels follow while the block runs, where there is a state."""
    if setup.state is None:
        yield
        return
    stop, courier = asyncio.Event(), FollowCourier(reach, setup)
    every, pace = setup.limits.follows_seconds, setup.limits.follow_pace
    posting = asyncio.create_task(run_rounds(setup.service, setup.state, courier, stop, poll_seconds=every, pace=pace))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait({posting}, timeout=setup.limits.close_seconds)
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        courier.close()


def _seconds(error: SlackApiError) -> float | None:
    """When to try again, where Slack says so."""
    headers = getattr(error.response, "headers", {})
    told = next((str(value) for key, value in headers.items() if str(key).lower() == "retry-after"), "")
    return float(told) if told.isdecimal() else None
