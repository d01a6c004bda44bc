"""What the tests of every platform share: the real core, and what the terminal says to the same questions."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import cli
from bot.service import Service
from facts.store import FactStore
from tests.support.discord_double import DiscordDouble, running_double

InTerminal = Callable[..., list[str]]


@pytest.fixture
def service(real_store: FactStore) -> Service:
    """The real core over the real figures; it remembers nothing yet."""
    return Service(real_store)


@pytest.fixture
def in_terminal(
    real_store: FactStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> InTerminal:
    """The texts that `evbot ask --jsonl` prints for the turns of one conversation."""

    def asked(*turns: str, options: tuple[str, ...] = ()) -> list[str]:
        lines = "".join(json.dumps({"text": turn, "conversation": "c"}) + "\n" for turn in turns)
        monkeypatch.setattr(cli, "open_service", lambda: Service(real_store))
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        capsys.readouterr()

        assert cli.main(["ask", "--jsonl", *options]) == 0
        return [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()]

    return asked


@pytest.fixture
async def double() -> AsyncIterator[DiscordDouble]:
    """A Discord of our own; a request that it does not know fails the test."""
    before = Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with running_double() as found:
        yield found

    assert before == (Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
def ping(double: DiscordDouble) -> str:
    """The bot, mentioned."""
    return f"<@{double.me['id']}>"
