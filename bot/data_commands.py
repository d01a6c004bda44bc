"""`evbot data …`: what the shared state keeps of one person, shown or deleted for a person who asks for it.

Whether the one who asks is who they say is the host's to find out. What counts as a person's is `bot.state.people`'s;
the log and the backups are out of its reach.
"""

from __future__ import annotations

import argparse
import json
import re
from typing import TYPE_CHECKING

from bot.console import complain, say
from bot.opened_state import with_state
from bot.ops.exits import Exit

if TYPE_CHECKING:
    from bot.state import State

_PERSON = re.compile(r"discord:[0-9]+|slack:[A-Z0-9]+:[A-Z0-9]+")
FORMS = (
    "write discord:USER, such as discord:80351110224678912, or slack:WORKSPACE:USER, such as slack:T024BE7LD:U024BE7LH"
)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    data = commands.add_parser("data", help="what is kept of one person, for that person")
    tasks = data.add_subparsers(dest="task", required=True, metavar="TASK")
    export = tasks.add_parser("export", help="print it as JSON")
    delete = tasks.add_parser("delete", help="delete it")
    for command in (export, delete):
        command.add_argument("--user", type=_person, required=True, metavar="KEY", help=FORMS.partition(",")[0])
    delete.add_argument("--yes", action="store_true", help="really delete; without it nothing is")
    export.set_defaults(run=lambda args: with_state(lambda state: _export(state, args.user)))
    delete.set_defaults(run=lambda args: with_state(lambda state: _delete(state, args.user, really=args.yes)))


def _person(text: str) -> str:
    if _PERSON.fullmatch(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is nobody's key; {FORMS}")
    return text


def _export(state: State, user: str) -> int:
    say(json.dumps(state.people.export(user), ensure_ascii=False, indent=2))
    return Exit.OK


def _delete(state: State, user: str, *, really: bool) -> int:
    if not really:
        counts = {table: len(rows) for table, rows in state.people.export(user).items()}
        complain(f"evbot data: kept of {user}: {_told(counts)}. Say --yes to delete that.")
        return Exit.USAGE
    say(f"Deleted of {user}: {_told(state.people.delete(user))}.")
    return Exit.OK


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} of {table}" for table, count in counts.items()) or "nothing"
