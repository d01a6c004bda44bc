"""`evbot health` and `evbot doctor`: how the running bot is, and whether all that it leans on is as it should be.

What is asked and looked at stands in `bot.ops.asking` and `bot.checkup`; here are the command line, the look and the
exit codes. Each is imported where it is wanted: together they would cost every other command half a second.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

from bot.console import ended
from bot.finding import Finding
from bot.ops.exits import Exit


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    health = commands.add_parser("health", help="ask the running bot how it is; needs EVBOT_HEALTH_PORT")
    health.add_argument("--ready", action="store_true", help="whether it takes questions, not only whether it lives")
    health.set_defaults(run=_health)
    checks = commands.add_parser("doctor", help="look at settings, figures, clock, disk and tokens, and say what to do")
    checks.add_argument("--offline", action="store_true", help="ask neither Discord nor Slack")
    checks.add_argument("--json", action="store_true", help="print the lines as JSON")
    checks.set_defaults(run=_doctor)


def _health(args: argparse.Namespace) -> int:
    from bot.ops.asking import ALIVE, NOT_SERVED, READY, ask_health
    from bot.ops.settings import SettingsError, read_settings

    try:
        settings = read_settings()
    except SettingsError as problem:
        return ended(Exit.USAGE, str(problem))
    if not settings.health_port:
        return ended(Exit.USAGE, NOT_SERVED)
    told = ask_health(settings, READY if args.ready else ALIVE)
    (sys.stdout if told.good else sys.stderr).write(f"{told.words}\n")
    return Exit.OK if told.good else Exit.UNWELL


def _doctor(args: argparse.Namespace) -> int:
    from bot.checkup import looked_at
    from bot.ops.settings import ENV_FILE

    findings = looked_at(ENV_FILE, offline=args.offline)
    if args.json:
        sys.stdout.write(json.dumps([finding.as_object() for finding in findings], ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(findings)))
    return Exit.OK if all(finding.ok for finding in findings) else Exit.UNWELL


def _lines(findings: Iterable[Finding]) -> Iterable[str]:
    for finding in findings:
        yield f"{'ok  ' if finding.ok else 'BAD '}{finding.what}"
        if finding.fix:
            yield from (f"      {line}" for line in finding.fix.splitlines())
