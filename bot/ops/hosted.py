"""The service as a host runs it: a request id and one log line for every question, and the host's own locale.

The text of a question is logged only where the host chose so, and never who asked it or where. It answers nothing
itself; see `bot.service`.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.ops.settings import Settings
    from bot.service import Service

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)
_UNSAID = Context()


class HostedService:
    """Asks the service that it was given, with the same `ask`."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._locale = settings.locale
        self._with_questions = settings.log_questions

    def ask(self, text: str, context: Context = _UNSAID) -> Answer:
        """Answer one question."""
        if context.locale == _UNSAID.locale:
            context = replace(context, locale=self._locale)
        with structlog.contextvars.bound_contextvars(request_id=secrets.token_hex(6), platform=context.platform):
            answer = self._service.ask(text, context)
            asked = {"question": text} if self._with_questions else {}
            log.info(
                "answered a question",
                status=str(answer.status),
                intent=answer.intent,
                elapsed_ms=round(answer.elapsed_ms, 1),
                **asked,
            )
        return answer
