"""Calls the kernel on pieces of lines of any family, and makes arrays of its findings."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_int32,
    c_int64,
    c_void_p,
    pointer,
    sizeof,
    string_at,
)
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.kernel.json_finder import JsonFinder, JsonTaskForKernel
from usagestats.logs.readers.kernel.library import TextsFound, kernel
from usagestats.logs.readers.kernel.output_tables import (
    OutputsForKernel,
    Pool,
    outputs_for_kernel,
    paths_for_kernel,
)
from usagestats.logs.readers.kernel.quoted_finder import QuotedFinder, QuotedTaskForKernel
from usagestats.logs.readers.kernel.record_fields import field_of
from usagestats.logs.readers.kernel.tallies import Tallies, tally_size
from usagestats.logs.readers.kernel.text_finder import TextFinder, TextTaskForKernel
from usagestats.logs.readers.refused_lines import KeptLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from ctypes import Array

    from usagestats.logs.readers.kernel.outputs import Outputs
    from usagestats.logs.readers.refused_lines import RefusedLines
    from usagestats.tables.path_states import AlikePaths

_FEW_LINES: Final = 100
"""So many refused lines are no column of polars."""
_FEW_PATHS: Final = 10
"""So few paths are not worth new states: each of them is a text of its own."""


class _Refused(Structure):
    """`Refused` of `found.h`."""

    _fields_ = (("number", c_int64), ("offset", c_int64), ("is_wrapped", c_int64))


@dataclass(frozen=True, slots=True)
class LineTask:
    """The task of the kernel.

    Args:
        finder: How it finds the cells of a line.
        cells: The number of all cells.
        outputs: The findings that are needed of them.
        layers: The tasks of the layers around each line, the outermost first; the only column of
            texts of each is the line inside.
    """

    finder: JsonFinder | TextFinder | QuotedFinder
    cells: int
    outputs: Outputs
    layers: tuple[LineTask, ...] = ()

    def within(self, layers: tuple[LineTask, ...]) -> LineTask:
        """Return the same task for lines with layers around them."""
        return replace(self, layers=layers) if layers else self

    def for_kernel(self) -> LineTaskForKernel:
        """Return the structure of the kernel, which is made once for many scans."""
        if self.layers or self.outputs.paths is not None:  # a scan may change what it has of paths
            return _for_kernel(self)
        known = _MADE.get(id(self))
        if known is None:
            if len(_MADE) >= _MOST_MADE:
                _MADE.clear()
            known = _MADE[id(self)] = (self, _for_kernel(self))
        return known[1]


class LineTaskForKernel(Structure):
    """`LineTask` of `cell_finder.h`."""


LineTaskForKernel._fields_ = (
    ("json", POINTER(JsonTaskForKernel)),
    ("text", POINTER(TextTaskForKernel)),
    ("quoted", POINTER(QuotedTaskForKernel)),
    ("cell_count", c_int32),
    ("outputs", OutputsForKernel),
    ("layers", POINTER(LineTaskForKernel)),
    ("layer_count", c_int32),
)


class _Found(Structure):
    """`LinesFound` of `lines_scan.h`."""

    _fields_ = (
        ("tallies", c_void_p),
        ("tally_count", c_int64),
        ("refused", c_void_p),
        ("refused_texts", TextsFound),
        ("line_count", c_int64),
        ("texts", POINTER(TextsFound)),
        ("samples", TextsFound),
        ("unknown_paths", TextsFound),
    )


_MADE: Final[dict[int, tuple[LineTask, LineTaskForKernel]]] = {}
"""Tasks, which keep their ids so, and their structures.

To make a structure takes longer than to read a small file.
"""

_MOST_MADE: Final = 64


def scan_lines(pieces: Iterable[bytes], task: LineTask, *, are_apart: bool = False) -> Tallies:
    """Let the kernel scan pieces of lines, which are valid UTF-8.

    Args:
        pieces: The pieces.
        task: The task.
        are_apart: Whether requests of several pieces are never in one group.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """
    left, ends = _Left([], []), list[int]()
    scan = _Scan(task)
    for number, piece in enumerate(pieces):
        if are_apart:
            scan.library.usagestats_begin_piece(scan.begun, number)
        scan.read(piece)
        left.add(scan.found)
        ends.append(int(scan.found.line_count))
        _learn_paths(scan.found.unknown_paths, task.outputs.paths, scan.question.outputs)
    return _taken(scan, task, left, ends)


def refused_lines(data: bytes, task: LineTask) -> list[RefusedLine]:
    """Return the lines that the kernel refuses."""
    scan = _Scan(task)
    scan.read(data)
    return list(_refused(scan.found))


class _Scan:
    """A scan, whose findings live as long as it does.

    Args:
        task: The task.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """

    def __init__(self, task: LineTask) -> None:
        self.begun: Any = None
        library = kernel()
        if library is None:
            raise RuntimeError("lines were meant for the kernel where there is none")
        library.usagestats_begin_lines.restype = POINTER(_Found)
        library.usagestats_scan_lines.argtypes = (POINTER(_Found), c_char_p, c_int64)
        library.usagestats_free_lines.argtypes = (POINTER(_Found),)
        library.usagestats_begin_piece.argtypes = (POINTER(_Found), c_int64)
        library.usagestats_begin_piece.restype = None
        self.library = library
        self.question = task.for_kernel()  # the kernel points to it until the end of the scan
        self.begun = library.usagestats_begin_lines(pointer(self.question))
        if not self.begun:
            raise MemoryError

    def __del__(self) -> None:
        if self.begun:
            self.library.usagestats_free_lines(self.begun)

    @property
    def found(self) -> _Found:
        """The findings, valid until the next piece is read."""
        found: _Found = self.begun.contents
        return found

    def read(self, piece: bytes) -> None:
        """Scan a piece of lines."""
        if not self.library.usagestats_scan_lines(self.begun, piece, len(piece)):
            raise MemoryError


def _for_kernel(task: LineTask) -> LineTaskForKernel:
    pool, finder = Pool(), task.finder
    json = text = quoted = None
    if isinstance(finder, JsonFinder):
        json = pointer(finder.for_kernel(pool))
    elif isinstance(finder, TextFinder):
        text = pointer(finder.for_kernel(pool))
    else:
        quoted = pointer(finder.for_kernel())
    return LineTaskForKernel(
        json,
        text,
        quoted,
        task.cells,
        outputs_for_kernel(task.outputs, pool),
        (LineTaskForKernel * len(task.layers))(*map(_for_kernel, task.layers)),
        len(task.layers),
    )


def _learn_paths(unknown: TextsFound, paths: AlikePaths | None, outputs: OutputsForKernel) -> None:
    """Make known what led beyond the known states in many paths of a piece, for the next one."""
    if paths is not None and unknown.count > _FEW_PATHS:
        paths.learn(_bytes_at(unknown.bytes, unknown.size).decode().split("\n")[:-1])
        outputs.paths = paths_for_kernel(paths)


class RefusedLine(NamedTuple):
    """A line that the kernel leaves.

    Args:
        number: Its number, from 0.
        offset: Where it begins in its piece, with its layers.
        is_wrapped: Whether its layers could not be taken off.
        text: The line without its layers, or with them.
    """

    number: int
    offset: int
    is_wrapped: bool
    text: str


def _refused(found: _Found) -> Iterator[RefusedLine]:
    """Give the refused lines of the last piece."""
    texts = found.refused_texts
    if texts.count:
        places = (_Refused * texts.count).from_address(found.refused)
        lines = _bytes_at(texts.bytes, texts.size).decode().split("\n")
        for place, line in zip(places, lines, strict=False):
            yield RefusedLine(place.number, place.offset, bool(place.is_wrapped), line)


class _Left(NamedTuple):
    """The lines that are left to the careful path: records as `Refused`, and texts, by piece."""

    places: list[bytes]
    texts: list[bytes]

    def add(self, found: _Found) -> None:
        """Add the lines of the last piece."""
        texts = found.refused_texts
        if texts.count:
            self.places.append(_bytes_at(found.refused, texts.count * sizeof(_Refused)))
            self.texts.append(_bytes_at(texts.bytes, texts.size))

    def lines(self) -> tuple[RefusedLines, RefusedLines]:
        """Return the lines, and those whose layers are left, too."""
        places = b"".join(self.places)
        count = len(places) // sizeof(_Refused)
        if count <= _FEW_LINES:  # for a column of polars it is not worth it
            records = (_Refused * count).from_buffer_copy(places)
            lines = zip([one.number for one in records], self._texts(), strict=True)
            return _apart(lines, [bool(one.is_wrapped) for one in records])
        numbers, are_wrapped = (
            field_of(places, c_int64, one.offset, sizeof(_Refused))
            for one in (_Refused.number, _Refused.is_wrapped)
        )
        kept = KeptLines(numbers, tuple(self.texts))
        are_wrapped = are_wrapped != 0
        return _apart(kept, are_wrapped) if are_wrapped.any() else (kept, [])

    def _texts(self) -> list[str]:
        return b"".join(self.texts).decode().split("\n")[:-1]


def _apart(
    lines: Iterable[tuple[int, str]], are_wrapped: Iterable[bool]
) -> tuple[RefusedLines, RefusedLines]:
    """Return the lines without their layers, and those with them."""
    both: tuple[list[tuple[int, str]], ...] = ([], [])
    for line, is_wrapped in zip(lines, are_wrapped, strict=True):
        both[is_wrapped].append(line)
    return both[0], both[1]


def _taken(scan: _Scan, task: LineTask, left: _Left, ends: list[int]) -> Tallies:
    """Return the findings; rows stay in the memory of the scan."""
    found = scan.found
    names = list(task.outputs.texts)
    refused, wrapped = left.lines()
    return Tallies(
        _rows_of(scan, tally_size(len(names))),
        {
            name: _bytes_at(found.texts[at].bytes, found.texts[at].size)
            for at, name in enumerate(names)
        },
        found.line_count,
        refused,
        _bytes_at(found.samples.bytes, found.samples.size),
        wrapped,
        ends,
    )


def _rows_of(scan: _Scan, size: int) -> Array[c_char]:
    """Return the tallies without a copy: in many of them, to copy takes as long as to count."""
    found = scan.found
    if not found.tally_count:
        return (c_char * 0)()
    rows: Array[c_char] = (c_char * (found.tally_count * size)).from_address(found.tallies)
    rows.scan = scan  # type: ignore[attr-defined]  # it lives as long as they do
    return rows


def _bytes_at(address: int | None, size: int) -> bytes:
    return string_at(address, size) if address and size else b""
