"""A quick test of many lines: which formats might they have, of those that a careful path tries?

A format is ruled out by its patterns and by the texts that its lines hold, and only where the
careful path refuses the line, too.
"""

from __future__ import annotations

from contextlib import contextmanager
from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int64,
    c_void_p,
    pointer,
    sizeof,
    string_at,
)
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.kernel.record_fields import field_of
from usagestats.logs.readers.kernel.sieve_tables import SieveForKernel, sieve_for_kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ctypes import CDLL

    import polars as pl

    from usagestats.logs.readers.kernel.sieve_tables import Signs

MOST_FORMATS: Final = 63
"""So many have a bit each."""

_NUMBER: Final = sizeof(c_int64)


def sieve(lines: pl.Series, formats: Sequence[Signs]) -> pl.Series | None:
    """Return for each line the formats that it might have: the bits of their places.

    Args:
        lines: The lines, at least one; no line holds a line feed.
        formats: The signs of each format.

    Returns:
        `None` where there is no kernel.

    Raises:
        MemoryError: There is not enough memory.
    """
    library = kernel()
    if library is None or len(formats) > MOST_FORMATS:
        return None
    data = lines.str.join("\n").item().encode() + b"\n"
    bits = (c_int64 * len(lines))()
    test = library.usagestats_sieve
    test.argtypes = (POINTER(SieveForKernel), c_char_p, c_int64, POINTER(c_int64))
    if not test(pointer(sieve_for_kernel(tuple(formats))), data, len(data), bits):
        raise MemoryError
    return field_of(bytes(bits), c_int64, 0, _NUMBER)


class SortedLines(NamedTuple):
    """The lines of a piece that were put to one place.

    Args:
        place: The place: that of the first format which they might have; the number of formats for
            one whose lines are not sorted out; one more for lines that surely have none.
        lines: The lines, in order, each followed by a line feed.
        numbers: Their numbers, 64 bits each.
    """

    place: int
    lines: bytes
    numbers: bytes


class Sorter(NamedTuple):
    """Sorts lines by the first format that they might have, piece by piece."""

    library: CDLL
    begun: _Sorting
    places: int

    def sorted(self, data: bytes, first: int) -> Iterator[SortedLines]:
        """Give the lines of a piece by their places, but no empty ones.

        Args:
            data: The lines, each followed by a line feed.
            first: The number of the first line.

        Raises:
            MemoryError: There is not enough memory.
        """
        if not self.library.usagestats_sort_lines(self.begun, data, len(data), first):
            raise MemoryError
        found = self.begun.contents
        begin = first_number = 0
        for place, last_number in enumerate(found.counts[: self.places]):
            if last_number > first_number:
                end, count = found.ends[place], last_number - first_number
                is_all = end - begin == len(data)
                yield SortedLines(
                    place,
                    data if is_all else string_at(found.lines + begin, end - begin),
                    string_at(found.numbers + first_number * _NUMBER, count * _NUMBER),
                )
                begin, first_number = end, last_number


@contextmanager
def sorting(formats: Sequence[Signs]) -> Iterator[Sorter]:
    """Begin to sort lines.

    Args:
        formats: The signs of each format, at most `MOST_FORMATS`.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """
    library = kernel()
    if library is None:
        raise RuntimeError("lines were meant for the kernel where there is none")
    library.usagestats_begin_sorting.restype = POINTER(_SortingForKernel)
    library.usagestats_sort_lines.argtypes = (
        POINTER(_SortingForKernel), c_char_p, c_int64, c_int64
    )  # fmt: skip
    library.usagestats_end_sorting.argtypes = (POINTER(_SortingForKernel),)
    table = sieve_for_kernel(tuple(formats))  # the kernel points to it until the end
    begun = library.usagestats_begin_sorting(pointer(table))
    if not begun:
        raise MemoryError
    try:
        yield Sorter(library, begun, len(formats) + 2)
    finally:
        library.usagestats_end_sorting(begun)


class _SortingForKernel(Structure):
    """What `Sorting` of `sieve.h` shows."""

    _fields_ = (
        ("lines", c_void_p),
        ("numbers", c_void_p),
        ("ends", POINTER(c_int64)),
        ("counts", POINTER(c_int64)),
    )


if TYPE_CHECKING:
    from ctypes import _Pointer

    _Sorting = _Pointer[_SortingForKernel]
