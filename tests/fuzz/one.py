"""One target in a process of its own, as atheris wants it: it never returns, and a crash ends the process.

Called by `tests.fuzz.__main__` with the name of the target, the folder of its inputs and the fuzzer's own options.
"""

from __future__ import annotations

import logging
import sys

import atheris

from tests.fuzz.targets import target


def main() -> None:
    """Fuzz until the time is over or something is found."""
    name, *options = sys.argv[1:]
    logging.disable(logging.WARNING)  # refusals are logged by the thousand; failures are errors and still told
    with atheris.instrument_imports(include=list(target_modules(name))):
        fuzzed = target(name)
    with fuzzed.trying() as try_one:
        atheris.Setup([name, *options], try_one)
        atheris.Fuzz()


def target_modules(name: str) -> tuple[str, ...]:
    """What is to be followed; read from the source, as importing it would be too early."""
    import ast

    from tests.fuzz import targets

    tree = ast.parse(targets.FOUND.with_name(f"{name}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "INSTRUMENTED":
            return tuple(ast.literal_eval(node.value))
    raise ValueError(f"{name} does not say what is to be followed")


if __name__ == "__main__":
    main()
