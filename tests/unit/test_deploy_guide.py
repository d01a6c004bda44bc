"""The operator's guide is true: its commands run, name what exists and install as the image does; its texts fit.

What a page shows is run where it can be. What needs root, a container engine, a cluster or a person is held against the
files that it names; a command of any other sort fails here until somebody has decided which it is.
"""

from __future__ import annotations

import re
import shlex
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot import cli, conversations
from bot.ops.logging import TALKATIVE
from bot.ops.settings import Settings, variable
from bot.state import PlaceSettings, open_state, retention
from bot.state.conversations import KEPT_SECONDS
from bot.state.schema import metadata
from tests.fuzz.__main__ import fuzz_parser
from tests.fuzz.targets import TARGETS
from tests.stress.__main__ import stress_parser
from tests.stress.scenes import GROUPS, SCENES
from tests.support.deploy_files import (
    DEPLOY,
    GUIDE,
    ROOT,
    VARIABLE,
    WORKLOADS,
    compose,
    of_kind,
    shown_commands,
    unit,
)
from tests.support.dockerfile import stages

PAGES = {page.stem: page.read_text(encoding="utf-8") for page in GUIDE}
TEXTS = [*GUIDE, DEPLOY / "privacy.md", DEPLOY / "terms.md"]
COMMANDS = [(page, command) for page, text in PAGES.items() for command in shown_commands(text)]
IDS = [f"{page}: {command[:70]}" for page, command in COMMANDS]
UNITS = {path.name for path in DEPLOY.glob("evbot*.*") if path.suffix in (".service", ".timer")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BY_A_PERSON = {"apt-get", "nano", "git", "cd", "openssl", "shred", "rm", "chmod", "tar", "install"}
"""Programs that are run below, or that change the machine or ask a person; their paths are looked at all the same."""


def words_of(command: str) -> list[str]:
    """The words of a command without sudo and without the variables before it."""
    words = shlex.split(command)
    while words[0] == "sudo" or re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words = words[1:]
    return words


def test_there_are_commands_on_every_page_but_the_first() -> None:
    assert {page for page, _ in COMMANDS} == PAGES.keys() - {"README"}


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=IDS)
def test_a_command_names_what_exists(page: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = words_of(command)
    program = Path(words[0]).name

    match program:
        case "docker":
            names_of_docker(words)
        case "kubectl":
            names_of_kubernetes(words)
        case "systemctl" | "journalctl":
            assert {"evbot", "evbot-update", *UNITS, "daemon-reload"} & set(words)
        case "systemd-run" | "evbot":
            exists(words[words.index("/opt/evbot/bin/evbot") + 1 :], capsys)
        case "python3" | "pip":
            assert command.removeprefix("sudo ") in steps_of_the_image()
        case "uv":
            development_command_exists(words)
        case _:
            assert program in BY_A_PERSON
    assert [word for word in words if word.startswith("deploy/") and not named_path(word).exists()] == []


def named_path(word: str) -> Path:
    """A path of the repository; the file with the tokens is made from the example."""
    return ROOT / word.replace("deploy/.env", "deploy/env.example")


def exists(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Hold the words after `evbot` against its command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([words[0], "--help"])

    assert ended.value.code == 0
    assert f"usage: evbot {words[0]}" in capsys.readouterr().out


def development_command_exists(words: list[str]) -> None:
    """Hold a command of the repository's own tools against what they take."""
    match words[2:]:
        case ["python", "-m", "tests.stress", *more]:
            assert set(stress_parser().parse_args(more).scenes) <= GROUPS.keys() | SCENES.keys()
        case ["--group", "fuzz", "python", "-m", "tests.fuzz", *more]:
            assert set(fuzz_parser().parse_args(more).targets) <= set(TARGETS)
            assert "fuzz" in PROJECT["dependency-groups"]
        case ["pytest", "-m", *_]:
            assert shlex.join(words) in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        case ["pytest", *paths]:
            assert [path for path in paths if not (ROOT / path).exists()] == []
        case _:
            pytest.fail(f"nobody has decided what sort of command that is: {shlex.join(words)}")


def test_the_page_on_the_stress_run_names_every_scene() -> None:
    assert set(re.findall(r"`([a-z-]+)`(?=[^|\n]* \| )", PAGES["stress"])) == SCENES.keys()


def names_of_docker(words: list[str]) -> None:
    """Hold a command of docker against the compose file."""
    if words[1] == "buildx":
        assert {"deploy/Dockerfile", "linux/amd64,linux/arm64"} <= set(words)
        return
    services = compose()["services"]
    assert words[1:4] == ["compose", "--file", "deploy/compose.yaml"]
    for name in ("exec", "run", "stop", "start", "logs"):
        if name in words[:5]:
            after = [word for word in words[5:] if not word.startswith("-") and not word.isdigit()]
            assert after[0] in services
    assert ("--profile" not in words) or (words[words.index("--profile") + 1] in services["postgres"]["profiles"])


def names_of_kubernetes(words: list[str]) -> None:
    """Hold a command of kubectl against the manifests."""
    known = {f"{each['kind'].lower()}/{each['metadata']['name']}" for each in of_kind(*WORKLOADS)}
    pods = {f"{each['metadata']['name']}-0" for each in of_kind("StatefulSet")}
    [namespace] = [each["metadata"]["name"] for each in of_kind("Namespace")]

    assert {word for word in words if word.startswith(("deployment/", "statefulset/"))} <= known
    assert "exec" not in words or words[words.index("exec") + 1] in pods
    assert ("--namespace" not in words) or (words[words.index("--namespace") + 1] == namespace)
    assert {"--namespace", "apply", "delete"} & set(words)


def steps_of_the_image() -> list[str]:
    """The commands of the Dockerfile's first stage, one by one."""
    build, _ = stages((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    return [" ".join(part.split()) for step in build.all("RUN") for part in step.words.split("&&")]


def test_debian_is_installed_with_all_the_steps_of_the_image_in_their_order() -> None:
    shown = [command.removeprefix("sudo ") for command in shown_commands(PAGES["debian"])]
    steps = [step for step in steps_of_the_image() if "facts build" not in step]

    assert [command for command in shown if command in steps] == steps


class Machine:
    """A folder that stands for the root of a Debian machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("etc/systemd/system", "root", "opt/evbot", "opt/evbot-build"):
            (root / folder).mkdir(parents=True)
        for folder in ("var/lib", "var/cache"):  # as DynamicUser= has it
            (root / folder / "private/evbot").mkdir(parents=True)
            (root / folder / "evbot").symlink_to("private/evbot")

    def type(self, page: str, *programs: str) -> None:
        """Type the commands of a page that begin with some programs, without sudo."""
        for command in shown_commands(section(page, "Debian")):
            if words_of(command)[0] not in programs:
                continue
            here = re.sub(r"(?<= )/(?=\w)", f"{self.root}/", command.removeprefix("sudo "))
            done = subprocess.run(["sh", "-eu", "-c", here], cwd=ROOT, capture_output=True, text=True, check=False)

            assert done.returncode == 0, f"{here}: {done.stderr}"


def section(page: str, title: str) -> str:
    """What a page says under a heading; the whole page where it has none of that name."""
    _, found, after = PAGES[page].partition(f"\n## {title}\n")
    return after.partition("\n## ")[0] if found else PAGES[page]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing is installed."""
    return Machine(tmp_path / "machine")


def test_the_settings_are_readable_for_root_alone_and_the_unit_for_all(machine: Machine) -> None:
    machine.type("debian", "install")
    settings, service = machine.root / "etc/evbot/evbot.env", machine.root / "etc/systemd/system/evbot.service"

    assert [stat.S_IMODE(path.stat().st_mode) for path in (settings, settings.parent, service)] == [0o600, 0o700, 0o644]
    assert settings.read_bytes() == (DEPLOY / "env.example").read_bytes()


def test_the_unit_reads_the_settings_and_starts_the_bot_where_the_guide_puts_them() -> None:
    assert unit().value("Service", "EnvironmentFile") in PAGES["debian"]
    assert (unit().value("Service", "ExecStart") or "").split()[0] in PAGES["debian"]


def test_what_was_backed_up_is_there_again_after_a_restore(machine: Machine) -> None:
    machine.type("debian", "install")
    state = machine.root / "var/lib/private/evbot/state.sqlite"
    with open_state(f"sqlite:///{state}") as opened:
        opened.places.put("discord:1", PlaceSettings(locale="de"))
    backup, restore = PAGES["backup"].split("Restore, on the same machine", 1)
    run = subprocess.run
    for half in (backup, restore.partition("## ")[0]):
        for command in shown_commands(half):
            if words_of(command)[0] in ("tar", "rm", "chmod"):
                here = re.sub(r"(?<= )/(?=\w)", f"{machine.root}/", command.removeprefix("sudo "))
                run(["sh", "-eu", "-c", here], cwd=machine.root, capture_output=True, check=True)
        state.unlink() if half is backup else None
    with open_state(f"sqlite:///{state}") as opened:
        locale = opened.places.get("discord:1").locale

    assert locale == "de"
    assert stat.S_IMODE((machine.root / "root/evbot-backup.tar.gz").stat().st_mode) == 0o600


def test_after_removal_nothing_is_left(machine: Machine) -> None:
    machine.type("debian", "install")
    machine.type("remove", "rm")

    assert list(machine.root.rglob("*evbot*")) == []


@pytest.mark.parametrize("path", [*TEXTS, DEPLOY / "compose.yaml"], ids=lambda path: path.name)
def test_every_variable_that_is_named_is_a_setting(path: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}

    assert set(VARIABLE.findall(path.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    aims = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [aim for aim in aims if not (path.parent / aim).exists()] == []


def test_the_first_page_leads_to_every_other_one() -> None:
    linked = {(DEPLOY / aim).resolve() for aim in re.findall(r"\]\(([^)#]+)\)", PAGES["README"])}

    assert {path.resolve() for path in TEXTS[1:]} <= linked


def test_the_guide_says_which_exit_codes_start_it_again() -> None:
    prevented = (unit().value("Service", "RestartPreventExitStatus") or "").split()

    assert f"everything but 0, {', '.join(prevented[:-1])} and {prevented[-1]}." in " ".join(PAGES["README"].split())


def kept(word: str) -> str:
    """What the privacy text says on how long something is kept, in the row that begins with a word."""
    rows = re.findall(r"^\| (.+?) \| .+? \| (.+?) \|$", PRIVACY, re.MULTILINE)
    [found] = [how_long for what, how_long in rows if what.startswith(word)]
    return str(found)


PRIVACY = (DEPLOY / "privacy.md").read_text(encoding="utf-8")


def test_the_privacy_text_says_how_long_things_are_kept() -> None:
    assert {3600.0} == {conversations.KEPT_SECONDS, KEPT_SECONDS}
    assert kept("What your last questions") == "1 hour"
    assert kept("The ids of your question") == f"{retention.ANSWERS_DAYS} days"
    assert (
        kept("What you report")
        == f"{retention.FEEDBACK_DAYS} days, or {retention.RESOLVED_DAYS} days after it was dealt with"
    )
    assert kept("What a channel follows") == f"until it is ended, or {retention.FOLLOW_DAYS} days without news"
    assert kept("How often") == f"{retention.UNANSWERED_DAYS} days after the last one"


def test_the_privacy_text_speaks_of_questions_in_the_log_as_the_settings_have_it() -> None:
    assert Settings.model_fields["log_questions"].default is False
    assert "If you log questions (`EVBOT_LOG_QUESTIONS`), say so." in " ".join(PRIVACY.split())
    assert {"discord", "slack_bolt", "slack_sdk"} <= set(TALKATIVE)


TOLD = {
    "claims": "The ids of events",
    "answers": "The ids of your question",
    "places": "What the people in charge",
    "conversations": "What your last questions",
    "feedback": "What you report",
    "unanswered": "How often",
    "misses": "How often",
    "installations": "Slack: which workspaces",
    "follows": "What a channel follows",
    "deliveries": None,  # which of these posts were made: nothing of a person
    "leases": None,  # which replica does what: nothing of a person
}
"""A table of the state, and how its row of the privacy text begins."""


def test_every_table_of_the_state_has_been_thought_of_in_the_privacy_text() -> None:
    assert metadata.tables.keys() == TOLD.keys()
    assert all(kept(row) for row in TOLD.values() if row is not None)
