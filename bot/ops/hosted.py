"""The service as a host runs it: a request id, a log line and a count for every question, and its own locale.

The text of a question is logged only where the host chose so, and never who asked it or where; what the bot asks by
itself is neither logged nor counted. It answers nothing itself; see `bot.service`. What is counted stands in
`bot.ops.metrics`, and for questions without a figure in `bot.ops.misses`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.ops.logging import UNSAID
from bot.ops.misses import is_miss, missing_in
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.ops.metrics import Metrics
    from bot.ops.settings import Settings
    from bot.service import Service
    from bot.state import ResilientState

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)
_UNSAID = Context()


class HostedService:
    """Asks the service that it was given, with the same methods."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        metrics: Metrics | None = None,
        state: ResilientState | None = None,
    ) -> None:
        self._service = service
        self._locale = settings.locale
        self._with_questions = settings.log_questions
        self._metrics = metrics
        self._state = state

    def ask(self, text: str, context: Context = _UNSAID) -> Answer:
        """Answer one question."""
        answer = self._logged(context, lambda placed: self._service.ask(text, placed), text)
        return self._counted(answer, context, text)

    def press(self, packed: str, context: Context = _UNSAID) -> Answer:
        """Answer the question that a button holds."""
        answer = self._logged(context, lambda placed: self._service.press(packed, placed), packed=packed)
        return self._counted(answer, context)

    def how_read(self, packed: str, context: Context = _UNSAID) -> Answer:
        """How the question of a button was read."""
        return self._logged(context, lambda placed: self._service.how_read(packed, placed), packed=packed)

    def about(self, context: Context = _UNSAID) -> Answer:
        """What the bot is."""
        return self._service.about(self._placed(context))

    def complete(self, kind: str, typed: str, context: Context = _UNSAID) -> list[str]:
        """Names and times that begin with what was typed."""
        return self._service.complete(kind, typed, context)

    def look(self) -> None:
        """Look for newer figures."""
        self._service.look()

    def edition(self, context: Context = _UNSAID) -> str:
        """What names the figures that answer in this context."""
        return self._service.edition(context)

    @property
    def listed_places(self) -> frozenset[str]:
        """Places that may be answered from another edition than the rest."""
        return self._service.listed_places

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person."""
        return self._service.forget_person(person)

    def _placed(self, context: Context) -> Context:
        return replace(context, locale=self._locale) if context.locale == _UNSAID.locale else context

    def _counted(self, answer: Answer, context: Context, text: str = "") -> Answer:
        """The answer, counted in the shared state where it lacks what was asked for."""
        if self._state is not None and context.is_asked and is_miss(answer):
            self._state.count_unanswered(str(answer.status), text or None, missing=missing_in(answer))
        return answer

    def _logged(
        self, context: Context, ask: Callable[[Context], Answer], text: str = "", *, packed: str = ""
    ) -> Answer:
        if not context.is_asked:
            return ask(self._placed(context))
        unsaid = {} if self._with_questions else {UNSAID: f"{text} {packed}"}
        bound = structlog.contextvars.bound_contextvars
        with bound(request_id=secrets.token_hex(6), platform=context.platform, **unsaid):
            answer = ask(self._placed(context))
            if self._metrics is not None:
                self._metrics.answered(answer, context.platform)
            asked = {"question": text or answer.question} if self._with_questions else {}
            log.info(
                "answered a question",
                status=str(answer.status),
                intent=answer.intent,
                elapsed_ms=round(answer.elapsed_ms, 1),
                **asked,
            )
        return answer
