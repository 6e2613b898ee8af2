"""Finds the values of JSON records: the task of the kernel for the family."""

from __future__ import annotations

from ctypes import POINTER, Structure, c_int32, c_uint8
from enum import IntEnum
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.names import Names, NodeForKernel, names_for_kernel
from usagestats.logs.readers.kernel.output_tables import Pool, RunForKernel
from usagestats.logs.readers.kernel.outputs import PARTS, Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence


class Use(IntEnum):
    """The use of a value: `Use` of `json_lines.h`."""

    NOTHING = 0
    TEXT = 1
    NUMBER = 2  # stays as it is written, for a time or a duration
    QUERY = 3  # an object stays as it is written
    LINE = 4  # a string; a line feed at its end is dropped
    ENDED_LINE = 5  # the same; the line feed must be there


@dataclass(frozen=True, slots=True)
class Node:
    """A name on a path, and the nodes below it; its value has the cell of the same number."""

    name: str
    use: Use
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class RequestParts:
    """Where the parts of the request are looked for, and the cells that get the results.

    Args:
        values: The candidates of the path as sent, of the request line, of the path after
            rewriting, and of the query.
        cells: The cells of `PARTS`; -1 where nobody asks.
    """

    values: tuple[tuple[Candidate, ...], ...]
    cells: tuple[int, ...]


class _RequestTask(Structure):
    """`RequestTask` of `json_request.h`."""

    _fields_ = (
        ("paths", RunForKernel),
        ("lines", RunForKernel),
        ("rewritten", RunForKernel),
        ("queries", RunForKernel),
        ("cells", c_int32 * len(PARTS)),
    )


class JsonTaskForKernel(Structure):
    """`JsonTask` of `json_lines.h`."""

    _fields_ = (
        ("nodes", POINTER(NodeForKernel)),
        ("uses", POINTER(c_uint8)),
        ("node_count", c_int32),
        ("refuses_again", c_int32),
        ("request", _RequestTask),
    )


@dataclass(frozen=True, slots=True)
class JsonFinder:
    """The values to look for.

    Args:
        nodes: The trie of the paths; the first node is the record.
        request: The parts of the request.
        refuses_again: Whether a record with two values at one place is refused; else the first
            counts.
    """

    nodes: Sequence[Node]
    request: RequestParts
    refuses_again: bool = False

    def for_kernel(self, pool: Pool) -> JsonTaskForKernel:
        """Return the task as a structure of the kernel; candidates are added to the pool."""
        names = [Names(node.name, node.first, node.count) for node in self.nodes]
        runs = [pool.run_of(candidates) for candidates in self.request.values]
        return JsonTaskForKernel(
            names_for_kernel(names),
            (c_uint8 * len(names))(*(node.use for node in self.nodes)),
            len(names),
            self.refuses_again,
            _RequestTask(*runs, (c_int32 * len(PARTS))(*self.request.cells)),
        )
