"""The words of our commands: complete in every language, and within what Discord takes."""

from __future__ import annotations

from collections.abc import Iterator

import discord
import pytest
from discord import app_commands

from bot.platforms.discord_gateway.commands_words import ENGLISH, OurTranslator, words
from bot.platforms.discord_gateway.sync import described
from tests.support.discord_commands import of_commands
from tests.support.discord_payloads import Json

LANGUAGES = ("de", "fr", "es-ES", "it", "nl", "pt-BR", "sv-SE", "da", "no")


@pytest.fixture
async def commands() -> list[Json]:
    """Our commands as Discord is told of them."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        return await described(client)


def named(things: list[Json]) -> Iterator[Json]:
    """Commands, options and choices, whatever they lie in."""
    for thing in things:
        yield thing
        yield from named(thing.get("options") or [])
        yield from named(thing.get("choices") or [])


def test_there_are_words_for_these_languages() -> None:
    assert set(words()) == {ENGLISH, *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_translates_everything_and_nothing_else(language: str) -> None:
    shape = {(sort, key): len(text) for sort, lines in words()[ENGLISH].items() for key, text in lines.items()}

    assert shape == {(sort, key): len(text) for sort, lines in words()[language].items() for key, text in lines.items()}


@pytest.mark.parametrize("language", [ENGLISH, *LANGUAGES])
def test_names_are_short_and_small(language: str) -> None:
    names = [text[0] for sort in ("command", "option") for text in words()[language][sort].values()]

    assert all(app_commands.commands.validate_name(name) == name for name in names)


@pytest.mark.parametrize("language", [ENGLISH, *LANGUAGES])
async def test_no_two_commands_and_no_two_options_of_a_command_are_called_alike(
    commands: list[Json], language: str
) -> None:
    for thing in (ev := commands[0], *ev["options"]):
        names = [option["name_localizations"].get(language, option["name"]) for option in thing.get("options") or []]

        assert len(names) == len(set(names))


@pytest.mark.parametrize("language", [ENGLISH, *LANGUAGES])
def test_descriptions_and_menus_fit(language: str) -> None:
    told = words()[language]

    assert all(1 <= len(text[1]) <= 100 for sort in ("command", "option") for text in told[sort].values())
    assert all(1 <= len(text[0]) <= 32 for text in told["menu"].values())
    assert all(1 <= len(text[0]) <= 100 for text in told["choice"].values())


def test_the_command_is_called_ev_in_every_language() -> None:
    assert {told["command"]["ev"][0] for told in words().values()} == {"ev"}


async def test_discord_takes_the_commands_as_they_are(commands: list[Json]) -> None:
    assert of_commands(commands) is None


async def test_every_name_that_people_see_is_translated(commands: list[Json]) -> None:
    assert {thing["name"]: set(LANGUAGES) for thing in named(commands)} == {
        thing["name"]: set(thing["name_localizations"]) for thing in named(commands)
    }


async def test_every_line_of_words_is_used(commands: list[Json]) -> None:
    used = {text for thing in named(commands) for text in (thing["name"], thing.get("description"))} - {"", None}

    assert used == {text for lines in words()[ENGLISH].values() for line in lines.values() for text in line}


async def test_a_language_without_words_sees_the_english_ones() -> None:
    name = app_commands.locale_str("sales", place=("command", "sales", 0))
    context = app_commands.TranslationContext(app_commands.TranslationContextLocation.other, None)

    assert await OurTranslator().translate(name, discord.Locale.german, context) == "verkäufe"
    assert await OurTranslator().translate(name, discord.Locale.japanese, context) is None
