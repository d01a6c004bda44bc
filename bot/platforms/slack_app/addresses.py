"""Where Slack and browsers reach the bot over HTTP, below its public address.

The server listens at these paths (`http_server`), the manifest names them, and `checkup` looks whether they lead here.
Imports no SDK, so that the manifest can be printed anywhere.
"""

from __future__ import annotations

EVENTS_PATH = "/slack/events"
"""For events, presses and commands alike: the same address stands in every place of the app's settings."""
INSTALL_PATH = "/slack/install"
"""Where a person begins to install the app."""
RETURN_PATH = "/slack/oauth_redirect"
"""Where Slack sends them back to."""


def address(public_url: str, path: str) -> str:
    """One of the paths below the public address."""
    return public_url.rstrip("/") + path
