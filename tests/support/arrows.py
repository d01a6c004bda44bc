"""Which module may import which, as a table, and the reader that holds a module's imports against it.

It reads source text with `ast` and imports nothing, so that a broken module is still checked. A new module under `bot/`
needs a line in `LAYERS`; everything else follows from its layer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

LAYERS = {
    "bot.question": "words",
    "bot.answer": "words",
    "bot.cells": "words",
    "bot.compact": "words",
    "bot.compact_codes": "words",
    "bot.compact_values": "words",
    "bot.document": "words",
    "bot.finding": "words",
    "bot.guided": "words",
    "bot.memory": "words",
    "bot.charts": "charts",
    "bot.picturing": "pictures",
    "bot.understand": "understand",
    "bot.completing": "understand",
    "bot.respond": "respond",
    "bot.conversations": "service",
    "bot.following": "service",
    "bot.offering": "service",
    "bot.service": "service",
    "bot.state": "state",
    "bot.platforms": "platforms",
    "bot.ops": "ops",
    "bot.app": "app",
    "bot.checkup": "app",
    "bot.freshness": "app",
    "bot.serving": "app",
    "bot.updating": "app",
    "bot.cli": "cli",
    "bot.console": "cli",
    "bot.facts_commands": "cli",
    "bot.facts_own_commands": "cli",
    "bot.facts_printing": "cli",
    "bot.facts_update_commands": "cli",
    "bot.ops_commands": "cli",
    "bot.inbox_commands": "cli",
    "bot.data_commands": "cli",
    "bot.opened_state": "cli",
    "bot.platform_commands": "cli",
    "bot.__main__": "cli",
    "facts": "facts",
}
"""Each module with all that lies below it."""

MAY_IMPORT = {
    "facts": {"facts"},
    "words": {"words", "facts"},
    "charts": {"charts"},
    "pictures": {"pictures", "charts", "words"},
    "understand": {"understand", "words", "facts"},
    "respond": {"respond", "words", "facts"},
    "state": {"state", "words", "facts"},
    "service": {"service", "state", "understand", "respond", "words", "facts"},
    "platforms": {"platforms", "service", "state", "words", "pictures", "charts"},
    "ops": {"ops", "service", "state", "words"},
    "app": {"app", "ops", "platforms", "service", "state", "understand", "respond", "words", "facts"},
    "cli": {"cli", "app", "ops", "platforms", "service", "state", "understand", "respond", "words", "facts"},
}
KEPT_TO = {
    "discord": "bot.platforms.discord_gateway",
    "slack_sdk": "bot.platforms.slack_app",
    "slack_bolt": "bot.platforms.slack_app",
}
"""A library, and the one package that may import it."""

PURE = ("words", "understand", "respond", "charts", "pictures")
IMPURE = frozenset({"aiohttp", "asyncio", "logging", "os", "random", "secrets", "socket", "subprocess", "time"})
"""Clock, environment, chance, network, log: what no answer may depend on."""
CLOCK = frozenset({"now", "today", "utcnow", "fromtimestamp"})


def wrong_arrows(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module imports or asks though its layer may not, one line each."""
    tree = ast.parse(source)
    layer = _layer(module)
    if layer is None:
        return [] if module == "bot" and not tree.body else [f"{module} has no layer: give it a line in LAYERS"]
    targets = dict.fromkeys(_imported(tree, module, is_package))
    found = [problem for target in targets if (problem := _wrong(module, layer, target)) is not None]
    if layer in PURE:
        found += [f"{module} ({layer}) asks the clock: {asked}" for asked in _clock_readings(tree)]
    return found


def _wrong(module: str, layer: str, target: str) -> str | None:
    library = target.split(".")[0]
    if library in ("bot", "facts"):
        reached = _layer(target)
        if reached is None:
            return f"{module} imports {target}, which has no layer: give it a line in LAYERS"
        if reached not in MAY_IMPORT[layer]:
            return f"{module} ({layer}) imports {target} ({reached})"
        owners = set(KEPT_TO.values())
        if layer == "platforms" and any(_within(target, owner) and not _within(module, owner) for owner in owners):
            return f"{module} imports {target}, another platform"
        return None
    if library in KEPT_TO and not _within(module, KEPT_TO[library]):
        return f"{module} imports {library}, which only {KEPT_TO[library]} may"
    if layer in PURE and library in IMPURE:
        return f"{module} ({layer}) imports {library} and must stay pure"
    return None


def _layer(module: str) -> str | None:
    return next((layer for name, layer in LAYERS.items() if _within(module, name)), None)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _imported(tree: ast.Module, module: str, is_package: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, module, is_package)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _origin(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    above = module.split(".")
    above = above[: len(above) - node.level + (1 if is_package else 0)]
    return ".".join([*above, *([node.module] if node.module else [])])


def _clock_readings(tree: ast.Module) -> Iterator[str]:
    """Calls such as `date.today()` and `datetime.datetime.now()`, whatever the class was imported as."""
    clocks = {"datetime", "date"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            clocks |= {alias.asname or alias.name for alias in node.names if alias.name in ("date", "datetime")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK:
            owner = ast.unparse(node.value)
            if owner.split(".")[-1] in clocks:
                yield f"{owner}.{node.attr}"
