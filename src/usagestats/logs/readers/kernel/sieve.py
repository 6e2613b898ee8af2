"""A quick test of many lines: which formats might they have, by the patterns of the formats?

A pattern that the kernel does not match is not matched by the careful path either.
"""

from __future__ import annotations

from ctypes import POINTER, Structure, c_char_p, c_int32, c_int64, pointer
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.kernel.pattern_task import PatternForKernel, pattern_for_kernel
from usagestats.logs.readers.kernel.record_fields import field_of

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import polars as pl

MOST_FORMATS: Final = 63
"""So many have a bit each."""


class _SievedPattern(Structure):
    """`SievedPattern` of `sieve.h`."""

    _fields_ = (("pattern", POINTER(PatternForKernel)), ("bit", c_int64))


def _patterns(
    formats: Sequence[Sequence[re.Pattern[str]]],
) -> tuple[list[_SievedPattern], int]:
    """Return each pattern with the bits of its formats; and those of formats without patterns."""
    bits: dict[re.Pattern[str], int] = {}
    always = 0
    for place, patterns in enumerate(formats):
        if patterns and all(pattern_for_kernel(pattern, ()) for pattern in patterns):
            bits |= {pattern: bits.get(pattern, 0) | 1 << place for pattern in patterns}
        else:
            always |= 1 << place
    found = ((pattern_for_kernel(pattern, ()), its_bits) for pattern, its_bits in bits.items())
    return [_SievedPattern(pointer(one), its_bits) for one, its_bits in found if one], always


def sieve(lines: pl.Series, formats: Sequence[Sequence[re.Pattern[str]]]) -> pl.Series | None:
    """Return for each line the formats that it might have: the bits of their places.

    Args:
        lines: The lines, at least one; no line holds a line feed.
        formats: The patterns of each format; a line might have any format without patterns.

    Returns:
        `None` where there is no kernel.

    Raises:
        MemoryError: There is not enough memory.
    """
    library = kernel()
    if library is None or len(formats) > MOST_FORMATS:
        return None
    sieved, always = _patterns(formats)
    data = lines.str.join("\n").item().encode() + b"\n"
    bits = (c_int64 * len(lines))()
    test = library.usagestats_sieve
    test.argtypes = (POINTER(_SievedPattern), c_int32, c_char_p, c_int64, POINTER(c_int64))
    if not test((_SievedPattern * len(sieved))(*sieved), len(sieved), data, len(data), bits):
        raise MemoryError
    return field_of(bytes(bits), c_int64, 0, 8) | always
