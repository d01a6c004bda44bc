"""No file and no function grows past what a newcomer can take in: the ceilings of STYLE, held in lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES_OF_A_FILE = {"bot": 400, "facts": 400, "tests": 500}
MOST_LINES_OF_A_FUNCTION = 60
FORBIDDEN_NAMES = {"utils", "helpers", "common", "constants", "manager"}


def _files(part: str) -> list[Path]:
    return sorted((ROOT / part).rglob("*.py"))


def _functions(source: str) -> Iterator[tuple[str, int]]:
    """Each function by name, with its lines from `def` to the end."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def _long_functions(source: str) -> list[str]:
    return [f"{name} has {lines} lines" for name, lines in _functions(source) if lines > MOST_LINES_OF_A_FUNCTION]


@pytest.mark.parametrize("part", MOST_LINES_OF_A_FILE)
def test_no_file_is_longer_than_its_ceiling(part: str) -> None:
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in _files(part)}

    assert {name: many for name, many in lines.items() if many > MOST_LINES_OF_A_FILE[part]} == {}


@pytest.mark.parametrize("part", MOST_LINES_OF_A_FILE)
def test_no_function_is_longer_than_its_ceiling(part: str) -> None:
    found = {path.relative_to(ROOT).as_posix(): _long_functions(path.read_text("utf-8")) for path in _files(part)}

    assert {name: long for name, long in found.items() if long} == {}


@pytest.mark.parametrize("part", MOST_LINES_OF_A_FILE)
def test_no_module_is_a_drawer(part: str) -> None:
    assert [path for path in _files(part) if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("part", MOST_LINES_OF_A_FILE)
def test_every_module_says_what_it_owns(part: str) -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in _files(part)
        if path.read_bytes().strip() and ast.get_docstring(ast.parse(path.read_bytes())) is None
    ]

    assert silent == []


def test_a_method_of_61_lines_is_found() -> None:
    body = "\n".join(["        pass"] * 60)

    assert _long_functions(f"class A:\n    def long(self):\n{body}\n") == ["long has 61 lines"]
    assert _long_functions(f"class A:\n    def long(self):\n{body[:-13]}\n") == []
