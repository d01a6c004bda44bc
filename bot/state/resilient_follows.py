"""Follows for those who must go on while the database is away: what each call does instead stands beside it.

The same methods as `bot.state.follows.Follows`, as a part of `bot.state.resilient.ResilientState`. Nothing is posted
while the database is away, as nobody could tell whether another replica has posted it; nothing is pretended to be kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.state.follows import Follow, Follows, Serving, Unfinished
from bot.state.presence import Presence


class ResilientFollows:
    """The follows of channels. Safe to share between threads."""

    def __init__(self, follows: Follows, presence: Presence) -> None:
        self._follows = follows
        self._presence = presence

    def add(self, follow: Follow, most: int) -> Follow | None:
        """As `Follows.add`: as it is kept, None where there is no room. StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.add(follow, most))

    def of_channel(self, platform: str, place: str | None, channel: str) -> list[Follow]:
        """As `Follows.of_channel`. Raises StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.of_channel(platform, place, channel))

    def get(self, ident: str) -> Follow | None:
        """As `Follows.get`. Raises StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.get(ident))

    def set_paused(self, ident: str, *, paused: bool) -> bool:
        """As `Follows.set_paused`. Raises StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.set_paused(ident, paused=paused))

    def remove(self, ident: str) -> bool:
        """As `Follows.remove`. Raises StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.remove(ident))

    def remove_place(self, place: str) -> None:
        """As `Follows.remove_place`. While the database is away it waits for it."""
        self._presence.write(lambda: self._follows.remove_place(place))

    def end(self, ident: str) -> None:
        """As `Follows.remove`, for whoever need not know. While the database is away it waits for it."""
        self._presence.write(lambda: self._follows.remove(ident))

    def to_look(self, platform: str, serving: Serving, after: str = "", limit: int = 200) -> list[Follow]:
        """As `Follows.to_look`. While the database is away: none."""
        return self._presence.attempt(lambda: self._follows.to_look(platform, serving, after, limit), list)

    def set_looked(self, idents: Sequence[str], edition: str) -> None:
        """As `Follows.set_looked`. While the database is away it is left, so that they are looked at again."""
        self._presence.attempt(lambda: self._follows.set_looked(idents, edition), lambda: None)

    def claim(self, ident: str, mark: str) -> bool:
        """As `Follows.claim`. Raises StateAwayError while the database is away.

        Cut off at the wrong moment it may have been given all the same: then it is `unfinished`.
        """
        return self._presence.demand(lambda: self._follows.claim(ident, mark))

    def take_up(self, unfinished: Unfinished) -> bool:
        """As `Follows.take_up`. Raises StateAwayError while the database is away."""
        return self._presence.demand(lambda: self._follows.take_up(unfinished))

    def put_off(self, ident: str, mark: str, seconds: float) -> None:
        """As `Follows.put_off`. While the database is away it waits for it."""
        self._presence.write(lambda: self._follows.put_off(ident, mark, seconds))

    def done(self, ident: str, mark: str) -> None:
        """As `Follows.done`. While the database is away it waits for it."""
        self._presence.write(lambda: self._follows.done(ident, mark))

    def unfinished(self, platform: str, limit: int = 200) -> list[Unfinished]:
        """As `Follows.unfinished`. While the database is away: none."""
        return self._presence.attempt(lambda: self._follows.unfinished(platform, limit), list)
