"""The mutants of a folder: each is one change of one function, made by an operator of mutmut."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Final

import libcst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.file_mutation import Mutation, create_mutations

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from libcst.metadata import CodeRange

PACKAGE: Final = PROJECT / "src" / "usagestats"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Args:
        file: The file that is changed, from `PACKAGE`.
        function: The changed function, as `Class.method` or `function`.
        first_line: Where that function begins.
        lines: The first and last line of the changed statement.
        change: The changed lines, as `- before` and `+ after`.
        source: The text of the whole changed file.
    """

    file: str
    function: str
    first_line: int
    lines: tuple[int, int]
    change: str
    source: str

    @property
    def module(self) -> str:
        """The dotted name of its module."""
        return ".".join(("usagestats", *self.file.removesuffix(".py").split("/")))

    @property
    def name(self) -> str:
        """Its name in lists: the place and the change."""
        return f"{self.file}:{self.function}\n{self.change}"

    def code(self) -> CodeType:
        """Return the code of the changed function."""
        return _function_code(self.source, self)

    def is_seen_by_python(self) -> bool:
        """Return whether the code of the function differs at all; a default of a parameter is elsewhere."""
        return self.code() != _function_code((PACKAGE / self.file).read_text("utf-8"), self)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is not made yet: to make one costs a tenth of a second.

    Args:
        file: The file that is changed.
        module: Its content.
        mutation: The node, and what comes in its place.
        parents: The parent of each node of the module.
        places: The position of each node.
    """

    file: Path
    module: libcst.Module
    mutation: Mutation
    parents: Mapping[libcst.CSTNode, libcst.CSTNode]
    places: Mapping[libcst.CSTNode, CodeRange]

    @property
    def function(self) -> libcst.FunctionDef:
        """The changed function."""
        function = self.mutation.contained_by_top_level_function
        assert isinstance(function, libcst.FunctionDef)
        return function

    @property
    def place(self) -> str:
        """The file and the function, as in the name of its mutant."""
        name, node = self.function.name.value, self.parents[self.function]
        while not isinstance(node, libcst.Module | libcst.ClassDef):
            node = self.parents[node]
        name = f"{node.name.value}.{name}" if isinstance(node, libcst.ClassDef) else name
        return f"{self.file.relative_to(PACKAGE)}:{name}"

    def made(self) -> Mutant:
        """Make the change."""
        node = self.mutation.original_node
        changed = self.module.deep_replace(node, self.mutation.mutated_node)
        assert isinstance(changed, libcst.Module)
        file, _, function = self.place.partition(":")
        lines = self.places.get(node) or self.places[self.parents[node]]
        return Mutant(
            file,
            function,
            self.places[self.function].start.line,
            (self._statement_begin(), lines.end.line),
            _difference(self.module.code, changed.code),
            changed.code,
        )

    def _statement_begin(self) -> int:
        """Return the first line of the statement: the simple one, or the one with the node in its header."""
        node = self.mutation.original_node
        while not isinstance(node, libcst.SimpleStatementLine | libcst.BaseCompoundStatement):
            node = self.parents[node]
        return self.places[node].start.line


def changes_of(folder: str) -> list[Change]:
    """Return all changes of a folder, or of a single module such as `rollup`, in the order of their text."""
    whole = PACKAGE / folder
    files = sorted(whole.glob("*.py")) if whole.is_dir() else [whole.with_suffix(".py")]
    return [change for file in files for change in _changes_of_file(file)]


def _changes_of_file(file: Path) -> Iterator[Change]:
    module, mutations, _, _ = create_mutations(str(file), file.read_text("utf-8"))
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    places = wrapper.resolve(PositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    for mutation in mutations:
        if isinstance(mutation.contained_by_top_level_function, libcst.FunctionDef):
            yield Change(file, module, mutation, parents, places)


def _difference(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _function_code(source: str, mutant: Mutant) -> CodeType:
    code = compile(source, str(PACKAGE / mutant.file), "exec", dont_inherit=True)
    for name in mutant.function.split("."):
        named = [one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name]
        # one of several has the line, or the line of its decorator
        code = min(named, key=lambda one: abs(one.co_firstlineno - mutant.first_line))
    return code
