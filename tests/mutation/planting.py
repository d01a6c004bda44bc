"""A mutant in the living process: the function that everybody holds already gets the code with the mistake.

So that no file is written, nothing is imported anew and decorators do not matter. What was remembered of the right code
is forgotten. It is meant for a process that ends soon: nothing is put back.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from sqlalchemy import Engine

from tests.mutation.mutants import Mutant

ASKED = "Asked"
"""The class of `tests.test_sentences` that asks each sentence once and remembers the answer."""


class NotPlantedError(Exception):
    """The mistake is no Python or changes nothing that runs, or the function is nowhere to be found."""


class Living:
    """What of this process a mutant touches; looked up once, for there are a million objects to look through."""

    def __init__(self, files: Iterable[str]) -> None:
        """`files` are the full paths of the mutated ones."""
        named, objects = frozenset(files), gc.get_objects()
        functions = [thing for thing in objects if isinstance(thing, FunctionType)]
        self._functions = [function for function in functions if function.__code__.co_filename in named]
        self._remembering = [thing for thing in objects if isinstance(thing, functools._lru_cache_wrapper)]
        self._asked: list[Any] = [thing for thing in objects if type(thing).__name__ == ASKED]
        self._engines = [thing for thing in objects if isinstance(thing, Engine)]

    def part_from_parent(self) -> None:
        """After a fork: open databases belong to the other process."""
        for engine in self._engines:
            engine.dispose(close=False)

    def forget(self) -> None:
        """Whatever was remembered of the right code."""
        self.forget_answers()
        for thing in self._remembering:
            thing.cache_clear()

    def forget_answers(self) -> None:
        """The answers to the sentences alone."""
        for asked in self._asked:
            asked._answers.clear()

    def plant(self, mutant: Mutant, path: str) -> None:
        """Give the function of a mutant its code. Raises NotPlantedError."""
        try:
            module = compile(mutant.code, path, "exec")
        except SyntaxError as problem:
            raise NotPlantedError("it is not Python any more") from problem
        codes = {code.co_firstlineno: code for code in _functions(module, mutant.function)}
        there = [function for function in self._functions if _is(function, path, mutant.function)]
        if not [function for function in there if _give(function, codes)]:
            raise NotPlantedError(f"{mutant.function} of {path}")


def _is(function: FunctionType, path: str, name: str) -> bool:
    return function.__code__.co_filename == path and function.__code__.co_qualname == name


def _give(function: FunctionType, codes: Mapping[int, CodeType]) -> bool:
    """Two functions may share a name, as the two halves of a property do; none share their first line."""
    code = codes.get(function.__code__.co_firstlineno)
    if code is None or code == function.__code__:
        return False
    function.__code__ = code
    return True


def _functions(code: CodeType, name: str) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_qualname == name:
                yield inner
            yield from _functions(inner, name)
