"""Which messages answered which question, so that an edit or a deletion finds its answer after a restart.

Only ids, no words. Ids are text, as the platforms write them. Kept for `bot.state.retention.ANSWERS_DAYS`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, select

from bot.state.database import Database, DatabaseNow
from bot.state.schema import answers


@dataclass(frozen=True, slots=True)
class AskedIn:
    """One message that asked something."""

    platform: str
    channel: str
    question: str
    """Id of the message."""


class Answers:
    """The messages that answered a question."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, asked: AskedIn, messages: Sequence[str], *, user_key: str | None = None) -> None:
        """Put down the ids of the messages that answer now, in order; those of before are forgotten."""
        new = {"messages": json.dumps(list(messages)), "user_key": user_key, "at": DatabaseNow()}
        row = {"platform": asked.platform, "channel": asked.channel, "question": asked.question}
        statement = self._database.insert(answers).values(**row, **new)
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=list(row), set_=new))

    def find(self, asked: AskedIn) -> tuple[str, ...]:
        """The ids of the messages that answer, in order; none where nothing is remembered."""
        with self._database.reading() as connection:
            found = connection.execute(select(answers.c.messages).where(_is(asked))).scalar()
        return () if found is None else tuple(json.loads(found))

    def forget(self, asked: AskedIn) -> None:
        """Forget the answer of a question, because it was taken back."""
        with self._database.writing() as connection:
            connection.execute(delete(answers).where(_is(asked)))


def _is(asked: AskedIn) -> ColumnElement[bool]:
    return and_(
        answers.c.platform == asked.platform,
        answers.c.channel == asked.channel,
        answers.c.question == asked.question,
    )
