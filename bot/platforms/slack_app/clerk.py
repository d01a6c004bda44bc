"""What becomes of each errand: a question is asked and answered, a deleted one taken back, a visit shown something.

It knows the manners of the workspace and how often one may ask. Once, in order and within bounds is `desk`'s business;
what leaves goes through `poster` and `front`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.attachments import Attachments
from bot.platforms.following import Following
from bot.platforms.pacing import Pacing, Turn
from bot.platforms.reporting import Remark, Reporting
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.buttons import REMARKS, Act
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import (
    Audience,
    Errand,
    FollowingWish,
    FollowWish,
    ForgetWish,
    FormVisit,
    HelpWish,
    HomeVisit,
    PaneVisit,
    Request,
    SettingsWish,
    Withdrawal,
    person_key,
)
from bot.platforms.slack_app.follow_clerk import FollowClerk
from bot.platforms.slack_app.front import Front
from bot.platforms.slack_app.inbox import Message
from bot.platforms.slack_app.ledger import Ledger
from bot.platforms.slack_app.locales import Locales
from bot.platforms.slack_app.places import Manners, Places
from bot.platforms.slack_app.poster import Poster, Shown
from bot.platforms.slack_app.presses import Press
from bot.platforms.slack_app.sending import NO_MEMBER
from bot.platforms.slack_app.setup import Setup
from bot.platforms.slack_app.web import error_code
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment

Asked = Message | Press | Request
P = ParamSpec("P")
T = TypeVar("T")
UNSAID = Context()
log = logging.getLogger(__name__)


class Clerk:
    """Sees to one errand at a time, as often as it is asked. The service runs in threads."""

    def __init__(
        self, setup: Setup, poster: Poster, front: Front, places: Places, ledger: Ledger, locales: Locales
    ) -> None:
        self._setup = setup
        self._service = setup.service
        self._poster, self._front, self._places, self._ledger = poster, front, places, ledger
        self._locales = locales
        self._pacing = Pacing(time.monotonic, setup.limits.person, setup.limits.channel)
        self._pool = ThreadPoolExecutor(setup.limits.workers, thread_name_prefix="slack-answer")
        self._attachments = Attachments()
        self._reporting = Reporting(setup.service, setup.state)
        following = Following(setup.service, setup.state, setup.limits.follows_a_channel)
        self._follows = FollowClerk(following, poster, places, locales)

    def close(self) -> None:
        """Take nothing more; what still runs in a thread is left alone."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._attachments.close()
        self._locales.close()

    async def say(self, to: Destination | None, line: str) -> None:
        """Say one of the fixed lines, where there is a place for it."""
        if to is not None:
            await self._poster.say(to, line)

    async def attend(self, errand: Errand) -> None:
        """See to an errand, whatever it is. Raises what the Slack SDK raises."""
        match errand:
            case Message() | Press() | Request():
                await self._answer(errand)
            case Withdrawal():
                await self._withdraw(errand)
            case FormVisit():
                await self._front.open_form(errand)
            case HomeVisit():
                await self._front.fill_home(errand, await self._in_thread(self._service.about))
            case PaneVisit():
                await self._front.offer_prompts(errand)
            case SettingsWish():
                await self.say(errand.aside, await self._places.settle(errand))
            case ForgetWish():
                self._locales.forget(errand.team, errand.user)
                await self.say(errand.aside, await self._places.forget(self._service, errand))
            case FollowWish() | FollowingWish():
                await self._follows.attend(errand)
            case HelpWish():
                await self.say(errand.aside, wording.COMMANDS)

    async def _answer(self, asked: Asked) -> None:
        manners = await self._places.manners(asked.team)
        if not manners.allows(asked.channel):
            await self.say(_aside(asked), wording.NOT_HERE)
            return
        turn = self._pacing.turn(
            person_key(asked.team, asked.user), f"{asked.team}:{asked.channel}", manners.cooldown_seconds
        )
        if turn is Turn.TELL:
            await self.say(_aside(asked), wording.TOO_OFTEN)
        if turn is not Turn.ANSWER:
            return
        if not isinstance(asked, Press) and not asked.text and not (isinstance(asked, Request) and asked.is_about):
            await self.say(asked.aside, wording.HELP if isinstance(asked, Message) else wording.NOTHING_TO_CHECK)
            return
        locale = manners.locale or await self._locales.of(asked.team, asked.user)
        await self._show(_mannered(asked, manners), replace(manners, locale=locale))

    async def _show(self, asked: Asked, manners: Manners) -> None:
        """Have it answered and show the answer, over an older one where the question was edited."""
        over: tuple[str, ...] = ()
        if isinstance(asked, Message):
            if asked.edited is not None:
                over = await self._ledger.find(_place(asked))
                if not over and asked.is_direct:
                    return  # it was never answered, or so long ago that nobody looks there
            elif asked.is_direct and asked.thread is not None:
                await self._front.tell_status(asked.team, asked.channel, asked.thread)
        answer = await self._in_thread(self._ask, asked, manners)
        to = _destination(asked, manners)
        hint = wording.FOLLOW_UP if await self._is_first_of_thread(asked) else ""
        shown = None if answer is None else await self._poster.show(to, answer, hint=hint, over=over)
        if answer is None or shown is None:
            await self.say(asked.aside, wording.TROUBLE)
            return
        files = await self._attach(asked, to, answer, shown, manners.locale or self._setup.locale)
        if isinstance(asked, Message):
            await self._remember(asked, (*shown.messages, *files))

    async def _attach(
        self, asked: Asked, to: Destination, answer: Answer, shown: Shown, locale: str
    ) -> tuple[str, ...]:
        """Put files below an answer and give their ids; where that is not allowed the words have gone already.

        What only one person sees cannot carry files; `blocks` says so, and that posting brings them.
        """
        if to.only_for is not None:
            return ()
        drawn = replace(answer, wants_chart=answer.wants_chart and not shown.has_chart)
        files: tuple[Attachment, ...] = await self._attachments.of(drawn, locale)
        try:
            return await self._poster.attach(to, files) if files else ()
        except SlackApiError as error:
            log.warning("files were not attached to the answer to %s: %s", asked.name, error_code(error))
            if isinstance(asked, Press) and error_code(error) in NO_MEMBER:
                await self.say(asked.aside, wording.NO_FILES_HERE)
        except SlackClientError as error:
            log.warning("files were not attached to the answer to %s: %s", asked.name, error)
        return ()

    async def _withdraw(self, withdrawal: Withdrawal) -> None:
        place = (withdrawal.team, withdrawal.channel, withdrawal.ts)
        if messages := await self._ledger.find(place):
            await self._poster.take_back(withdrawal.team, withdrawal.channel, messages)
            await self._ledger.drop(place)

    async def _remember(self, asked: Message, messages: tuple[str, ...]) -> None:
        try:
            await self._ledger.put(_place(asked), messages, person_key(asked.team, asked.user))
        except Exception:
            log.exception("the answer to %s will not follow an edit", asked.name)

    async def _is_first_of_thread(self, asked: Asked) -> bool:
        """Whether nobody has been told yet, in this thread of a channel, how to go on."""
        if not isinstance(asked, Message) or asked.is_direct or asked.thread is None:
            return False
        if asked.thread == asked.ts and asked.edited is not None:
            return True
        try:
            return await self._setup.answered.claim(f"told:{asked.team}:{asked.channel}:{asked.thread}")
        except Exception:
            log.exception("cannot tell whether a thread was told how to go on")
            return False

    async def _in_thread(self, call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(call, *arguments, **named))

    def _ask(self, asked: Asked, manners: Manners) -> Answer | None:
        """The answer; runs in a thread of the pool."""
        context = Context(
            conversation=asked.conversation,
            today=asked.day,
            locale=manners.locale or UNSAID.locale,
            platform="slack",
            buttons=True,
            person=person_key(asked.team, asked.user),
            place=f"slack:{asked.team}",
            inside=_stays_inside(asked, _destination(asked, manners)),
        )
        try:
            match asked:
                case Press(act=Act.READ):
                    return self._service.how_read(asked.packed, context)
                case Press() if asked.act in REMARKS:
                    place = f"slack:{asked.team}:{asked.channel}"
                    return self._reporting.take(Remark(REMARKS[asked.act], asked.packed, place), context)
                case Press():
                    return self._service.press(asked.packed, context)
                case Request(is_about=True):
                    return self._service.about(context)
                case _:
                    return self._service.ask(asked.text, context)
        except Exception:
            log.exception("the service failed on %s", asked.name)
            return None


def _mannered(asked: Asked, manners: Manners) -> Asked:
    """A mention that would begin a thread is answered plainly where threads are not wanted."""
    if isinstance(asked, Message) and not manners.threads and asked.thread == asked.ts:
        return replace(asked, thread=None)
    return asked


def _destination(asked: Asked, manners: Manners) -> Destination:
    """Where the answer goes."""
    return asked.destination if not isinstance(asked, Request) or manners.private else _opened(asked.destination)


def _stays_inside(asked: Asked, to: Destination) -> bool:
    """Whether it is sure that nobody from outside the workspace sees the answer."""
    return asked.audience is Audience.WORKSPACE or (asked.audience is Audience.ASKER and to.only_for is not None)


def _opened(own: Destination) -> Destination:
    """The same place for everybody, where answers for one person are not wanted."""
    return replace(own, only_for=None, is_own=False)


def _aside(asked: Asked) -> Destination:
    """Where only the asker is told something."""
    return replace(asked.aside, only_for=asked.user) if not asked.channel.startswith("U") else asked.aside


def _place(asked: Message) -> tuple[str, str, str]:
    return asked.team, asked.channel, asked.ts
