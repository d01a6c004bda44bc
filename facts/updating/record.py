"""How the last updates went, publisher by publisher: kept beside the editions for whoever looks after the bot.

One small file of the facts' home, written by each update and replaced as a whole; one that cannot be read counts as
none. When to update is decided in `bot.updating`, which shows a failure in health; `evbot doctor` and `evbot facts
editions` tell it too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from facts.editions import write_whole

FILE = "updates.json"


class Outcome(StrEnum):
    """What became of one publisher."""

    TAKEN = "taken"
    NOTHING_NEW = "nothing new"
    STOPPED = "stopped"
    """By a check: a person must look."""
    NOT_HAD = "not fetched"
    """Its files could not be fetched."""
    HELD_BACK = "held back"
    """It still has what somebody rolled back. That is as it should be, and no failure."""


FAILURES = (Outcome.STOPPED, Outcome.NOT_HAD)


@dataclass(frozen=True, slots=True)
class Tried:
    """The last try of one publisher."""

    at: datetime
    """In UTC."""
    outcome: Outcome
    why: tuple[str, ...] = ()
    """What stood in the way."""


@dataclass(frozen=True, slots=True)
class Record:
    """How the last updates went."""

    ran: datetime | None = None
    """When all publishers were last asked; one or two of them do not count."""
    succeeded: datetime | None = None
    """When all were last asked and none failed."""
    publishers: Mapping[str, Tried] = field(default_factory=dict)
    broke_off: str = ""
    """Why the last update did not come to its end."""
    behind: str = ""
    """Why the copy on the server does not hold the edition that serves."""
    behind_since: datetime | None = None

    @property
    def failed(self) -> dict[str, Tried]:
        """The publishers whose last try failed."""
        return {name: tried for name, tried in self.publishers.items() if tried.outcome in FAILURES}

    @property
    def outcome(self) -> str:
        """The last update in one word or two; empty where there was none."""
        if self.broke_off:
            return "broken off"
        found = {tried.outcome for tried in self.publishers.values()}
        worst_first = (Outcome.STOPPED, Outcome.NOT_HAD, Outcome.TAKEN, Outcome.HELD_BACK, Outcome.NOTHING_NEW)
        return next((str(outcome) for outcome in worst_first if outcome in found), "")

    @property
    def is_worth_another_try(self) -> bool:
        """Whether the same update may succeed a little later, with nobody doing anything."""
        return bool(self.broke_off) or any(tried.outcome is Outcome.NOT_HAD for tried in self.failed.values())

    def problems(self) -> list[str]:
        """What a person should know, one sentence each; empty where all is well."""
        told = [f"the last update broke off: {self.broke_off}"] if self.broke_off else []
        for name, tried in self.failed.items():
            first, *more = tried.why or ("no reason was noted",)
            rest = f" (and {len(more)} more)" if more else ""
            told.append(f"{name} {tried.outcome} on {tried.at:%Y-%m-%d %H:%M} UTC: {first}{rest}")
        if self.behind:
            told.append(f"the copy on the server is behind: {self.behind}")
        return told

    def after(self, tries: Mapping[str, Tried], at: datetime, *, whole: bool) -> Record:
        """The record once an update has come to its end, which asked all publishers if it was `whole`."""
        after = replace(self, publishers={**({} if whole else self.publishers), **tries}, broke_off="")
        if not whole:
            return after
        return replace(after, ran=at, succeeded=self.succeeded if after.failed else at)

    def with_copy(self, why_behind: str, at: datetime) -> Record:
        """The record once the copy on the server was looked after; an empty reason says that it holds what serves."""
        since = (self.behind_since or at) if why_behind else None
        return replace(self, behind=why_behind, behind_since=since)


def read_record(home: Path) -> Record:
    """The record of a home; an empty one where there is none that can be read."""
    try:
        return _record(json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return Record()


def write_record(home: Path, record: Record) -> None:
    """Put a record in place of the last one. Raises OSError."""
    home.mkdir(parents=True, exist_ok=True)
    publishers = {
        name: {"at": tried.at.isoformat(), "outcome": tried.outcome, "why": tried.why}
        for name, tried in record.publishers.items()
    }
    told = {
        "ran": _written(record.ran),
        "succeeded": _written(record.succeeded),
        "publishers": publishers,
        "broke_off": record.broke_off,
        "behind": record.behind,
        "behind_since": _written(record.behind_since),
    }
    write_whole(home / FILE, json.dumps(told, ensure_ascii=False, indent=1))


def note_break(home: Path, why: str, at: datetime) -> None:
    """Note that an update of all publishers did not come to its end. Raises OSError."""
    write_record(home, replace(read_record(home), ran=at, broke_off=why))


def _record(told: dict[str, Any]) -> Record:
    return Record(
        ran=_moment(told["ran"]),
        succeeded=_moment(told["succeeded"]),
        publishers={name: _tried(entry) for name, entry in told["publishers"].items()},
        broke_off=str(told["broke_off"]),
        behind=str(told["behind"]),
        behind_since=_moment(told["behind_since"]),
    )


def _tried(entry: dict[str, Any]) -> Tried:
    why: Iterable[object] = entry["why"]
    return Tried(datetime.fromisoformat(entry["at"]), Outcome(entry["outcome"]), tuple(map(str, why)))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
