"""One line of `evbot doctor`: what was looked at, whether it is as it should be, and how to mend it.

Each part of the bot looks at its own things: `bot.ops.doctor` at the machine, the platform packages at theirs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    what: str
    """What was looked at and what was seen: "Shared state: opened …"."""
    ok: bool
    fix: str = ""
    """What to do; empty where all is well."""

    def as_object(self) -> dict[str, str | bool]:
        """The finding, ready for JSON."""
        return {"what": self.what, "ok": self.ok, "fix": self.fix}
