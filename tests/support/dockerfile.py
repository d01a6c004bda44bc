"""A Dockerfile as stages of instructions, and its build stage replayed in a clean folder without a container engine.

It knows the few instructions that ours uses and refuses every other one, so that a step can never be left out in
silence. What the steps must come to is told in `tests/unit/test_deploy_replay.py`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

SYSTEM_FOLDERS = ("/opt/", "/var/lib/", "/source")
"""Where absolute paths of the steps lead to; a replay puts its own folder in front of them."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its continuation lines joined."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What follows one FROM."""

    image: str
    instructions: tuple[Instruction, ...]

    def all(self, name: str) -> list[Instruction]:
        """The instructions of one name, in order."""
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> str:
        """The words of the instruction that holds, "" where there is none."""
        found = self.all(name)
        return found[-1].words if found else ""

    @property
    def environment(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = [pair for each in self.all("ENV") for pair in shlex.split(each.words)]
        return dict(pair.split("=", 1) for pair in pairs)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in order. Raises ValueError where it does not begin with FROM."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    instructions = [
        Instruction(name.upper(), words.strip())
        for line in "\n".join(lines).replace("\\\n", " ").splitlines()
        for name, _, words in [line.strip().partition(" ")]
        if name
    ]
    if not instructions or instructions[0].name != "FROM":
        raise ValueError("a Dockerfile begins with FROM")
    found: list[tuple[Instruction, list[Instruction]]] = []
    for each in instructions:
        if each.name == "FROM":
            found.append((each, []))
        else:
            found[-1][1].append(each)
    return [Stage(origin.words.split()[0], tuple(within)) for origin, within in found]


def is_sent(path: str, ignore: str) -> bool:
    """Whether a path of the repository reaches the builder, by a `.dockerignore`; the last line that fits decides."""
    sent = True
    for line in (line.strip() for line in ignore.splitlines()):
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        if any(fnmatch(each, pattern) or fnmatch(f"/{each}", pattern.replace("**", "*")) for each in above):
            sent = line.startswith("!")
    return sent


@dataclass(slots=True)
class Replay:
    """The steps of a stage, done in a folder that stands for the root of the image."""

    root: Path
    repository: Path
    ignore: str
    folder: Path = field(init=False)
    """Where WORKDIR has led."""

    def __post_init__(self) -> None:
        self.folder = self.root
        (self.root / "opt").mkdir(parents=True)
        programs = self.root / "programs"
        programs.mkdir()
        # The Python of the image is the one that runs the tests, without its virtual environment.
        (programs / "python3").symlink_to(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}"))

    def inside(self, words: str) -> str:
        """The words with the paths of the image leading into the folder."""
        for path in SYSTEM_FOLDERS:
            words = words.replace(path, f"{self.root}{path}")
        return words

    def do(self, stage: Stage) -> None:
        """Do every step of a build stage."""
        for each in stage.instructions:
            match each.name:
                case "WORKDIR":
                    self.folder = Path(self.inside(each.words))
                    self.folder.mkdir(parents=True, exist_ok=True)
                case "COPY":
                    self._copy(each)
                case "RUN":
                    self._run(each.words)
                case _:
                    raise ValueError(f"the replay does not know {each.name}: teach it, or leave it out of the stage")

    def _copy(self, step: Instruction) -> None:
        *sources, target = step.words.split()
        for source in sources:
            origin = self.repository / source
            aim = self.folder / target
            if origin.is_dir():
                shutil.copytree(origin, aim, ignore=self._not_sent, dirs_exist_ok=True)
            elif not is_sent(source, self.ignore):
                raise ValueError(f"{source} is copied, but Dockerfile.dockerignore keeps it from the builder")
            else:
                aim = aim / origin.name if target.endswith("/") else aim
                aim.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(origin, aim)

    def _not_sent(self, folder: str, names: list[str]) -> list[str]:
        under = Path(folder).relative_to(self.repository)
        return [name for name in names if not is_sent((under / name).as_posix(), self.ignore)]

    def _run(self, words: str) -> None:
        done = subprocess.run(
            ["sh", "-eu", "-c", self.inside(words)],
            cwd=self.folder,
            env=_environment(self.root / "programs"),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(
                f"the step ends with {done.returncode}; it needs the package index, as installing does:\n"
                f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            )


def _environment(programs: Path) -> dict[str, str]:
    """The environment without anything of the project or of a virtual one; how pip reaches its index stays."""
    ours = ("EVBOT_", "PYTHON", "VIRTUAL_ENV", "UV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
