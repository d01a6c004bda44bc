"""Everything that `evbot doctor` looks at, in the order in which one would mend things.

The checks stand in `bot.ops.doctor` and in the platform packages; how they are printed, in `bot.ops_commands`.
"""

from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path

from bot.app import missing
from bot.finding import Finding
from bot.freshness import newest_figures
from bot.ops import doctor
from bot.ops.settings import Settings
from facts.editions import facts_home
from facts.opening import cache_folder, open_store
from facts.store import StoreError
from facts.updating.record import read_record


def looked_at(env_file: Path, *, offline: bool, today: date | None = None) -> list[Finding]:
    """Every line of `evbot doctor`, in the order in which one would mend things."""
    settings, found = doctor.settings_read(env_file)
    found += doctor.every_setting_is_one(env_file)
    found.append(doctor.env_file_kept_private(env_file))
    if settings is None:
        return found
    absent = missing(settings)
    found += [doctor.something_to_run(absent), *_machine(settings, today or date.today())]
    if not offline and absent is None:
        found += asyncio.run(platforms(settings))
    return found


async def platforms(settings: Settings) -> list[Finding]:
    """What the platforms say of the tokens."""
    found: list[Finding] = []
    if settings.discord_token is not None:
        from bot.platforms.discord_gateway.checkup import discord_findings

        found += await discord_findings(settings.discord_token.get_secret_value(), settings.discord_shard_count)
    if settings.slack_bot_token is not None:
        from bot.platforms.slack_app.checkup import slack_findings

        app_token = None if settings.slack_app_token is None else settings.slack_app_token.get_secret_value()
        found += await slack_findings(settings.slack_bot_token.get_secret_value(), app_token, settings.slack_api_url)
    if settings.slack_http_port:
        found += await _slack_over_http(settings)
    return found


async def _slack_over_http(settings: Settings) -> list[Finding]:
    from bot.platforms.slack_app.checkup_http import HttpSide, slack_http_findings

    assert settings.slack_client_id is not None  # the settings agree on all four
    assert settings.slack_client_secret is not None
    assert settings.slack_signing_secret is not None
    assert settings.slack_public_url is not None
    side = HttpSide(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_public_url,
    )
    return await slack_http_findings(side, settings.slack_api_url)


def _machine(settings: Settings, today: date) -> list[Finding]:
    """What this machine has to offer."""
    os.environ.update(settings.for_facts)
    record = read_record(facts_home())
    found = [
        doctor.folder_has_room("Folder of the facts", cache_folder()),
        *_figures(today),
        *own_figures(settings),
        doctor.last_update_went_well(record.ran, record.problems()),
    ]
    found += doctor.state_opens(settings)
    return [*found, doctor.health_port_usable(settings)]


def _figures(today: date) -> list[Finding]:
    try:
        newest = newest_figures(open_store())
    except (StoreError, OSError, LookupError, ValueError) as problem:
        return [Finding(f"Figures: {problem}", False, "Run evbot facts build, and evbot facts check if that fails.")]
    return [doctor.figures_fresh(newest, today), doctor.clock_after_figures(newest, today)]


def own_figures(settings: Settings) -> list[Finding]:
    """Whether the host's own figures can be read, and who hears them."""
    from facts.own import OwnError, read_own_folder  # here: most hosts have none

    if settings.facts_dir is None:
        return []
    try:
        reading = read_own_folder(settings.facts_dir)
    except OwnError as problem:
        return [Finding(f"Own figures: {problem}", False, "Mend it, then look again.")]
    heard = ", ".join(settings.facts_dir_for) or "nobody in the chats"
    if reading.problems:
        first, count = reading.problems[0], len(reading.problems)
        told = f"Own figures: {first}" + (f", and {count - 1} more" if count > 1 else "")
        return [Finding(told, False, f"Mend the lines that evbot facts own check {settings.facts_dir} names.")]
    return [Finding(f"Own figures: {reading.figures:,}, for {heard}", True)]
