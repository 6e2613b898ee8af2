"""A quick test of many lines: which formats might they have, of those that a careful path tries?

A format is ruled out by its patterns and by the texts that its lines hold, and only where the
careful path refuses the line, too.
"""

from __future__ import annotations

from ctypes import (
    POINTER,
    Array,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_uint64,
    create_string_buffer,
    pointer,
)
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.kernel.output_tables import ConstantForKernel, RunForKernel
from usagestats.logs.readers.kernel.pattern_parts import ALL_BYTES
from usagestats.logs.readers.kernel.pattern_steps import steps_of
from usagestats.logs.readers.kernel.pattern_task import PatternForKernel, pattern_for_kernel
from usagestats.logs.readers.kernel.record_fields import field_of

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import polars as pl

MOST_FORMATS: Final = 63
"""So many have a bit each."""


class Signs(NamedTuple):
    """The signs of a format: a line without them is refused with care, too.

    Args:
        patterns: The patterns of which each line matches one, as it is or with single blanks;
            empty: none are known.
        texts: Groups of texts: each line holds a text of each group, or JSON's escape of a letter.
        is_quick: Whether its lines are sorted out by `sort_lines`.
    """

    patterns: tuple[re.Pattern[str], ...]
    texts: tuple[tuple[str, ...], ...] = ()
    is_quick: bool = False


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
    test.argtypes = (POINTER(_Sieve), c_char_p, c_int64, POINTER(c_int64))
    if not test(pointer(_for_kernel(tuple(formats))), data, len(data), bits):
        raise MemoryError
    return field_of(bytes(bits), c_int64, 0, 8)


def sort_lines(data: bytes, count: int, formats: Sequence[Signs]) -> tuple[pl.Series, list[bytes]]:
    """Sort lines by the first format that they might have.

    Args:
        data: The lines, each followed by a line feed.
        count: The number of lines.
        formats: The signs of each format, at most `MOST_FORMATS`.

    Returns:
        Per line, the place of its format, the number of formats for a line of none, or of one
        whose lines are not sorted out; and by that place the lines, each followed by a line feed.

    Raises:
        MemoryError: There is not enough memory.
        RuntimeError: This installation has no kernel.
    """
    library = kernel()
    if library is None:
        raise RuntimeError("lines were meant for the kernel where there is none")
    places = (c_int32 * count)()
    ends = (c_int64 * (len(formats) + 1))()
    room = create_string_buffer(len(data))
    sort = library.usagestats_sort_lines
    pointers = (POINTER(c_int32), POINTER(c_int64), c_char_p)
    sort.argtypes = (POINTER(_Sieve), c_char_p, c_int64, *pointers)
    if not sort(pointer(_for_kernel(tuple(formats))), data, len(data), places, ends, room):
        raise MemoryError
    whole = memoryview(room)
    begins = (0, *ends)
    texts = [bytes(whole[begin:end]) for begin, end in zip(begins, ends, strict=False)]
    return field_of(bytes(places), c_int32, 0, 4), texts


class _SievedFormat(Structure):
    """`SievedFormat` of `sieve.h`."""

    _fields_ = (
        ("patterns", RunForKernel),
        ("groups", RunForKernel),
        ("is_quick", c_int32),
    )


class _Sieve(Structure):
    """`Sieve` of `sieve.h`."""

    _fields_ = (
        ("formats", POINTER(_SievedFormat)),
        ("patterns", POINTER(PatternForKernel)),
        ("groups", POINTER(RunForKernel)),
        ("texts", POINTER(ConstantForKernel)),
        ("numbers", POINTER(c_int32)),
        ("begins_with", POINTER(c_uint64)),
        ("format_count", c_int32),
        ("pattern_count", c_int32),
        ("text_count", c_int32),
    )


@dataclass(slots=True)
class _Tables:
    """The patterns and texts of all formats, each of them once."""

    patterns: dict[re.Pattern[str], int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    groups: list[RunForKernel] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def format(self, signs: Signs) -> _SievedFormat:
        """Add the signs of a format, and return their stretches."""
        patterns = signs.patterns if _are_usual(signs.patterns) else ()
        found = self._run([self.patterns.setdefault(one, len(self.patterns)) for one in patterns])
        first = len(self.groups)
        # a small group rules most lines out
        for group in sorted(signs.texts, key=len):
            run = self._run([self.texts.setdefault(one, len(self.texts)) for one in group])
            self.groups.append(run)
        groups = RunForKernel(first, len(self.groups) - first)
        return _SievedFormat(found, groups, signs.is_quick)

    def _run(self, numbers: list[int]) -> RunForKernel:
        first = len(self.numbers)
        self.numbers += numbers
        return RunForKernel(first, len(numbers))


@lru_cache(maxsize=8)
def _for_kernel(formats: tuple[Signs, ...]) -> _Sieve:
    tables = _Tables()
    sieved = [tables.format(signs) for signs in formats]
    patterns = [one for name in tables.patterns if (one := pattern_for_kernel(name, ()))]
    texts = [text.encode() for text in tables.texts]
    begins = [_first_bytes(signs.patterns) for signs in formats]
    return _Sieve(
        _array(_SievedFormat, sieved),
        _array(PatternForKernel, patterns),
        _array(RunForKernel, tables.groups),
        _array(ConstantForKernel, [ConstantForKernel(text, len(text)) for text in texts]),
        _array(c_int32, tables.numbers),
        _array(c_uint64, [_bits(byte, begins) for byte in range(256)]),
        len(sieved),
        len(patterns),
        len(texts),
    )


def _are_usual(patterns: tuple[re.Pattern[str], ...]) -> bool:
    return all(pattern_for_kernel(one, ()) for one in patterns)


def _first_bytes(patterns: tuple[re.Pattern[str], ...]) -> int:
    """Return the set of bytes with which a line of a format may begin."""
    found = 0 if patterns else ALL_BYTES
    for one in patterns:
        steps = steps_of(one, ())
        found |= steps.begins if steps else ALL_BYTES
    return found


def _bits(byte: int, begins: Sequence[int]) -> int:
    return sum((one >> byte & 1) << place for place, one in enumerate(begins))


def _array(kind: Any, values: Sequence[Any]) -> Array[Any]:  # noqa: ANN401  (of ctypes)
    made: Array[Any] = (kind * len(values))(*values)
    return made
