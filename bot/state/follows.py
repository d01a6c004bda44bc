"""What channels follow: the questions whose next figure is to be posted there, and which of those posts were made.

A post is claimed before it is made, under the follow and the mark of its news, and a claim is given to one caller for
ever. What a follow means and when it has news is decided in `bot.following`; who may set one, by each platform.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, delete, literal, or_, select, update

from bot.state.database import Database, DatabaseNow
from bot.state.schema import deliveries, follows


class Trigger(StrEnum):
    """When a follow has news."""

    ONCE_OUT = "once_out"
    """Once, when the figures of the period that its question names are out."""
    EVERY_MONTH = "every_month"
    """Each time a newer whole month has its figure; likewise the other two."""
    EVERY_QUARTER = "every_quarter"
    EVERY_YEAR = "every_year"
    PASSES = "passes"
    """Once, when a count has passed the number in its question."""

    @property
    def is_once(self) -> bool:
        """Whether the follow is over after its first post."""
        return self in (Trigger.ONCE_OUT, Trigger.PASSES)


def _new_id() -> str:
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Follow:
    """One question that a channel follows."""

    platform: str
    """Where it is posted: "discord" or "slack"."""
    place: str | None
    """Key of the server or workspace, as `Context.place`; None in a private conversation."""
    channel: str
    """Id of the channel or thread, in the platform's own form; empty in a draft."""
    trigger: Trigger
    packed: str
    """The question, in the form of `bot.compact`."""
    label: str
    """What it does, in our words: "every month: Norway · BEV + PHEV · registrations"."""
    locale: str = "en"
    user_key: str | None = None
    """Who set it ("discord:123")."""
    seen: str = ""
    """Key of the newest period that was out when it was set, or that was posted since ("2026-09"); "" for none."""
    looked: str = ""
    """The edition of the figures that it was last held against."""
    inside: bool = False
    """Whether surely nobody but people of the place will ever read the channel, as `Context.inside`."""
    paused: bool = False
    id: str = field(default_factory=_new_id)
    """Eight characters, short enough for the id of a button; made with the follow."""
    at: float = 0.0
    """When it was set or last posted, in seconds since 1970; the database fills it in."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Which edition of the figures serves whom."""

    everywhere: str
    """The edition that serves wherever no other does."""
    listed: Mapping[str, str] = field(default_factory=dict)
    """The editions of some places (keys as in `Follow.place`), for those of their follows that are `inside`."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A post that was taken up and is not known to be made."""

    follow: Follow
    mark: str
    tries: int
    """How often it was put off until later."""
    age_seconds: float
    """Since it was last taken up."""
    is_put_off: bool
    """Whether it is known that nothing was posted: it waits for its next try, and is due."""


class Follows:
    """The follows of all channels and the claims on their posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, follow: Follow, most: int) -> Follow | None:
        """Keep a follow, unless its channel has `most` already; as it is kept, or None where there is no room.

        What the channel follows already stays one follow: that one comes back (its own id), no longer paused.
        """
        while True:
            with self._database.writing() as connection:
                there = connection.execute(_of_channel(follow)).mappings().all()
                same = next((one for one in map(_follow, there) if _means(one) == _means(follow)), None)
                if same is not None:
                    connection.execute(update(follows).where(follows.c.id == same.id).values(paused=False))
                    return replace(same, paused=False)
                # Both from one read: between two of them another may have taken a slot.
                free = set(range(most)) - {row["slot"] for row in there}
                if len(there) >= most or not free:
                    return None
                if self._insert(connection, follow, min(free)):
                    return follow
            # Another took the slot at the same moment: look again, there may be one more.

    def _insert(self, connection: Connection, follow: Follow, slot: int) -> bool:
        values = asdict(follow) | {"place": follow.place or "", "slot": slot, "at": DatabaseNow()}
        statement = self._database.insert(follows).values(**values).on_conflict_do_nothing().returning(follows.c.id)
        return connection.execute(statement).first() is not None

    def of_channel(self, platform: str, place: str | None, channel: str) -> list[Follow]:
        """What one channel follows, oldest first."""
        return self._found(_of_channel(Follow(platform, place, channel, Trigger.ONCE_OUT, "", "")))

    def get(self, ident: str) -> Follow | None:
        """The follow with an id, or None."""
        return next(iter(self._found(select(follows).where(follows.c.id == ident))), None)

    def set_paused(self, ident: str, *, paused: bool) -> bool:
        """Pause or resume; whether it is still there. What came meanwhile is posted when it is resumed."""
        statement = update(follows).where(follows.c.id == ident).values(paused=paused).returning(follows.c.id)
        with self._database.writing() as connection:
            return connection.execute(statement).first() is not None

    def remove(self, ident: str) -> bool:
        """End a follow; whether it was still there."""
        with self._database.writing() as connection:
            return connection.execute(delete(follows).where(follows.c.id == ident)).rowcount > 0

    def remove_place(self, place: str) -> int:
        """End every follow of a server or workspace, when the bot was removed from it; how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(follows).where(follows.c.place == place)).rowcount

    def to_look(self, platform: str, serving: Serving, after: str = "", limit: int = 200) -> list[Follow]:
        """Follows that were not held yet against the edition that serves them, those that are paused left out.

        In the order of their ids, from the one after `after`.
        """
        statement = select(follows).where(follows.c.platform == platform, follows.c.looked != _edition(serving))
        statement = statement.where(follows.c.paused.is_(False), follows.c.id > after)
        return self._found(statement.order_by(follows.c.id).limit(limit))

    def set_looked(self, idents: Sequence[str], edition: str) -> None:
        """Note that follows were held against an edition, and that whatever it brings was claimed."""
        with self._database.writing() as connection:
            connection.execute(update(follows).where(follows.c.id.in_(idents)).values(looked=edition))

    def claim(self, ident: str, mark: str) -> bool:
        """True for exactly one caller for ever: the one that is to post the news of a follow under this mark.

        False for all others, and where the follow was paused or removed.
        """
        wanted = select(follows.c.id).where(follows.c.id == ident, follows.c.paused.is_(False))
        new = self._database.insert(deliveries).values(follow=ident, mark=mark, at=DatabaseNow(), tries=0)
        with self._database.writing() as connection:
            if connection.execute(wanted).first() is None:
                return False
            statement = new.on_conflict_do_nothing().returning(deliveries.c.mark)
            return connection.execute(statement).first() is not None

    def put_off(self, ident: str, mark: str, seconds: float) -> None:
        """Nothing was posted for sure: give a claim back, to be taken up again after so many seconds."""
        now: Any = DatabaseNow()
        values = {"retry_at": now + seconds, "tries": deliveries.c.tries + 1}
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(*_unfinished(ident, mark)).values(values))

    def take_up(self, unfinished: Unfinished) -> bool:
        """Take up an unfinished post again; True for one caller only. A follow that was paused or removed has none."""
        columns = deliveries.c
        wanted = select(follows.c.id).where(follows.c.id == unfinished.follow.id, follows.c.paused.is_(False))
        statement = (
            update(deliveries)
            .where(*_unfinished(unfinished.follow.id, unfinished.mark), columns.tries == unfinished.tries)
            .where(columns.retry_at.is_not(None) if unfinished.is_put_off else columns.retry_at.is_(None))
            .where(columns.follow.in_(wanted))
            .values(retry_at=None, at=DatabaseNow() if unfinished.is_put_off else columns.at, tries=columns.tries + 1)
            .returning(columns.mark)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).first() is not None

    def done(self, ident: str, mark: str) -> None:
        """The post was made, or nobody will make it: it is not looked at again, and a follow for once is over."""
        now = DatabaseNow()
        of_follow = follows.c.id == ident
        once = follows.c.trigger.in_([trigger for trigger in Trigger if trigger.is_once])
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(*_unfinished(ident, mark)).values(done_at=now, retry_at=None))
            connection.execute(delete(follows).where(of_follow, once))
            connection.execute(update(follows).where(of_follow, follows.c.seen < mark).values(seen=mark, at=now))

    def unfinished(self, platform: str, limit: int = 200) -> list[Unfinished]:
        """Posts that were taken up and not done, oldest first: put off and due now, or cut off on the way.

        Those of paused follows wait.
        Those that another process is about to make are among them: ask with the lease of the rounds in hand.
        """
        now: Any = DatabaseNow()
        columns = deliveries.c
        statement = (
            select(follows, columns.mark, columns.tries, columns.retry_at, (now - columns.at).label("age"))
            .join(deliveries, columns.follow == follows.c.id)
            .where(follows.c.platform == platform, follows.c.paused.is_(False), columns.done_at.is_(None))
            .where(or_(columns.retry_at.is_(None), columns.retry_at <= now))
            .order_by(columns.at, columns.follow)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).mappings().all()
        return [
            Unfinished(_follow(row), row["mark"], row["tries"], row["age"], row["retry_at"] is not None) for row in rows
        ]

    def _found(self, statement: Select[Any]) -> list[Follow]:
        with self._database.reading() as connection:
            return [_follow(row) for row in connection.execute(statement).mappings()]


def _of_channel(follow: Follow) -> Select[Any]:
    columns = follows.c
    channel = (columns.platform == follow.platform, columns.place == (follow.place or ""))
    return select(follows).where(*channel, columns.channel == follow.channel).order_by(columns.at, columns.slot)


def _edition(serving: Serving) -> ColumnElement[str]:
    """The edition that serves a follow."""
    columns = follows.c
    other = [
        (and_(columns.inside.is_(True), columns.place == place), literal(edition))
        for place, edition in serving.listed.items()
        if edition != serving.everywhere
    ]
    return case(*other, else_=serving.everywhere) if other else literal(serving.everywhere)


def _unfinished(ident: str, mark: str) -> tuple[Any, ...]:
    return (deliveries.c.follow == ident, deliveries.c.mark == mark, deliveries.c.done_at.is_(None))


def _means(follow: Follow) -> tuple[str, str]:
    return follow.trigger, follow.packed


def _follow(row: RowMapping) -> Follow:
    return Follow(
        platform=row["platform"],
        place=row["place"] or None,
        channel=row["channel"],
        trigger=Trigger(row["trigger"]),
        packed=row["packed"],
        label=row["label"],
        locale=row["locale"],
        user_key=row["user_key"],
        seen=row["seen"],
        looked=row["looked"],
        inside=row["inside"],
        paused=row["paused"],
        id=row["id"],
        at=row["at"],
    )
