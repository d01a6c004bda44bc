"""Names of processes that own something in the shared state, by which others on the same machine see that one is gone.

Only where that is certain: on the same start of the same system, among processes that see one another. Whoever asks
from elsewhere, as from another container, does not know, and waits for what is owned to run out.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PROC = Path("/proc")


def new_owner() -> str:
    """A name for this process; never given twice."""
    place, started = _place(), _started(os.getpid())
    unique = secrets.token_hex(8)
    return unique if place is None or started is None else f"{place} {os.getpid()} {started} {unique}"


def is_gone(owner: str) -> bool:
    """Whether the process that bears this name has ended for sure; False where that cannot be told."""
    parts = owner.split(" ")
    if len(parts) != 4 or parts[0] != _place():
        return False
    pid = int(parts[1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    started = _started(pid)
    return started is not None and started != parts[2]


def _place() -> str | None:
    """This start of this system, and who sees whom on it; None where the system does not tell."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}:{(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return None


def _started(pid: int) -> str | None:
    """When a process was started, in the system's own count; "ended" for one that nobody has taken leave of yet."""
    try:
        words = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return "ended" if words[0] in "ZX" else words[19]
