"""Doubles in which `evbot doctor` finds nothing amiss, until a test breaks one thing of them.

They tell what the plain doubles leave out: logins that are left, how the application is set up, and the time.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.support.discord_double import DiscordDouble
from tests.support.slack_double import SlackDouble

GATEWAY = "GET /gateway/bot"


class HealthyDiscord(DiscordDouble):
    """A Discord that tells of logins left and of how the application is set up."""

    def __init__(self) -> None:
        self.application: dict[str, Any] = {}
        self.sessions_left = 1_000
        super().__init__()

    def _routes(self) -> Any:
        routes = super()._routes()
        about = routes["GET /oauth2/applications/@me"]

        def application(request: Any) -> Any:
            status, body, events = about(request)
            return status, body | self.application, events

        def gateway(_: Any) -> Any:
            limit = {"total": 1_000, "remaining": self.sessions_left, "reset_after": 7_000_000, "max_concurrency": 1}
            return 200, {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}, []

        return routes | {"GET /oauth2/applications/@me": application, GATEWAY: gateway}


class HealthySlack(SlackDouble):
    """A Slack that tells the time with each reply."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds_ahead = 0.0

    async def _call(self, request: web.Request) -> web.StreamResponse:
        reply = await super()._call(request)
        reply.headers["Date"] = formatdate(time.time() + self.seconds_ahead, usegmt=True)
        return reply
