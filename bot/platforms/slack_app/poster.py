"""Sending to Slack: fixed lines, answers and files, never faster than Slack allows, and to whom it concerns only.

One lane a channel keeps the messages of an answer together and the seconds between them (`lanes`). Where a workspace
refuses tables or charts, its answers go out without them from then on. What to say and when is `clerk`'s business, how
one message is sent `sending`'s.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.platforms.slack_app.blocks import Post, posts
from bot.platforms.slack_app.charts import CHART
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.lanes import Lane, Lanes
from bot.platforms.slack_app.pages import escaped
from bot.platforms.slack_app.sending import BLOCKS_REFUSED, Clients, delete, overwrite, replace_pressed, send
from bot.platforms.slack_app.tables import TABLE
from bot.platforms.slack_app.web import error_code, error_details

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment

PLAINEST = 3
"""How plain an answer can get: as it should be, without charts, without tables either, nothing but text."""
FILE = "F"
"""What the id of a file begins with; that of a message is a number."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that was sent."""

    messages: tuple[str, ...] = ()
    """Ids of its messages, in order; none where Slack does not tell."""
    has_chart: bool = False
    """Whether Slack draws its chart."""


class Poster:
    """The one way from this process into Slack's channels. Every method raises what the Slack SDK raises."""

    def __init__(self, clients: Clients, seconds_between_messages: float, *, hears: bool = False) -> None:
        """`hears` where somebody hears of what is said of answers, so that it can be said."""
        self._clients = clients
        self._hears = hears
        self._lanes = Lanes(seconds_between_messages)
        self._refused: defaultdict[str, set[str]] = defaultdict(set)
        """Types of blocks by workspace."""

    async def say(self, to: Destination, line: str) -> None:
        """Send one of the fixed lines."""
        client = await self._clients(to.team)
        async with self._lanes.held(to.team, to.channel) as lane, lane.turn():
            await send(client, to, Post(escaped(line), ()))

    async def put(self, to: Destination, post: Post, *, over_pressed: bool = False) -> None:
        """Send a message of ours as it is; where it was asked for by a press, in the place of the message pressed."""
        client = await self._clients(to.team)
        async with self._lanes.held(to.team, to.channel) as lane, lane.turn():
            await (replace_pressed(client, to, post) if over_pressed else send(client, to, post))

    async def show(
        self,
        to: Destination,
        answer: Answer,
        *,
        hint: str = "",
        over: Sequence[str] = (),
        sent: list[str] | None = None,
    ) -> Shown | None:
        """Send an answer, in as many messages as it needs; None where it has no words and nothing was sent.

        The messages that it goes `over` are overwritten, and those too many deleted. `sent` is filled as they go out,
        for who has to know how far it came.
        """
        looks = self._looks(to, answer, hint)
        count = len(looks(0))
        if not count:
            return None
        old = [ts for ts in over if not ts.startswith(FILE)]
        sent, drawn = [] if sent is None else sent, False
        async with self._lanes.held(to.team, to.channel) as lane:
            for number in range(count):
                forms = (looks(plainness)[number] for plainness in range(PLAINEST + 1))
                ts, as_sent = await self._show_one(lane, to, forms, old[number] if number < len(old) else None)
                sent += [ts] if ts else []
                drawn = drawn or CHART in as_sent.demanding
        left = [ts for ts in over if ts not in sent]
        await self.take_back(to.team, to.channel, left)
        return Shown(tuple(sent), drawn)

    async def attach(self, to: Destination, files: Sequence[Attachment]) -> tuple[str, ...]:
        """Put files into the channel, below the thread's last message, and give their ids; needs files:write."""
        uploads = [
            {"file": file.content, "filename": file.name, "title": file.name, "alt_txt": file.description}
            for file in files
        ]
        client = await self._clients(to.team)
        async with self._lanes.held(to.team, to.channel):
            said = await client.files_upload_v2(file_uploads=uploads, channel=to.channel, thread_ts=to.thread)
        return tuple(str(file["id"]) for file in said.get("files") or ())

    async def take_back(self, team: str, channel: str, messages: Sequence[str]) -> None:
        """Delete messages and files of ours; what is gone already is no trouble."""
        client = await self._clients(team)
        for ident in messages:
            with suppress(SlackApiError):
                await (client.files_delete(file=ident) if ident.startswith(FILE) else delete(client, channel, ident))

    def _looks(self, to: Destination, answer: Answer, hint: str) -> Callable[[int], list[Post]]:
        """The answer as it should look (0), and plainer and plainer up to nothing but text; made when asked for."""
        refused = self._refused[to.team]
        tables, drawn = TABLE not in refused, CHART not in refused

        @cache
        def looks(plainness: int) -> list[Post]:
            if plainness == PLAINEST:
                return [Post(post.text, ()) for post in looks(0)]
            return posts(
                answer,
                tables=tables and plainness < PLAINEST - 1,
                drawn=drawn and plainness == 0,
                thread=to.thread,
                is_own=to.is_own,
                hint=hint,
                hears=self._hears,
            )

        return looks

    async def _show_one(
        self, lane: Lane, to: Destination, forms: Iterable[Post], over: str | None
    ) -> tuple[str | None, Post]:
        """Send a message in the first of its forms that Slack takes; its id and that form come back."""
        client = await self._clients(to.team)
        refused: list[Post] = []
        for form in _different(forms):
            try:
                async with lane.turn():
                    ts = await (overwrite(client, to, over, form) if over else send(client, to, form))
            except SlackApiError as error:
                if not form.blocks or error_code(error) not in BLOCKS_REFUSED:
                    raise
                log.warning("workspace %s refused the blocks of a message: %s", to.team, error_details(error))
                refused.append(form)
            else:
                self._learn(to.team, [*refused, form])
                return ts, form
        raise AssertionError("nothing but text is never refused for its blocks")

    def _learn(self, team: str, tried: Sequence[Post]) -> None:
        """Remember what a workspace refuses, where leaving out just that helped."""
        for refused, taken in list(pairwise(tried))[-1:]:
            missing = refused.demanding - taken.demanding
            if len(missing) == 1 and taken.blocks:
                self._refused[team] |= missing


def _different(forms: Iterable[Post]) -> Iterator[Post]:
    """The forms without those that look like the one before."""
    before: Post | None = None
    for form in forms:
        if before is None or form.blocks != before.blocks:
            yield form
        before = form
