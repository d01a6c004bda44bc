"""What the bot fills when somebody opens it: the Home tab, the pane with its prompts, the form; and its status.

One call of the Web API each. How they look is written in `views`; what is only a nicety (prompts, status) may fail in
silence where the workspace does not have it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.errands import FormVisit, HomeVisit, PaneVisit
from bot.platforms.slack_app.sending import Clients
from bot.platforms.slack_app.views import form_view, home_view, prompts
from bot.platforms.slack_app.web import error_code

if TYPE_CHECKING:
    from bot.answer import Answer

log = logging.getLogger(__name__)


class Front:
    """Sends what is not a message. Methods raise what the Slack SDK raises, but for the niceties."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._without_pane: set[str] = set()
        """Workspaces in which the app has no pane."""

    async def open_form(self, visit: FormVisit) -> None:
        """Open the form for a question; Slack's leave for it lasts three seconds."""
        client = await self._clients(visit.team)
        await client.views_open(trigger_id=visit.trigger, view=form_view(visit.channel))

    async def fill_home(self, visit: HomeVisit, about: Answer) -> None:
        """Fill the Home tab of one person."""
        client = await self._clients(visit.team)
        await client.views_publish(user_id=visit.user, view=home_view(about, visit.channel))

    async def offer_prompts(self, visit: PaneVisit) -> None:
        """Offer questions in the pane."""
        if visit.team in self._without_pane:
            return
        client = await self._clients(visit.team)
        # An agent's pane has no thread, and a call that names one is lost without a word.
        thread = {"thread_ts": visit.thread} if visit.thread else {}
        try:
            await client.api_call(
                "assistant.threads.setSuggestedPrompts",
                json={"channel_id": visit.channel, "title": wording.PROMPTS, "prompts": prompts()} | thread,
            )
        except SlackApiError as error:
            self._went_without(visit.team, error)

    async def tell_status(self, team: str, channel: str, thread: str) -> None:
        """Tell in a thread of the pane that an answer is on its way; Slack takes it back with the answer."""
        if team in self._without_pane:
            return
        client = await self._clients(team)
        try:
            await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=wording.LOOKING_UP)
        except SlackApiError as error:
            self._went_without(team, error)
        except SlackClientError as error:
            log.info("no status was told: %s", error)

    def _went_without(self, team: str, error: SlackApiError) -> None:
        if error_code(error) in ("missing_scope", "feature_not_enabled", "not_allowed", "access_denied"):
            self._without_pane.add(team)
        log.info("workspace %s has no pane for the bot: %s", team, error_code(error))
