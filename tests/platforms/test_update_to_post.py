"""From a publisher's new month to the post in a channel, with nothing in between but the bot as it is run.

A real `evbot run` takes the update by its own clock, goes over to it by itself, and posts on a Discord of our own. What
it logs says when to look, and what stands in the channel is looked at.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from datetime import date

import pytest

from facts.editions import BUNDLED
from tests.support.discord_bot import told
from tests.support.discord_double import POST, DiscordDouble, Request
from tests.support.followed_figures import lines_until
from tests.support.own_folder import followed_files, write_own
from tests.support.scheduled_bot import PATIENCE_SECONDS, TABLE, Bench, Running, bench, running_bot
from tests.support.small_data import add_figures

__all__ = ["bench"]

FOLLOWED = "every month electric cars in Norway"
OWN_FOLLOWED = "every month ACME Kestrel deliveries in Norway"


class Told:
    """The publisher's months, counted from today."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.last, *before = lines_until()
        add_figures(bench.data, "bureau", before)
        sources = (
            bench.data / "bureau" / "sources.csv"
        )  # months that were not over when they were published are refused
        sources.write_text(sources.read_text().replace("2024-03-01", date.today().isoformat()))
        bench.table = (bench.data / "bureau" / TABLE).read_text()
        bench.publish(5000)

    def publish_last_month(self) -> None:
        """Bring last month out."""
        self._bench.publish(5000, f"{self.last},,,,")


@pytest.fixture
def publisher(bench: Bench) -> Told:
    """Has every month until the one before last."""
    return Told(bench)


@pytest.fixture
async def bot(bench: Bench, publisher: Told, double: DiscordDouble) -> AsyncIterator[Running]:
    """The bot, connected, after its first update, which brought nothing."""
    settings = {
        "EVBOT_DISCORD_TOKEN": double.token,
        "SMALL_DISCORD": double.base,
        "SMALL_GATEWAY": double.gateway.url,
        "EVBOT_FACTS_DIR": str(write_own(bench.root / "own", followed_files(2))),
        "EVBOT_FACTS_DIR_FOR": f"discord:{double.channel['guild_id']}",
    }
    async with running_bot(bench, settings) as bot:
        await bot.says("came to: nothing new")
        yield bot
        bot.process.send_signal(signal.SIGTERM)
        _, rest = await bot.process.communicate()

    assert bot.process.returncode == 0
    assert "Traceback" not in "".join(bot.log) + rest.decode()


async def posted(bot: Running, double: DiscordDouble) -> list[Request]:
    """What is posted, once something is; the bot says something after each of its updates meanwhile."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not double.of(POST):
            await bot.says("came to: nothing new")
    return double.of(POST)


async def test_an_update_that_brings_a_month_is_posted_once_where_it_is_followed(
    bench: Bench, publisher: Told, bot: Running, double: DiscordDouble
) -> None:
    await double.until(lambda: double.gateway.replicas)
    begun = await double.shown(await double.command("ev follow", what=FOLLOWED))
    publisher.publish_last_month()
    await bot.says("the figures that serve go up to")
    [post] = await posted(bot, double)
    for _ in range(3):
        await bot.says("came to: nothing new")
    posts = double.of(POST)

    assert "I will post here every month, as soon as a new month is out." in told(begun)
    assert "1,000 battery-electric cars were registered in Norway" in told(post.body)
    assert "rose by 25%, from 800" in told(post.body)
    assert "ACME" not in json.dumps(post.body)
    assert [post] == posts
    assert bench.editions.history()[0] != BUNDLED


async def test_a_change_of_own_figures_alone_is_posted_in_the_listed_server(
    bench: Bench, bot: Running, double: DiscordDouble
) -> None:
    await double.until(lambda: double.gateway.replicas)
    begun = await double.shown(await double.command("ev follow", what=OWN_FOLLOWED))
    strange = await double.shown(await double.command("ev follow", double.direct, what=OWN_FOLLOWED))
    write_own(bench.root / "own", followed_files(3))
    [post] = await posted(bot, double)

    assert "ACME Kestrel" in told(begun)
    assert "I will post" not in told(strange)
    assert post.args["channel"] == double.channel["id"]
    assert "3 ACME Kestrel were delivered in Norway" in told(post.body)
    assert "own figures of ACME" in told(post.body)
