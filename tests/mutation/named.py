"""A mutant from its name: what survived is tried again without making all changes of a folder."""

from __future__ import annotations

import ast
from itertools import groupby
from typing import TYPE_CHECKING

from tests.mutation.mutants import PACKAGE, Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator


def mutant_of(name: str) -> Mutant | None:
    """Make a mutant from its name; `None` where the program has changed since."""
    place, _, change = name.partition("\n")
    file, _, function = place.partition(":")
    source = (PACKAGE / file).read_text("utf-8")
    for node in _functions(ast.parse(source), function.split(".")):
        lines = source.splitlines()
        first = last = None
        at = node.lineno - 1
        for before, after in _hunks(change):
            end = (node.end_lineno or at) - len(before) + 1
            found = next((n for n in range(at, end) if lines[n : n + len(before)] == before), None)
            if found is None:
                break
            lines[found : found + len(before)] = after
            first, last = first or found + 1, found + len(before)
            at = found + len(after)
        else:
            if first and last:
                statement = _statement(node, first)
                text = "\n".join(lines) + "\n"
                return Mutant(file, function, node.lineno, (statement, last), change, text)
    return None


def _functions(
    parent: ast.AST, names: list[str]
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the functions of a qualified name; a property may have several."""
    for node in ast.iter_child_nodes(parent):
        if getattr(node, "name", None) == names[0]:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(names) == 1:
                yield node
            elif isinstance(node, ast.ClassDef):
                yield from _functions(node, names[1:])


def _hunks(change: str) -> Iterator[tuple[list[str], list[str]]]:
    """Give the lines before and after each place that differs."""
    before: list[str] = []
    for sign, lines in groupby(change.splitlines(), key=lambda line: line[:1]):
        texts = [line[1:] for line in lines]
        if sign == "+":
            yield before, texts
            before = []
        else:
            before = texts
    if before:
        yield before, []


def _statement(function: ast.AST, line: int) -> int:
    """Return the first line of the innermost statement that holds a line."""
    begins = (
        node.lineno
        for node in ast.walk(function)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    )
    return max(begins)
