"""What settings must agree on, one sentence each that says what to set or to leave out.

Each setting by itself is checked in `bot.ops.settings`, which asks here. That there is a token at all is asked by
`bot.app`, because `evbot doctor` and `evbot health` do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ops.settings import Settings

_CREDENTIALS = "copy it from api.slack.com/apps → your app → Basic Information → App Credentials"
OVER_HTTP = {
    "slack_signing_secret": _CREDENTIALS,
    "slack_client_id": _CREDENTIALS,
    "slack_client_secret": _CREDENTIALS,
    "slack_public_url": "set it to the address at which Slack and browsers reach that port, such as "
    "https://evbot.example.org",
}
"""What Slack over HTTP needs, and where it comes from."""


def disagreements(settings: Settings) -> list[str]:
    """What does not go together, one line for each thing to mend; empty where all is well."""
    return [*_shards(settings), *_slack(settings), *_ports(settings), *_own_figures(settings)]


def _shards(settings: Settings) -> list[str]:
    ids, count = settings.discord_shard_ids, settings.discord_shard_count
    if not ids:
        return []
    if count is None:
        return [
            "EVBOT_DISCORD_SHARD_IDS is set without EVBOT_DISCORD_SHARD_COUNT: set that to the number of all shards, "
            "the same in every process, or leave both out."
        ]
    if ids[-1] >= count:
        return [
            f"EVBOT_DISCORD_SHARD_IDS names shard {ids[-1]}, but with EVBOT_DISCORD_SHARD_COUNT {count} the last one "
            f"is {count - 1}: correct one of them."
        ]
    return []


def _slack(settings: Settings) -> list[str]:
    given = {name for name in (*OVER_HTTP, "slack_app_token") if getattr(settings, name) is not None}
    if not settings.slack_http_port:
        return [
            f"EVBOT_{name.upper()} is for requests from Slack: set EVBOT_SLACK_HTTP_PORT too, or leave it out."
            for name in OVER_HTTP
            if name in given
        ]
    bare = [named for named in settings.slack_admins if ":" not in named]
    strangers = (
        f"EVBOT_SLACK_ADMINS names {', '.join(bare)} without a workspace, and over HTTP there are many: write each as "
        "WORKSPACE:MEMBER, such as T024BE7LD:U024BE7LH."
    )
    both = "EVBOT_SLACK_APP_TOKEN is for Socket Mode and EVBOT_SLACK_HTTP_PORT for requests from Slack: leave one out."
    return (
        [both] * ("slack_app_token" in given)
        + [strangers] * bool(bare)
        + [
            f"EVBOT_SLACK_HTTP_PORT needs EVBOT_{name.upper()}: {where}."
            for name, where in OVER_HTTP.items()
            if name not in given
        ]
    )


def _ports(settings: Settings) -> list[str]:
    if settings.health_port and settings.health_port == settings.slack_http_port:
        return [
            f"EVBOT_HEALTH_PORT and EVBOT_SLACK_HTTP_PORT are both {settings.health_port}: give each a port of its own."
        ]
    return []


def _own_figures(settings: Settings) -> list[str]:
    if settings.facts_dir_for and settings.facts_dir is None:
        return ["EVBOT_FACTS_DIR_FOR is set without EVBOT_FACTS_DIR: set that to the folder, or leave both out."]
    return []
