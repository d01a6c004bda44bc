"""Some texts of every family on their whole way, through the real libraries to our own Discord and Slack and back.

What stands in the bodies on the wire pings nobody and commands nothing. The rest of the texts is held against the same
rules before the wire, in `test_answers`.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

from bot.platforms.pacing import Rate
from bot.service import Service
from tests.abuse import harm
from tests.abuse.corpus import LONGEST_CARRIED, hostile_texts
from tests.platforms.conftest import double, ping, service
from tests.support.discord_bot import bot_on
from tests.support.discord_double import POST, DiscordDouble
from tests.support.slack_bot import FAST, direct, running, slack
from tests.support.slack_double import SlackDouble

__all__ = ["double", "ping", "service", "slack"]
OF_EACH_FAMILY = 4
UNPACED = Rate(10_000, 10_000)
"""One person asks all of it here, in one channel."""


def some_texts() -> list[str]:
    """A few of each family, each with letters, as platforms do not hand on what is blank."""
    found: dict[str, list[str]] = defaultdict(list)
    for hostile in hostile_texts():
        sendable = len(hostile.text) <= LONGEST_CARRIED and not re.search("[\ud800-\udfff\x00]", hostile.text)
        if sendable and len(found[hostile.family]) < OF_EACH_FAMILY:
            found[hostile.family].append(f"How many {hostile.text} in Norway?")
    return [text for texts in found.values() for text in texts]


def strings(value: Any) -> list[str]:
    """Every text in a body, however deep."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for item in value.values() for text in strings(item)]
        case list():
            return [text for item in value for text in strings(item)]
    return []


async def test_what_goes_to_discord_pings_nobody(double: DiscordDouble, ping: str, service: Service) -> None:
    asked = some_texts()
    async with bot_on(double, service, person=UNPACED, channel=UNPACED):
        for number, text in enumerate(asked, start=1):
            await double.write(f"{ping} {text}"[:2_000])
            await double.wait_for(POST, number)
    sent = double.of(POST)

    assert len(sent) >= len(asked)
    for request in sent:
        assert request.body["allowed_mentions"]["parse"] == []
        assert [problem for text in strings(request.body) for problem in harm.in_words(text)] == []
        assert not re.search(r"@(everyone|here)\b|(?<!\\)<[@#!]", json.dumps(request.body, ensure_ascii=False))


async def test_what_goes_to_slack_pings_nobody(slack: SlackDouble, service: Service) -> None:
    asked = some_texts()
    async with running(slack, service, replace(FAST, person=UNPACED, channel=UNPACED)):
        for number, text in enumerate(asked, start=1):
            await slack.send_event(direct(html.escape(text, quote=False), ts=f"{1_700_000_000 + number}.000100"))
            await slack.posted(number)
    bodies = slack.bodies()

    assert len(bodies) >= len(asked)
    for body in bodies:
        assert (body["mrkdwn"], body["link_names"]) == (False, False)
        assert not re.search("[<>]", body["text"])
        assert [problem for text in strings(body) for problem in harm.in_words(text)] == []
