"""Everything around the bot in a stress run: both platforms, the state, the questions and the bot's processes.

`World` is what a scene plays in; it starts what is asked for and ends all of it. Scenes are in `load` and `faults`.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.state import Installation, open_state
from tests.stress.books import Books, Sabotage, Way
from tests.stress.bot_process import BotProcess
from tests.stress.discord_side import StressedDiscord
from tests.stress.questions import Known
from tests.stress.slack_side import StressedHttpSlack, StressedSlack
from tests.support.ports import a_free_port
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN
from tests.support.slack_http import CLIENT_ID, CLIENT_SECRET, HERE, INSTALLED, PUBLIC_URL, SIGNING_SECRET

QUESTIONS = 120
"""Different ones in a run."""


@dataclass
class World:
    """What a scene plays in."""

    folder: Path
    seed: int
    questions: list[Known]
    books: Books
    discord: StressedDiscord
    slack: StressedSlack | StressedHttpSlack
    state_url: str
    cache: Path
    bots: list[BotProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._turns: Iterator[Known] = itertools.cycle(self.questions)

    @property
    def bot(self) -> BotProcess:
        """The first process."""
        return self.bots[0]

    async def started(self, **settings: str) -> BotProcess:
        """One more process of the bot, ready to answer."""
        bot = self.new_bot(**settings)
        await bot.start()
        await bot.ready(*self.parts)
        return bot

    def new_bot(self, **settings: str) -> BotProcess:
        """One more process of the bot, not started yet."""
        bot = BotProcess(self.folder, f"evbot-{len(self.bots) + 1}", self.settings() | settings)
        if isinstance(self.slack, StressedHttpSlack):
            self.slack.bot_port = int(bot.settings["EVBOT_SLACK_HTTP_PORT"])
        self.bots.append(bot)
        return bot

    @property
    def parts(self) -> tuple[str, ...]:
        """What a bot that is ready is connected to."""
        return ("discord", "slack") if isinstance(self.slack, StressedSlack) else ("discord",)

    def settings(self) -> dict[str, str]:
        """The environment of a bot in this world."""
        found = {
            "STRESS_DISCORD": self.discord.base,
            "STRESS_GATEWAY": self.discord.gateway.url,
            "EVBOT_DISCORD_TOKEN": self.discord.token,
            "EVBOT_SLACK_API_URL": self.slack.base_url,
            "EVBOT_DATABASE_URL": self.state_url,
            "EVBOT_CACHE_DIR": str(self.cache),
            "EVBOT_FACTS_HOME": str(self.folder / "editions"),
            "EVBOT_LOG_LEVEL": "warning",
        }
        if isinstance(self.slack, StressedSlack):
            return found | {"EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN, "EVBOT_SLACK_APP_TOKEN": APP_TOKEN}
        return found | {
            "EVBOT_SLACK_HTTP_PORT": str(a_free_port()),
            "EVBOT_SLACK_CLIENT_ID": CLIENT_ID,
            "EVBOT_SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "EVBOT_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "EVBOT_SLACK_PUBLIC_URL": PUBLIC_URL,
        }

    async def ask(self, way: Way) -> None:
        """One question, the next in turn."""
        known = next(self._turns)
        match way:
            case Way.DISCORD_COMMAND:
                await self.discord.ask_command(known)
            case Way.DISCORD_MESSAGE:
                await self.discord.ask_message(known)
            case Way.SLACK_SOCKET | Way.SLACK_HTTP:
                await self.slack.ask(known)

    async def ask_steadily(self, mix: dict[Way, float], seconds: float) -> float:
        """Ask so many a second of each way, for so long; the share of them that went out in time comes back."""
        began = time.monotonic()
        pacers = [self._pace(way, rate, began, seconds) for way, rate in mix.items() if rate > 0]
        sent = await asyncio.gather(*pacers)
        wanted = sum(rate * seconds for rate in mix.values())
        return min(1.0, sum(sent) / wanted) if wanted else 1.0

    async def _pace(self, way: Way, rate: float, began: float, seconds: float) -> int:
        """Questions at even distances; one that is late is followed by the next at once."""
        for number in range(int(rate * seconds)):
            ahead = began + number / rate - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            elif began + seconds + 1 < time.monotonic():
                return number
            await self.ask(way)
        return int(rate * seconds)

    async def ask_each(self, count: int) -> None:
        """So many questions of each way."""
        for _ in range(count):
            for way in (Way.DISCORD_COMMAND, Way.DISCORD_MESSAGE, self.slack.way):
                await self.ask(way)

    def calm_down(self) -> None:
        """Every request is answered as it should be again, and what hangs is cut."""
        self.discord.weather = lambda _: None
        self.slack.weather = lambda _method, _body: None
        self.discord.calm.set()

    async def becomes(self, true: Callable[[], Awaitable[bool]], within: float) -> float | None:
        """The seconds until something is true; None where it does not become so in time."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if await true():
                return time.monotonic() - began
            await asyncio.sleep(0.1)
        return None


@asynccontextmanager
async def a_world(
    folder: Path,
    seed: int,
    cache: Path,
    questions: list[Known],
    *,
    over_http: bool = False,
    state_url: str | None = None,
    sabotage: Sabotage | None = None,
) -> AsyncIterator[World]:
    """Both platforms, listening, and no bot yet; everything is ended with the block."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    books = Books(sabotage, seed)
    known = {each.text: each for each in questions}
    discord = StressedDiscord(books, known)
    slack = (StressedHttpSlack if over_http else StressedSlack)(books, known)
    url = state_url or f"sqlite:///{folder / 'state.sqlite'}"
    if over_http:
        _install(url)
    await discord.start()
    await slack.start()
    world = World(folder, seed, questions, books, discord, slack, url, cache)
    try:
        yield world
    finally:
        await asyncio.gather(*(bot.stop() for bot in world.bots))
        await discord.close()
        await slack.close()


def _install(url: str) -> None:
    """Somebody has installed the app before."""
    with open_state(url) as state:
        state.installations.put(HERE, Installation(INSTALLED.token, INSTALLED.bot_user, INSTALLED.scopes))
