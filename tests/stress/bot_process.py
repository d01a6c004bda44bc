"""One process of the bot in a stress run: started, looked at, asked how it is, killed and started again.

It is the real `evbot run` (`evbot_here`) with the settings that it is given. What it said on standard error is kept in
a file for whoever has to find out why a scenario is red.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.ports import a_free_port

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60.0
LOOK_EVERY = 0.05
"""Seconds between two looks at what tells nobody when it changes."""
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@dataclass(frozen=True, slots=True)
class Vitals:
    """What a process holds at a moment."""

    megabytes: float
    files: int
    threads: int
    tasks: int
    cpu_seconds: float
    cpu_by_thread: dict[str, float] = field(default_factory=dict)
    """Seconds by the kind of thread: where the time of one process goes."""


class BotProcess:
    """A process that can be started more than once, with the same settings."""

    def __init__(self, folder: Path, name: str, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.name = name
        self.settings = dict(settings)
        self.health_port = a_free_port()
        self.log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self, **limits: Any) -> None:
        """Start it and return at once; `limits` go to the call that starts a process."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("EVBOT_")}
        environment |= dict.fromkeys(PROXIES, "")  # the SDK obeys them even for the loopback
        environment |= self.settings | {
            "EVBOT_HEALTH_PORT": str(self.health_port),
            "STRESS_VITALS": str(self._vitals),
            "PYTHONPATH": str(ROOT),
        }
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.stress.evbot_here", cwd=self.folder, env=environment, stderr=log, **limits
            )

    async def ready(self, *parts: str, within: float = READY_WITHIN) -> float:
        """Wait until it is ready and has parts whose names begin so; the seconds that took."""
        began = time.monotonic()
        async with asyncio.timeout(within):
            while True:
                health = await self.health("/readyz")
                if health["status"] == 200 and all(
                    any(name.startswith(part) for name in health["parts"]) for part in parts
                ):
                    return time.monotonic() - began
                if not self.is_running:
                    raise RuntimeError(f"{self.name} ended: {self.last_words()}")
                await asyncio.sleep(LOOK_EVERY)

    async def health(self, path: str = "/healthz") -> dict[str, Any]:
        """What it says of itself, with the status; status 0 where nobody answers."""
        url = f"http://127.0.0.1:{self.health_port}{path}"
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as session, session.get(url) as reply:
                return {"status": reply.status, **(await reply.json())}
        except (aiohttp.ClientError, TimeoutError):
            return {"status": 0, "condition": None, "parts": {}}

    async def vitals(self) -> Vitals:
        """What it holds now."""
        self._vitals.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        async with asyncio.timeout(10):
            while not self._vitals.exists():  # noqa: ASYNC110 - another process writes it, and tells nobody
                await asyncio.sleep(LOOK_EVERY)
        told = json.loads(self._vitals.read_text(encoding="utf-8"))
        proc = Path(f"/proc/{self.pid}")
        status = (proc / "status").read_text(encoding="utf-8")
        resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
        times = (proc / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        cpu = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        return Vitals(resident, len(list((proc / "fd").iterdir())), told["threads"], told["tasks"], cpu, told["cpu"])

    async def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None and self.is_running:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> int | None:
        """Ask it to stop; the exit code, or None where it had to be killed."""
        if self._process is None or not self.is_running:
            return None
        self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), 20)
        except TimeoutError:
            await self.kill()
            return None

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    @property
    def _vitals(self) -> Path:
        return self.folder / f"{self.name}.vitals"
