"""What can end the Slack platform, said so that an operator knows what to do next.

SlackError
├── SlackLoginError        Slack refuses a token, a scope or Socket Mode: nothing helps but a change of settings
└── SlackUnreachableError  Slack did not answer at start: trying again later may help
"""

from __future__ import annotations

REFUSALS = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Errors of the Web API after which no further call can succeed."""

_BOT_ADVICE = (
    'copy the "Bot User OAuth Token" (xoxb-…) from "OAuth & Permissions" in the app\'s settings at api.slack.com/apps; '
    "if there is none, install the app to the workspace first"
)
_APP_ADVICE = (
    'make one with the scope connections:write under "Basic Information", "App-Level Tokens" (xapp-…) in the app\'s '
    'settings at api.slack.com/apps, and switch "Socket Mode" on'
)


class SlackError(Exception):
    """Slack cannot be served."""


class SlackLoginError(SlackError):
    """Slack refuses a token; the message says which one and what to do."""


class SlackUnreachableError(SlackError):
    """Slack could not be reached at start."""


def refused(method: str, code: str, needed: str | None = None) -> SlackLoginError:
    """The error for a call that Slack refused for good; `needed` names the scopes that Slack misses."""
    if code == "missing_scope":
        scope = needed or "that the call needs"
        return SlackLoginError(
            f"Slack refused {method}: the scope {scope} is missing. Add it to the app's settings at api.slack.com/apps "
            "and install the app again."
        )
    token, advice = ("app", _APP_ADVICE) if method == "apps.connections.open" else ("bot", _BOT_ADVICE)
    return SlackLoginError(f"Slack refused the {token} token ({code} from {method}): {advice}.")


def check_tokens(bot_token: str, app_token: str) -> None:
    """Raise where a token is missing, or is plainly of the other sort, before anything is sent."""
    if not bot_token.startswith("xoxb-"):
        raise SlackLoginError(f"The Slack bot token must begin with xoxb-: {_BOT_ADVICE}.")
    if not app_token.startswith("xapp-"):
        raise SlackLoginError(f"The Slack app token must begin with xapp-: {_APP_ADVICE}.")
