"""The page of a server's settings: how they stand, in words, and a control for each; and what a press of one changes.

An id says what it changes and which version of the settings it was shown with, so no process has to remember a page,
and a page that is out of date is noticed. Who may press is `settings_calls`' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.locales import OFFERED, described_locale, has_forms
from bot.platforms.discord_gateway.markup import escaped, one_line
from bot.platforms.discord_gateway.pages import Accent, Button, ChannelSelect, Page, Select
from bot.platforms.discord_gateway.shared import UNSET
from bot.platforms.limits import Discord

if TYPE_CHECKING:
    from bot.state import PlaceSettings

CHANNELS, THREADS, ANSWERS, NUMBERS, COOLDOWN, DEFAULTS = (
    "channels",
    "threads",
    "answers",
    "numbers",
    "wait",
    "defaults",
)
ON, OFF, OPEN, PRIVATE, ASKER = "on", "off", "open", "private", "asker"
COOLDOWNS = (0, 5, 10, 30, 60, 300, 900)
"""Seconds to choose from."""
_ID = re.compile(rf"set:({CHANNELS}|{THREADS}|{ANSWERS}|{NUMBERS}|{COOLDOWN}|{DEFAULTS}):(\d+)")

_THREADS = {ON: "I answer in threads too", OFF: "I leave threads alone"}
_ANSWERS = {OPEN: "for everybody to see", PRIVATE: "for the asker alone, through commands only"}
_AS_ASKER = "as each asker's own Discord is set"


@dataclass(frozen=True, slots=True)
class Change:
    """What a press wants changed."""

    what: str
    values: tuple[str, ...]
    version: int
    """Of the settings that the page showed."""

    def made_in(self, settings: PlaceSettings) -> PlaceSettings:
        """The settings with this change; as they were where the values make no sense."""
        value = self.values[0] if self.values else ""
        match self.what, value:
            case ("channels", _) if all(channel.isdecimal() for channel in self.values):
                return replace(settings, channels=frozenset(self.values))
            case ("threads", "on" | "off"):
                return replace(settings, threads=value == ON)
            case ("answers", "open" | "private"):
                return replace(settings, private=value == PRIVATE)
            case ("numbers", _) if value == ASKER or has_forms(value):
                return replace(settings, locale=None if value == ASKER else value)
            case ("wait", _) if value.isdecimal() and int(value) in COOLDOWNS:
                return replace(settings, cooldown_seconds=float(value))
            case ("defaults", _):
                return replace(UNSET, version=settings.version)
        return settings


def change_of(custom_id: str, values: Sequence[str]) -> Change | None:
    """What a press of one of our controls wants changed; None where it is none of the settings'."""
    found = _ID.fullmatch(custom_id)
    return None if found is None else Change(found[1], tuple(values), int(found[2]))


def settings_page(settings: PlaceSettings, known: Callable[[int], bool], remark: str = "") -> Page:
    """The page that shows settings; `known` says whether a channel is still there, the remark comes first."""

    def identified(what: str) -> str:
        return f"set:{what}:{settings.version}"

    def offered(what: str, placeholder: str, options: dict[str, str], chosen: str) -> Select:
        buttons = tuple(
            Button(one_line(f"{placeholder}: {label}", Discord.OPTION_LABEL), value) for value, label in options.items()
        )
        return Select(identified(what), placeholder, buttons, chosen)

    numbers = settings.locale or ASKER
    selects = (
        ChannelSelect(
            identified(CHANNELS),
            "Channels: everywhere. Choose where I may answer",
            tuple(channel for channel in sorted(map(int, settings.channels)) if known(channel))[: Discord.OPTIONS],
        ),
        offered(THREADS, "Threads", _THREADS, ON if settings.threads else OFF),
        offered(ANSWERS, "Answers", _ANSWERS, PRIVATE if settings.private else OPEN),
        offered(NUMBERS, "Numbers", _numbers(settings), numbers),
        offered(COOLDOWN, "Pause", _cooldowns(), f"{settings.cooldown_seconds:g}"),
    )
    texts = (*((f"**{escaped(remark)}**",) if remark else ()), _in_words(settings))
    return Page(
        texts,
        ("-# Only people who may manage this server can change this.",),
        Accent.CALM,
        buttons=(Button("Back to the defaults", identified(DEFAULTS)),),
        selects=selects,
    )


def _in_words(settings: PlaceSettings) -> str:
    channels = ", ".join(f"<#{channel}>" for channel in sorted(settings.channels, key=int)) or "everywhere"
    numbers = _AS_ASKER if settings.locale is None else described_locale(settings.locale)
    return "\n".join(
        (
            "**Settings of this server**",
            f"Channels: {channels}",
            f"Threads: {_THREADS[ON if settings.threads else OFF]}",
            f"Answers: {_ANSWERS[PRIVATE if settings.private else OPEN]}",
            f"Numbers: {escaped(numbers)}",
            f"Pause: {_cooldown(settings.cooldown_seconds)}",
        )
    )


def _numbers(settings: PlaceSettings) -> dict[str, str]:
    own = (settings.locale,) if settings.locale else ()
    return {ASKER: _AS_ASKER} | {locale: described_locale(locale) for locale in (*own, *OFFERED)}


def _cooldowns() -> dict[str, str]:
    return {f"{seconds}": _cooldown(seconds) for seconds in COOLDOWNS}


def _cooldown(seconds: float) -> str:
    if not seconds:
        return "none between two questions of one person"
    told = f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
    return f"{told} between two questions of one person"
