"""Our application commands: `/ev …` with its guided forms, and two commands in the menu of every message.

A command only writes down what was asked, as a question in words (`bot.guided`), and hands it to `calls`. Names and
descriptions are `commands_words`', completion `commands_completing`'s, trouble `tree`'s.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Command

from bot.guided import sentence
from bot.platforms.discord_gateway.commands_completing import COMPLETED, CompletingGroup
from bot.platforms.discord_gateway.commands_words import description, name

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.front import Front

INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
PLACES = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
RANKED = ("models", "brands", "countries")
STEPS = ("month", "quarter", "year")
MOST_LISTED = 25

Asker = discord.Interaction[Any]
Method = Callable[..., Any]
Listed = app_commands.Range[int, 1, MOST_LISTED]


def offered(*keys: str) -> list[Choice[str]]:
    """What an option offers to choose from."""
    return [Choice(name=name("choice", key), value=key) for key in keys]


def worded(method: Method) -> Command[Any, ..., None]:
    """Make a method a command: its words and those of its options, and what completes as one types."""
    _, _, *options = inspect.signature(method).parameters
    app_commands.rename(**{option: name("option", option) for option in options})(method)
    app_commands.describe(**{option: description("option", option) for option in options})(method)
    app_commands.autocomplete(**{option: COMPLETED[option] for option in options if option in COMPLETED})(method)
    key = method.__name__
    return app_commands.command(name=name("command", key), description=description("command", key))(method)


class Ev(CompletingGroup):
    """`/ev`: one form for any words, and one for each kind of question."""

    def __init__(self, front: Front) -> None:
        words = {"name": name("command", "ev"), "description": description("command", "ev")}
        super().__init__(front, **words, allowed_installs=INSTALLS, allowed_contexts=PLACES)

    @worded
    async def ask(self, interaction: Asker, question: str, private: bool = False) -> None:
        self._ask(interaction, private, question)

    @worded
    async def sales(
        self, interaction: Asker, what: str = "", where: str = "", when: str = "", private: bool = False
    ) -> None:
        self._ask(interaction, private, sentence("sales", what=what, where=where, when=when))

    @worded
    async def compare(
        self, interaction: Asker, what: str, other: str, where: str = "", when: str = "", private: bool = False
    ) -> None:
        self._ask(interaction, private, sentence("compare", what=what, other=other, where=where, when=when))

    @worded
    @app_commands.choices(of=offered(*RANKED))
    async def top(
        self,
        interaction: Asker,
        of: str = RANKED[0],
        count: Listed | None = None,
        what: str = "",
        where: str = "",
        when: str = "",
        private: bool = False,
    ) -> None:
        self._ask(interaction, private, sentence("top", of=of, top=count, what=what, where=where, when=when))

    @worded
    async def share(
        self, interaction: Asker, what: str = "", where: str = "", when: str = "", private: bool = False
    ) -> None:
        self._ask(interaction, private, sentence("share", what=what, where=where, when=when))

    @worded
    @app_commands.choices(step=offered(*STEPS))
    async def trend(
        self,
        interaction: Asker,
        what: str = "",
        where: str = "",
        when: str = "",
        step: str = "",
        private: bool = False,
    ) -> None:
        self._ask(interaction, private, sentence("trend", what=what, where=where, when=when, of=step))

    @worded
    async def stock(
        self, interaction: Asker, what: str = "", where: str = "", when: str = "", private: bool = False
    ) -> None:
        self._ask(interaction, private, sentence("stock", what=what, where=where, when=when))

    @worded
    async def check(self, interaction: Asker, claim: str, private: bool = False) -> None:
        self._ask(interaction, private, sentence("check", what=claim))

    @worded
    async def coverage(self, interaction: Asker, what: str = "", where: str = "", private: bool = False) -> None:
        self._ask(interaction, private, sentence("coverage", what=what, where=where))

    @worded
    async def about(self, interaction: Asker, private: bool = False) -> None:
        self.front.calls.asked(interaction, self.front.service.about, private=private)

    @worded
    async def follow(self, interaction: Asker, news: str) -> None:
        self.front.follows.asked(interaction, news)

    @worded
    async def following(self, interaction: Asker) -> None:
        self.front.follows.opened(interaction)

    @worded
    async def forget(self, interaction: Asker) -> None:
        forgetting = self.front.forgetting.of(interaction.user.id)
        self.front.calls.asked(interaction, forgetting, private=True, always=True)

    @worded
    async def settings(self, interaction: Asker) -> None:
        self.front.settings.opened(interaction)

    @worded
    async def help(self, interaction: Asker, private: bool = False) -> None:
        self._ask(interaction, private, sentence("help"))

    def _ask(self, interaction: Asker, private: bool, question: str) -> None:
        ask = self.front.service.ask
        self.front.calls.asked(interaction, lambda context: ask(question, context), private=private)
