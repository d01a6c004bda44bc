"""`/ev forget`: everything that is remembered of one person goes, and they are told what that was.

Conversations are the service's, the rest the state's; what this process remembers of their questions goes too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.document import Document, Paragraph, Text
from bot.platforms.discord_gateway.addressing import person_key
from bot.state import StateAwayError

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.ledger import Ledger
    from bot.platforms.discord_gateway.shared import Shared
    from bot.service import Context, Service

NOTHING = "There was nothing that I remembered of you."
AWAY = (
    "I have forgotten what I remembered here, but my database cannot be reached just now, and it may hold more. Please "
    "ask me again in a few minutes."
)
_NAMES = {
    "answers": ("note of which message answered you", "notes of which messages answered you"),
    "conversations": ("conversation", "conversations"),
    "feedback": ("report that you sent", "reports that you sent"),
    "follows": ("thing that I followed for you", "things that I followed for you"),
}
"""What is kept of a person, by table."""
_OTHERS = ("other entry", "other entries")


class Forgetting:
    """Forgets people."""

    def __init__(self, service: Service, shared: Shared, ledger: Ledger) -> None:
        self._service = service
        self._shared = shared
        self._ledger = ledger

    def of(self, user_id: int) -> Callable[[Context], Answer]:
        """What forgets a person and says what it forgot; to be called in a thread."""
        self._ledger.forget_person(user_id)

        def forget(_: Context) -> Answer:
            spoken = self._service.forget_person(person_key(user_id))
            try:
                kept = self._shared.forget_person(user_id)
            except StateAwayError:
                return in_words(AWAY)
            # A conversation that is kept is also spoken here, or was on another replica: it is one all the same.
            return in_words(told(kept | {"conversations": max(spoken, kept.get("conversations", 0))}))

        return forget


def told(counts: dict[str, int]) -> str:
    """What was forgotten, in words; counts by table."""
    parts = [
        f"{count} {_NAMES.get(table, _OTHERS)[0 if count == 1 else 1]}" for table, count in counts.items() if count
    ]
    if not parts:
        return NOTHING
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"I have forgotten what I remembered of you: {listed}."


def in_words(words: str) -> Answer:
    """Words of ours in the place of an answer."""
    return Answer(Status.ANSWERED, document=Document((Paragraph((Text(words),)),)))
