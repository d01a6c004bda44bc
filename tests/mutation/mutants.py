"""The mutants of a file: its functions with one small mistake each, as mutmut's operators make them.

The operators are mutmut's own. Its runner is not used: it leaves functions with a decorator alone, and half of the
algebra of periods is properties. Nothing is planted here; see `tests.mutation.planting`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

NEVER = frozenset({"len", "isinstance"})
"""Calls that mutmut leaves alone too: without their argument nothing is asked that a test could answer."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one function or method."""

    file: str
    """From the root of the repository."""
    function: str
    """Its qualified name."""
    lines: range
    """Those of the code that is replaced."""
    body: range
    """Those of the function."""
    wrapper: MetadataWrapper
    before: cst.CSTNode
    after: cst.CSTNode

    @property
    def code(self) -> str:
        """The whole file with the mistake in it."""
        mutated = self.wrapper.module.deep_replace(self.before, self.after)
        assert isinstance(mutated, cst.Module)
        return mutated.code

    def __str__(self) -> str:
        old, new = self.wrapper.module.code.splitlines(), self.code.splitlines()
        changed = [line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[0] in "+-"][2:]
        return "\n".join([f"{self.file}:{self.lines.start} in {self.function}", *(f"    {line}" for line in changed)])


def mutants(root: Path, file: str) -> list[Mutant]:
    """Every mutant of a file, from the top."""
    wrapper = MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8")))
    visitor = _Visitor(file, wrapper)
    wrapper.visit(visitor)
    return visitor.found


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: str, wrapper: MetadataWrapper) -> None:
        super().__init__()
        self.found: list[Mutant] = []
        self._file = file
        self._wrapper = wrapper
        self._names: list[str] = []
        self._body: range | None = None
        """Of the outermost function that is being read."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_left_alone(node):
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef) and self._body is None:
            self._names.append(node.name.value)
            if isinstance(node, cst.FunctionDef):
                self._body = self._lines(node)
        elif self._body is not None:
            self.found.extend(self._of(node, self._body))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef) and self._lines(original_node) == self._body:
            self._body = None
            self._names.pop()
        elif isinstance(original_node, cst.ClassDef) and self._body is None:
            self._names.pop()

    def _is_left_alone(self, node: cst.CSTNode) -> bool:
        """Types and decorators say nothing when a function runs; neither do its defaults, bound when it was made."""
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Parameters):
            return True
        return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in NEVER

    def _of(self, node: cst.CSTNode, body: range) -> Iterator[Mutant]:
        for kind, operator in mutation_operators:
            for after in operator(node) if isinstance(node, kind) else ():
                name = ".".join(self._names)
                yield Mutant(self._file, name, self._lines(node), body, self._wrapper, node, after)

    def _lines(self, node: cst.CSTNode) -> range:
        place = self.get_metadata(PositionProvider, node, None)
        return range(place.start.line, place.end.line + 1) if place is not None else self._body or range(0)
