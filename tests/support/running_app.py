"""A whole process around `bot.app`: settings from the environment, a stand-in for the core that waits to be told.

Run it with `python -m tests.support.running_app`. It writes "asked" to standard output when a question has reached the
core, and answers once a line comes in on standard input. A number as its argument is how many seconds it may take to
stop.
"""

from __future__ import annotations

import sys

from bot import app
from bot.answer import Answer, Status
from bot.conversations import Conversations
from bot.document import Document, Paragraph, Text
from bot.service import Context


class Waiting:
    """A core that answers when it is told to."""

    def share(self, conversations: Conversations) -> None:
        """Conversations are none of its business."""

    def look(self) -> None:
        """There are no newer figures."""

    @property
    def listed_places(self) -> frozenset[str]:
        """No server has figures of its own."""
        return frozenset()

    def edition(self, context: Context) -> str:
        """Followers are told of no new one."""
        return "one"

    def ask(self, text: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        """Answer one question."""
        sys.stdout.write("asked\n")
        sys.stdout.flush()
        sys.stdin.readline()
        return Answer(Status.ANSWERED, document=Document((Paragraph((Text(f"Answer to: {text}"),)),)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        app.FINISH_SECONDS = float(sys.argv[1])
    sys.exit(app.start(Waiting))
