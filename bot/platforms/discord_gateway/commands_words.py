"""What our commands and their options are called on Discord, in every language that we have words for.

The words are data, in `commands_words.toml`; the English ones are what Discord shows to everybody else. Which commands
there are is for `commands` to say.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from discord import Locale
from discord.app_commands import TranslationContextTypes, Translator, locale_str

ENGLISH = "en"

Words = dict[str, dict[str, dict[str, list[str]]]]
"""Locale, sort ("command", "option", "choice", "menu") and key, then the name and, mostly, a description."""


@cache
def words() -> Words:
    """All words, read once."""
    text = files("bot.platforms.discord_gateway").joinpath("commands_words.toml").read_text(encoding="utf-8")
    found: Words = tomllib.loads(text)
    return found


def name(sort: str, key: str) -> locale_str:
    """The name of a command, an option, a choice or a menu."""
    return _worded(sort, key, 0)


def description(sort: str, key: str) -> locale_str:
    """The description of a command or an option."""
    return _worded(sort, key, 1)


class OurTranslator(Translator):
    """Finds the words of one of Discord's locales for what `name` and `description` gave."""

    async def translate(self, string: locale_str, locale: Locale, context: TranslationContextTypes) -> str | None:
        """The words, or None where we have none or they are the English ones anyhow."""
        place = string.extras.get("place")
        translated = words().get(locale.value)
        if place is None or translated is None:
            return None
        sort, key, part = place
        found: str = translated[sort][key][part]
        return found


def _worded(sort: str, key: str, part: int) -> locale_str:
    return locale_str(words()[ENGLISH][sort][key][part], place=(sort, key, part))
