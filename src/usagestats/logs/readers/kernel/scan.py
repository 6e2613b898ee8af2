"""Calls the kernel on pieces of lines, and makes arrays of its findings."""

from __future__ import annotations

import secrets
from ctypes import c_char_p, c_int32, c_uint8, c_uint64, pointer, string_at
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from usagestats.logs.readers.kernel.library import (
    TEXT_COLUMNS,
    FoundByKernel,
    TaskOfKernel,
    kernel,
)
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from usagestats.logs.readers.reader import RefusedLines

_ROW: Final = np.dtype(
    {
        "names": ["slot", "time", "last", "bytes", "requests", "codes", "status", "is_on_wall"],
        "formats": ["i8", "i8", "i8", "i8", "i8", ("i4", len(TEXT_COLUMNS)), "i2", "u1"],
        "offsets": [0, 8, 16, 24, 32, 40, 64, 66],
        "itemsize": 72,
    }
)
"""`Row` of `rows.h`."""

_REFUSED: Final = np.dtype([("number", "i8"), ("begin", "i8"), ("end", "i8")])
"""`Refused` of `scan.c`."""

_MINUTE = 60_000_000
KEY: Final = (secrets.randbits(64), secrets.randbits(64))
"""Of the hashes: drawn in each process, so that no log can make its texts collide."""


class Kept(IntEnum):
    """How much of a column of texts is kept: `Kept` of `scan.c`."""

    NOTHING = 0
    CODES = 1  # each distinct text once, and its number in each row
    WHOLE = 2  # the text of every line


@dataclass(frozen=True, slots=True)
class ScanTask:
    """The task of the kernel.

    Args:
        kept: How much of each column of texts is kept; nothing of a column that is not in it.
        is_apicast: Whether the lines have the form of APIcast, not of the NCSA family.
        slot: The width of a slot in microseconds; equal requests in one slot become one row.
            `None`: one row per line.
        keeps_status: Whether requests that differ only by status get rows of their own.
        parameters: The names of the query parameters that are kept; none: queries are kept whole.
    """

    kept: Mapping[str, Kept]
    is_apicast: bool = False
    slot: int | None = None
    keeps_status: bool = True
    parameters: tuple[str, ...] = ()

    def for_kernel(self) -> TaskOfKernel:
        """Return the task as a structure of the kernel."""
        names = [name.lower().encode("ascii") for name in self.parameters]
        return TaskOfKernel(
            self.is_apicast,
            self.slot is not None,
            self.keeps_status,
            (c_uint8 * 8)(*(self.kept.get(name, Kept.NOTHING) for name in TEXT_COLUMNS)),
            len(names),
            (c_char_p * len(names))(*names),
            (c_int32 * len(names))(*map(len, names)),
            self.slot or _MINUTE,
            # the log zone has one offset within a minute, not within an hour
            min(self.slot or _MINUTE, _MINUTE),
            EARLIEST.year + 1,
            LATEST.year - 2,
            (c_uint64 * 2)(*KEY),
        )


@dataclass(frozen=True, slots=True)
class Scanned:
    """The findings of the kernel.

    Args:
        rows: Records as `Row` of `rows.h`.
        texts: By column, the kept texts, each followed by a line feed.
        lines: The number of lines.
    """

    rows: NDArray[np.void]
    texts: Mapping[str, bytes]
    lines: int

    def codes(self, column: str) -> NDArray[np.int32]:
        """Return the codes of a column of texts, one per row; 0 stands for no text."""
        codes: NDArray[np.int32] = self.rows["codes"][:, TEXT_COLUMNS.index(column)]
        return np.ascontiguousarray(codes)


def scan(pieces: Iterable[bytes], task: ScanTask) -> tuple[Scanned, RefusedLines]:
    """Let the kernel scan pieces of lines, which are valid UTF-8.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """
    library = kernel()
    if library is None:
        raise RuntimeError("lines were meant for the kernel where there is none")
    question = task.for_kernel()  # the kernel points to it until the end of the scan
    begun = library.usagestats_begin(pointer(question))
    try:
        refused: RefusedLines = []
        found = begun and begun.contents
        for piece in pieces:
            if not library.usagestats_scan(begun, piece, len(piece)):
                raise MemoryError
            refused += refused_lines(found.refused, found.refused_count, piece)
        if not begun:
            raise MemoryError
        return _taken(found, task), refused
    finally:
        library.usagestats_free(begun)


def refused_lines(refused: int | None, count: int, piece: bytes) -> RefusedLines:
    """Return the lines of a piece that were refused, from their places in it."""
    held = bytes_at(refused, count * _REFUSED.itemsize)
    return [
        (number, piece[begin:end].decode())
        for number, begin, end in np.frombuffer(held, _REFUSED).tolist()
    ]


def _taken(found: FoundByKernel, task: ScanTask) -> Scanned:
    """Copy the findings before they are freed."""
    return Scanned(
        np.frombuffer(bytes_at(found.rows, found.row_count * _ROW.itemsize), _ROW),
        {
            name: bytes_at(texts.bytes, texts.size)
            for name, texts in zip(TEXT_COLUMNS, found.texts, strict=True)
            if task.kept.get(name)
        },
        found.line_count,
    )


def bytes_at(address: int | None, size: int) -> bytes:
    """Return a copy of bytes of the kernel."""
    return string_at(address, size) if address and size else b""
