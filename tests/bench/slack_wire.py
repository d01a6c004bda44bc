"""How fast Slack hears from us: envelope to acknowledgement, and event to the message that answers, on the loopback.

The real slack-bolt and slack_sdk and the real core against our own little Slack; one question after the other, each
from somebody else in a channel of its own, so that no pause and no bound stands in the way. Nothing passes or fails
here: `lines` gives what to print.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from itertools import cycle, islice

from bot.service import Service
from tests.support.slack_bot import FAST, mention, running
from tests.support.slack_double import SlackDouble

ACK_MS = 50.0
"""What 99 of 100 acknowledgements must stay under."""
POST_MS = 40.0
"""What 95 of 100 answers must stay under."""
QUESTIONS = (
    "how many Renault Zoes were sold in Germany in 2020?",
    "top 5 EVs in Norway in 2022",
    "BEV share in Norway by year",
    "is it true that Tesla sold more than BYD in 2023?",
    "what is the weather like?",
)
ASKED = 300
WARM_UP = 20
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def lines(service: Service, asked: int = ASKED) -> list[str]:
    """What to print of so many questions."""
    acks, posts = asyncio.run(_measured(service, asked))
    return [
        f"Slack on the loopback, {len(acks)} questions of {len(QUESTIONS)} kinds",
        _line("envelope to ack", acks, 99, ACK_MS),
        _line("event to message", posts, 95, POST_MS),
    ]


async def _measured(service: Service, asked: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the acknowledgement and to the message, question by question."""
    before = {name: os.environ.pop(name) for name in _PROXIES if name in os.environ}  # the SDK obeys them everywhere
    double = SlackDouble()
    await double.start()
    acks: list[float] = []
    posts: list[float] = []
    try:
        async with running(double, service, FAST):
            for number, text in enumerate(islice(cycle(QUESTIONS), WARM_UP + asked)):
                ack, post = await _asked(double, number, text)
                if number >= WARM_UP:
                    acks.append(ack)
                    posts.append(post)
    finally:
        await double.close()
        os.environ.update(before)
    if double.complaints:
        raise RuntimeError(f"Slack would not have taken this: {double.complaints}")
    return acks, posts


async def _asked(double: SlackDouble, number: int, text: str) -> tuple[float, float]:
    channel = f"C{number}"
    event = mention(text, user=f"U{number}", channel=channel, ts=f"1795390000.{number:06}")
    sent = time.monotonic()
    envelope = await double.send_event(event)
    ack = await double.acknowledged(envelope)
    await double.until(lambda: any(call.body.get("channel") == channel for call in double.calls[-5:]))
    [post] = [call for call in double.calls[-5:] if call.body.get("channel") == channel]
    return 1000 * (ack.at - sent), 1000 * (post.at - sent)


def _line(name: str, ms: Sequence[float], share: int, most: float) -> str:
    reached = statistics.quantiles(ms, n=100)[share - 1]
    verdict = "ok" if reached < most else "TOO SLOW"
    return f"{name:18} median {statistics.median(ms):6.1f} ms   p{share} {reached:6.1f} ms of {most:.0f}   {verdict}"
