"""Following, the same on every platform: what becomes of a wish to follow, to list or to end, and the words for it.

What a text means and when there is news is `bot.following`'s; who may follow, and how a list looks, is each platform's.
Calls block and never raise; nothing is sent from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.document import Document, Note, Paragraph, SourceLine, Text
from bot.following import read_follow
from bot.state import StateAwayError

if TYPE_CHECKING:
    from bot.service import Context, Service
    from bot.state import ResilientState
    from bot.state.follows import Follow
    from bot.state.resilient_follows import ResilientFollows

MOST_A_CHANNEL = 10
"""Follows of one channel where the host has not said otherwise."""
NOTHING_KEPT = "My host runs me without a database, so I cannot follow anything."
SWITCHED_OFF = "My host has switched following off."
AWAY = "My database cannot be reached just now, so nothing was changed. Please try again in a few minutes."
FULL = "I follow {most} things here already, and that is as many as I may. End one of them first: /ev following"
ALREADY = "I follow that here already: {label}."
NOT_HERE = "I do not follow that here, or no longer."
PAUSED = "Paused: {label}."
RESUMED = "Going on: {label}."
REMOVED = "Ended: {label}."
HOW_TO_END = "/ev following shows what I follow here, to pause or to end it."
OVER = "Somebody asked for this once, so I follow it no longer."
TITLE = "What I follow here"
NONE = (
    "I follow nothing here. Try /ev follow with: when Norway's October is out, every month the top 10 in Germany, or: "
    "when the Zoe passes 500,000."
)


class Change(StrEnum):
    """What a button of the list does to a follow."""

    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"


LABELS = {Change.PAUSE: "Pause", Change.RESUME: "Go on", Change.REMOVE: "End"}
"""What the buttons say."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, as follows know it."""

    platform: str
    place: str | None
    """Key of its server or workspace; None in private."""
    channel: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of a wish to follow."""

    answer: Answer
    """To be shown."""
    follow: Follow | None = None
    """What is followed from now on; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a channel follows."""

    follows: tuple[Follow, ...] = ()
    """Oldest first."""
    remark: str = ""
    """What was just done, or why nothing can be shown."""

    @property
    def words(self) -> tuple[str, ...]:
        """What stands above the list."""
        return tuple(filter(None, (self.remark, TITLE if self.follows else "" if self._is_unknown else NONE)))

    @property
    def _is_unknown(self) -> bool:
        return self.remark in (AWAY, NOTHING_KEPT)


class Following:
    """What channels follow, as people set it. Its calls block."""

    def __init__(self, service: Service, state: ResilientState | None, most: int = MOST_A_CHANNEL) -> None:
        """`most` is how many follows one channel may have; 0 switches following off."""
        self._service = service
        self._follows: ResilientFollows | None = None if state is None else state.follows
        self._most = most

    @property
    def refusal(self) -> str | None:
        """Why nobody can follow anything; None where they can."""
        if self._follows is None:
            return NOTHING_KEPT
        return None if self._most else SWITCHED_OFF

    def begin(self, text: str, context: Context, channel: str) -> Begun:
        """Follow what a text asks for, in a channel of the place in the context."""
        if self._follows is None or self.refusal is not None:
            return Begun(in_words(self.refusal or NOTHING_KEPT))
        read = read_follow(self._service, text, context)
        follow = read.in_channel(channel)
        if follow is None:
            return Begun(read.answer)
        try:
            return self._added(self._follows, follow, read.answer)
        except StateAwayError:
            return Begun(in_words(AWAY))

    def listed(self, spot: Spot) -> Listed:
        """What a channel follows."""
        return self._listed(spot, lambda _: "")

    def change(self, change: Change, ident: str, spot: Spot) -> Listed:
        """Pause, resume or end a follow of a channel, by its id or the beginning of it; the list as it then is.

        One of another channel counts as none, whoever knows its id.
        """

        def changed(follows: ResilientFollows) -> str:
            here = follows.of_channel(spot.platform, spot.place, spot.channel)
            found = [follow for follow in here if ident and follow.id.startswith(ident.lower())]
            return _changed(follows, change, found[0]) if len(found) == 1 else NOT_HERE

        return self._listed(spot, changed)

    def forget(self, ident: str) -> bool:
        """Take back what was just begun, where it turned out that nothing can be posted; whether that was done."""
        try:
            return self._follows is not None and self._follows.remove(ident)
        except StateAwayError:
            return False

    def _added(self, follows: ResilientFollows, follow: Follow, answer: Answer) -> Begun:
        kept = follows.add(follow, self._most)
        if kept is None:
            return Begun(in_words(FULL.format(most=self._most)))
        if kept.id != follow.id:
            return Begun(in_words(ALREADY.format(label=kept.label)))
        return Begun(_with(answer, Paragraph((Text(HOW_TO_END),))), kept)

    def _listed(self, spot: Spot, first: Callable[[ResilientFollows], str]) -> Listed:
        if self._follows is None:
            return Listed(remark=NOTHING_KEPT)
        try:
            remark = first(self._follows)
            return Listed(tuple(self._follows.of_channel(spot.platform, spot.place, spot.channel)), remark)
        except StateAwayError:
            return Listed(remark=AWAY)


def described(follow: Follow) -> str:
    """One line of the list."""
    return f"{follow.label} (paused)" if follow.paused else follow.label


def changes_of(follow: Follow) -> tuple[Change, Change]:
    """What can be done to a follow."""
    return (Change.RESUME if follow.paused else Change.PAUSE, Change.REMOVE)


def explained(answer: Answer, follow: Follow) -> Answer:
    """The answer to post, saying what can be done about it by those who have not asked for it."""
    return _with(answer, Note(OVER if follow.trigger.is_once else HOW_TO_END))


def in_words(words: str) -> Answer:
    """Words of ours in the place of an answer."""
    return Answer(Status.ANSWERED, document=Document((Paragraph((Text(words),)),)))


def _changed(follows: ResilientFollows, change: Change, follow: Follow) -> str:
    match change:
        case Change.PAUSE:
            done, words = follows.set_paused(follow.id, paused=True), PAUSED
        case Change.RESUME:
            done, words = follows.set_paused(follow.id, paused=False), RESUMED
        case Change.REMOVE:
            done, words = follows.remove(follow.id), REMOVED
    return words.format(label=follow.label) if done else NOT_HERE


def _with(answer: Answer, block: Note | Paragraph) -> Answer:
    """The answer with one more block, above its sources."""
    blocks = answer.document.blocks
    sources = sum(isinstance(each, SourceLine) for each in blocks)
    return replace(
        answer, document=Document((*blocks[: len(blocks) - sources], block, *blocks[len(blocks) - sources :]))
    )
