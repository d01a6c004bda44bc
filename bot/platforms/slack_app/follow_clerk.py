"""What becomes of `/ev follow`, `/ev following` and `/ev unfollow`, and of what is pressed on the list.

Anybody in a channel may have the bot follow things there, and end it: it is said for all to see when it begins, which
is also how it turns out whether the bot may post there at all. What a text means is `bot.following`'s.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.platforms import following as words
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import FollowingWish, FollowWish, person_key
from bot.platforms.slack_app.follow_courier import SHUT_OUT
from bot.platforms.slack_app.follow_list import list_post
from bot.platforms.slack_app.web import error_code
from bot.service import Context

if TYPE_CHECKING:
    from bot.platforms.following import Following
    from bot.platforms.slack_app.locales import Locales
    from bot.platforms.slack_app.places import Places
    from bot.platforms.slack_app.poster import Poster

UNSAID = Context()


class FollowClerk:
    """Sees to wishes about what is followed. Raises what the Slack SDK raises."""

    def __init__(self, following: Following, poster: Poster, places: Places, locales: Locales) -> None:
        self._following = following
        self._poster, self._places, self._locales = poster, places, locales

    async def attend(self, wish: FollowWish | FollowingWish) -> None:
        """See to a wish."""
        if isinstance(wish, FollowWish):
            await self._begin(wish)
        else:
            await self._list(wish)

    async def _begin(self, wish: FollowWish) -> None:
        manners = await self._places.manners(wish.team)
        refused = self._following.refusal or (None if manners.allows(wish.place.channel) else wording.NOT_HERE)
        if refused is not None or not wish.words:
            await self._poster.say(wish.aside, refused or words.NONE)
            return
        context = Context(
            locale=manners.locale or await self._locales.of(wish.team, wish.user) or UNSAID.locale,
            platform="slack",
            buttons=True,
            person=person_key(wish.team, wish.user),
            place=wish.place.spot.place,
            inside=wish.place.channel.startswith("D"),  # a channel may be shared with others at any time
        )
        begun = await asyncio.to_thread(self._following.begin, wish.words, context, wish.place.key)
        if begun.follow is None:
            await self._poster.show(wish.aside, begun.answer)
            return
        try:
            await self._poster.show(Destination(wish.team, wish.place.channel, None), begun.answer)
        except BaseException as problem:
            await asyncio.to_thread(self._following.forget, begun.follow.id)
            if not isinstance(problem, SlackApiError) or error_code(problem) not in SHUT_OUT:
                raise
            await self._poster.say(wish.aside, wording.FOLLOW_SHUT_OUT)

    async def _list(self, wish: FollowingWish) -> None:
        if wish.change is None:
            listed = await asyncio.to_thread(self._following.listed, wish.place.spot)
        else:
            listed = await asyncio.to_thread(self._following.change, wish.change, wish.ident, wish.place.spot)
        await self._poster.put(wish.aside, list_post(listed), over_pressed=wish.is_press)
