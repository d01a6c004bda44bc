"""The examples in the README are true: each is asked again, and the answer must read just as printed there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_YET = "TODO-ANSWER"
EXAMPLES = re.findall(r"^```\w*\n\$ (evbot ask --at [^\n]+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_there_are_five_examples_each_on_the_same_day() -> None:
    days = [shlex.split(command)[3] for command, _ in EXAMPLES]

    assert days == ["2026-11-23"] * 5


@pytest.mark.skipif(NOT_YET in README, reason="the answers are not in the README yet")
@pytest.mark.parametrize(("command", "printed"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_reads_as_printed(command: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli import main  # here, because it is only needed where there are answers to compare

    try:
        code = main(shlex.split(command)[1:])
    except SystemExit as end:
        code = end.code

    assert capsys.readouterr().out.strip() == printed.strip()
    assert not code
