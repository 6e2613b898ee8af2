"""Calls the kernel on pieces of JSON records, and makes arrays of its findings."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_uint8,
    c_uint64,
    c_void_p,
    pointer,
)
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from usagestats.logs.readers.kernel.library import TextsFound, kernel
from usagestats.logs.readers.kernel.outputs import (
    TALLY,
    Candidate,
    Outputs,
    OutputsForKernel,
    Pool,
    RunForKernel,
    outputs_for_kernel,
)
from usagestats.logs.readers.kernel.scan import bytes_at, refused_lines
from usagestats.logs.readers.kernel.tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from usagestats.logs.readers.reader import RefusedLines

LINE_CELL: Final = 0
"""The cell of the line itself."""

PARTS: Final = ("http_method", "host", "path", "query")
"""The columns that are made of several values, in the order of `RequestTask`."""

_LAST_LENGTH: Final = 63


class Use(IntEnum):
    """What is done with a value: `Use` of `json_scan.h`."""

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


@dataclass(frozen=True, slots=True)
class JsonTask:
    """The task of the kernel: the values to look for, and what is wanted of them.

    Args:
        nodes: The trie of the paths; the first node is the record.
        cells: The number of all cells: those of the nodes, and those that are made from them.
        request: The parts of the request.
        outputs: What is wanted.
    """

    nodes: Sequence[Node]
    cells: int
    request: RequestParts
    outputs: Outputs


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


class _JsonTask(Structure):
    """`JsonTask` of `json_scan.h`."""

    _fields_ = (
        ("nodes", POINTER(_Node)),
        ("uses", POINTER(c_uint8)),
        ("node_count", c_int32),
        ("cell_count", c_int32),
        ("request", _RequestTask),
        ("outputs", OutputsForKernel),
    )


class _Found(Structure):
    """`JsonFound` of `json_scan.h`."""

    _fields_ = (
        ("tallies", c_void_p),
        ("codes", c_void_p),
        ("tally_count", c_int64),
        ("refused", c_void_p),
        ("refused_count", c_int64),
        ("line_count", c_int64),
        ("texts", POINTER(TextsFound)),
    )


def scan_json(pieces: Iterable[bytes], task: JsonTask) -> Tallies:
    """Let the kernel scan pieces of lines, which are valid UTF-8.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """
    library = kernel()
    if library is None:
        raise RuntimeError("lines were meant for the kernel where there is none")
    begin, scan, free = (
        library.usagestats_begin_json,
        library.usagestats_scan_json,
        library.usagestats_free_json,
    )
    begin.restype = POINTER(_Found)
    scan.argtypes = (POINTER(_Found), c_char_p, c_int64)
    free.argtypes = (POINTER(_Found),)
    question = _for_kernel(task)  # the kernel points to it until the end of the scan
    begun = begin(pointer(question))
    try:
        refused: RefusedLines = []
        if not begun:
            raise MemoryError
        for piece in pieces:
            if not scan(begun, piece, len(piece)):
                raise MemoryError
            refused += refused_lines(begun.contents.refused, begun.contents.refused_count, piece)
        return _taken(begun.contents, task, refused)
    finally:
        free(begun)


def _for_kernel(task: JsonTask) -> _JsonTask:
    names = [node.name.encode("utf-8", "surrogatepass") for node in task.nodes]
    nodes = [
        _Node(
            name,
            _lengths(names[node.first : node.first + node.count]),
            len(name),
            node.first,
            node.count,
        )
        for name, node in zip(names, task.nodes, strict=True)
    ]
    pool, parts = Pool(), task.request
    runs = [pool.run_of(candidates) for candidates in parts.values]
    return _JsonTask(
        (_Node * len(nodes))(*nodes),
        (c_uint8 * len(nodes))(*(node.use for node in task.nodes)),
        len(nodes),
        task.cells,
        _RequestTask(*runs, (c_int32 * len(PARTS))(*parts.cells)),
        outputs_for_kernel(task.outputs, pool),
    )


def _lengths(names: Iterable[bytes]) -> int:
    """Return one bit for each length of a name; all long ones have the last bit."""
    lengths = 0
    for name in names:
        lengths |= 1 << min(len(name), _LAST_LENGTH)
    return lengths


def _taken(found: _Found, task: JsonTask, refused: RefusedLines) -> Tallies:
    """Copy the findings before they are freed."""
    names = list(task.outputs.texts)
    count = found.tally_count
    codes = np.frombuffer(bytes_at(found.codes, count * len(names) * 4), np.int32)
    return Tallies(
        np.frombuffer(bytes_at(found.tallies, count * TALLY.itemsize), TALLY),
        codes.reshape(count, len(names)),
        {
            name: bytes_at(found.texts[at].bytes, found.texts[at].size)
            for at, name in enumerate(names)
        },
        found.line_count,
        refused,
    )
