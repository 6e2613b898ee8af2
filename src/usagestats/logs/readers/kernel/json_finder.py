"""Finds the values of JSON records: the task of the kernel for the family."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_uint8,
    c_uint64,
)
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.outputs import PARTS, Candidate, Pool, RunForKernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LAST_LENGTH: Final = 63


class Use(IntEnum):
    """What is done with a value: `Use` of `json_lines.h`."""

    NOTHING = 0
    TEXT = 1
    NUMBER = 2  # stays as it is written, for a time or a duration
    QUERY = 3  # an object stays as it is written


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


class _Node(Structure):
    """`Node` of `json.h`."""

    _fields_ = (
        ("name", c_char_p),
        ("lengths", c_uint64),
        ("length", c_int32),
        ("first", c_int32),
        ("count", c_int32),
    )


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
        ("nodes", POINTER(_Node)),
        ("uses", POINTER(c_uint8)),
        ("node_count", c_int32),
        ("request", _RequestTask),
    )


@dataclass(frozen=True, slots=True)
class JsonFinder:
    """The values to look for.

    Args:
        nodes: The trie of the paths; the first node is the record.
        request: The parts of the request.
    """

    nodes: Sequence[Node]
    request: RequestParts

    def for_kernel(self, pool: Pool) -> JsonTaskForKernel:
        """Return the task as a structure of the kernel; candidates are added to the pool."""
        names = [node.name.encode("utf-8", "surrogatepass") for node in self.nodes]
        nodes = [
            _Node(
                name,
                _lengths(names[node.first : node.first + node.count]),
                len(name),
                node.first,
                node.count,
            )
            for name, node in zip(names, self.nodes, strict=True)
        ]
        runs = [pool.run_of(candidates) for candidates in self.request.values]
        return JsonTaskForKernel(
            (_Node * len(nodes))(*nodes),
            (c_uint8 * len(nodes))(*(node.use for node in self.nodes)),
            len(nodes),
            _RequestTask(*runs, (c_int32 * len(PARTS))(*self.request.cells)),
        )


def _lengths(names: Iterable[bytes]) -> int:
    """Return one bit for each length of a name; all long ones have the last bit."""
    lengths = 0
    for name in names:
        lengths |= 1 << min(len(name), _LAST_LENGTH)
    return lengths
