"""The log of a running bot: human on a terminal, one JSON object a line elsewhere, always on standard error.

Tokens never come through, whoever logs them and wherever they hide, tracebacks included, nor do the words of a question
that something fails on. The client libraries are held at INFO, because below it they print what people write. What is
said of a question stands in `bot.ops.hosted`.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from bot.ops.settings import LogFormat, Settings

TALKATIVE = ("aiohttp", "asyncio", "discord", "slack_bolt", "slack_sdk", "urllib3")
HIDDEN = "[hidden]"
UNSAID = "unsaid"
"""What `structlog.contextvars` binds a question to while it is answered, so that no traceback repeats its words."""
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+|xapp-[\w-]+"  # Slack
    r"|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # Discord
    r"|(?<=ticket=)[\w-]+"  # the address of a Slack socket lets in whoever has it
    r"|(?<=://)[^\s:/@]*:[^\s/@]+(?=@)"  # user and password in the address of a database
)


def set_up_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log line of the process to the stream, in the form that the settings ask for."""
    stream = stream or sys.stderr
    on_terminal = stream.isatty()
    human = settings.log_format is LogFormat.HUMAN or (settings.log_format is LogFormat.AUTO and on_terminal)
    formatter = _Discreet(_renderers(human=human, colours=human and on_terminal), settings.secrets)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(_is_of_use)  # besides the levels below: Bolt gives slack_bolt.AsyncApp that of the root
    root = logging.getLogger()
    for earlier in [handler for handler in root.handlers if isinstance(handler.formatter, _Discreet)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_told_of_each_line(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _is_of_use(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.INFO or record.name.partition(".")[0] not in TALKATIVE


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Formats a line and takes out whatever must not be seen, as the last thing before it is written."""

    def __init__(self, renderers: list[Processor], secrets: tuple[str, ...]) -> None:
        super().__init__(processors=renderers, foreign_pre_chain=_told_of_each_line())
        self._hidden = re.compile("|".join([*map(re.escape, secrets), _SECRETS.pattern]))

    def format(self, record: logging.LogRecord) -> str:
        return self._hidden.sub(HIDDEN, super().format(record))


def _told_of_each_line() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        _left_unsaid,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _left_unsaid(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    line.pop(UNSAID, None)
    return line


def _renderers(*, human: bool, colours: bool) -> list[Processor]:
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if human:
        # Plain tracebacks: the rich ones print local variables, and with them what people wrote.
        console = structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=_print_traceback, sort_keys=False)
        return [drop, console]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    return [drop, structlog.processors.ExceptionRenderer(_traceback), as_json]


def _print_traceback(stream: TextIO, exc_info: ExcInfo) -> None:
    stream.write("\n" + _traceback(exc_info))


def _traceback(exc_info: ExcInfo) -> str:
    """A traceback without the words of the question in hand: an error likes to quote what it stumbled over."""
    told = "".join(traceback.format_exception(*exc_info)).rstrip("\n")
    words = set(re.findall(r"\w+", structlog.contextvars.get_contextvars().get(UNSAID, "")))
    if not words:
        return told
    theirs = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    # Indented lines are places in our own code; what a program says of itself stands at the edge.
    ours = (" ", "Traceback (")
    return "\n".join(line if line.startswith(ours) else theirs.sub(HIDDEN, line) for line in told.split("\n"))
