"""The questions of the README with the answers printed under them, and the way to print them anew."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.answer import Status
from bot.service import Context, Service

README = Path(__file__).parents[2] / "README.md"
_EXAMPLE = re.compile(r"(?<=^```console\n)\$ (evbot ask --at [^\n]+)\n(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One question of the README as it is typed, and what is printed under it."""

    command: str
    printed: str

    @property
    def arguments(self) -> list[str]:
        """What follows `evbot`."""
        return shlex.split(self.command)[1:]

    @property
    def day(self) -> date:
        """The day that counts as today."""
        return date.fromisoformat(self.arguments[2])

    @property
    def question(self) -> str:
        """What is asked."""
        return self.arguments[-1]


def examples(readme: str) -> list[Example]:
    """Every question of the text, in order."""
    return [Example(command, printed.strip()) for command, printed in _EXAMPLE.findall(readme)]


def renewed(readme: str, service: Service) -> str:
    """The text with the present answer under each question."""

    def renew(found: re.Match[str]) -> str:
        example = Example(found[1], found[2])
        answer = service.ask(example.question, Context(today=example.day))
        if answer.status is Status.ERROR:
            raise RuntimeError(f"nothing to print, the question failed: {example.question}")
        return f"$ {example.command}\n{answer.text.strip()}\n"

    return _EXAMPLE.sub(renew, readme)
