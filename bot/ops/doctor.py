"""The checks of `evbot doctor` that need no network: settings, the shared state, figures, clock, disk and ports.

One small function for each, which looks and says what to do; none changes anything that `evbot run` would not. What
Discord and Slack say of a token is looked at by the platform packages; `bot.ops_commands` puts it all together.
"""

from __future__ import annotations

import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.finding import Finding
from bot.ops.asking import ALIVE, ask_health
from bot.ops.misspelt import misspelt_settings
from bot.ops.settings import Settings, SettingsError, read_settings
from bot.state import StateError, open_state

OLDEST_DAYS = 200
"""Figures of a month come out in the weeks after it; past that, somebody has not updated for long."""
LEAST_FREE_BYTES = 200 * 1024 * 1024
"""Room for one new fact database beside the old one, and for a state that grows."""
MOST_CLOCK_SECONDS = 30.0
Free = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """Room left where a folder is. Raises OSError."""
    return shutil.disk_usage(folder).free


def settings_read(env_file: Path) -> tuple[Settings | None, list[Finding]]:
    """The settings, or None where they cannot be used."""
    try:
        settings = read_settings(env_file)
    except SettingsError as problem:
        return None, [Finding("Settings", False, line) for line in str(problem).splitlines()]
    return settings, [Finding("Settings: read", True)]


def every_setting_is_one(env_file: Path) -> list[Finding]:
    """A line on each variable that was meant as a setting and is none."""
    return [Finding("Settings", False, line) for line in misspelt_settings(env_file)]


def something_to_run(missing: str | None) -> Finding:
    """Whether there are tokens; `missing` is what `evbot run` would say."""
    return Finding("Tokens: set for a platform" if missing is None else "Tokens", missing is None, missing or "")


def env_file_kept_private(env_file: Path) -> Finding:
    """The file with the tokens is for its owner only."""
    try:
        mode = env_file.stat().st_mode
    except OSError:
        return Finding(f"File {env_file}: not there, so everything comes from the environment", True)
    if stat.S_IMODE(mode) & 0o077:
        return Finding(
            f"File {env_file}: others on this machine can read the tokens in it", False, f"chmod 600 {env_file}"
        )
    return Finding(f"File {env_file}: for its owner only", True)


def state_opens(settings: Settings) -> list[Finding]:
    """The shared state can be opened, and a server's clock agrees with ours."""
    try:
        with open_state(settings.database_address) as state:
            opened = Finding(f"Shared state: {state.database.name}", True)
            if state.database.name.startswith("sqlite"):
                return [opened]
            return [opened, clock_agrees("the database", state.database.now() - time.time())]
    except StateError as problem:
        said, _, fix = str(problem).partition("; ")
        return [Finding(f"Shared state: {said}", False, fix or "Make the database reachable, then look again.")]


def clock_agrees(whose: str, ahead: float) -> Finding:
    """Our clock against another one, which is so many seconds ahead of it."""
    if abs(ahead) <= MOST_CLOCK_SECONDS:
        return Finding(f"Clock: agrees with that of {whose}", True)
    late = "behind" if ahead > 0 else "ahead of"
    return Finding(
        f"Clock: {abs(ahead):.0f} s {late} that of {whose}",
        False,
        "Let the machine keep its time with an NTP service, such as systemd-timesyncd (timedatectl set-ntp true).",
    )


def clock_after_figures(newest: date, today: date) -> Finding:
    """Today cannot lie before figures that are known."""
    if today >= newest:
        return Finding(f"Clock: {today}", True)
    return Finding(
        f"Clock: it says {today}, but there are figures up to {newest}",
        False,
        "Set the date of the machine; questions about this year go wrong otherwise.",
    )


def figures_fresh(newest: date, today: date) -> Finding:
    """The newest figures are not too old."""
    what = f"Figures: up to {newest}, {max(0, (today - newest).days)} days ago"
    if (today - newest).days <= OLDEST_DAYS:
        return Finding(what, True)
    return Finding(
        what,
        False,
        "Run evbot facts update, or set EVBOT_FACTS_UPDATE=daily; newer versions of evbot bring newer figures too.",
    )


def last_update_went_well(tried: datetime | None, problems: Sequence[str]) -> Finding:
    """Whether the last update of the figures left anything to a person."""
    when = "none was made yet" if tried is None else f"last on {tried:%Y-%m-%d %H:%M} UTC"
    if not problems:
        return Finding(f"Update of the figures: {when}", True)
    fix = "Run evbot facts update and read what it says; deploy/guide/update.md tells what each line means."
    return Finding(f"Update of the figures: {'; '.join(problems)}", False, fix)


def folder_has_room(what: str, folder: Path, free: Free = free_bytes) -> Finding:
    """A folder can be written and has room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            room = free(folder)
    except OSError as problem:
        return Finding(
            f"{what}: {folder} cannot be written ({problem.strerror or problem})",
            False,
            f"Make {folder} writable for the account that runs evbot, or choose another folder.",
        )
    told = f"{what}: {folder}, {room // (1024 * 1024):,} MB free"
    if room < LEAST_FREE_BYTES:
        return Finding(told, False, f"Make room on the disk: {LEAST_FREE_BYTES // (1024 * 1024)} MB should be free.")
    return Finding(told, True)


def health_port_usable(settings: Settings) -> Finding:
    """The port for health is off, free, or evbot's own already."""
    port = settings.health_port
    if not port:
        return Finding("Health port: off", True)
    if ask_health(settings, ALIVE).is_evbot:
        return Finding(f"Health port: {port}, where evbot runs already", True)
    family = socket.AF_INET6 if ":" in settings.health_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.health_host, port))
        except OSError as problem:
            return Finding(
                f"Health port: {port} on {settings.health_host} cannot be used ({problem.strerror or problem})",
                False,
                "Set EVBOT_HEALTH_PORT to a free port, or end whatever listens there.",
            )
    return Finding(f"Health port: {port}, free", True)
