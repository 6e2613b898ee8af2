"""The steps of patterns as structures of the kernel."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_int32,
    c_uint8,
)
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.kernel.pattern_steps import ACTIONS, MOST_STOPS, steps_of

if TYPE_CHECKING:
    import re

    from usagestats.logs.readers.kernel.pattern_steps import Step


class _Step(Structure):
    """`Step` of `pattern.h`."""

    _fields_ = (
        ("action", c_int32),
        ("a", c_int32),
        ("b", c_int32),
        ("set", c_int32),
        ("follow", c_int32),
        ("may_end", c_uint8),
        ("stop_count", c_uint8),
        ("stops", c_uint8 * MOST_STOPS),
        ("unused", c_uint8 * 3),
    )


_ByteSet: Final = c_uint8 * 256


class PatternForKernel(Structure):
    """`Pattern` of `pattern.h`."""

    _fields_ = (
        ("steps", POINTER(_Step)),
        ("sets", POINTER(_ByteSet)),
        ("lows", POINTER(c_uint8)),
        ("spans", POINTER(c_uint8)),
        ("is_ascii_only", c_int32),
    )


@cache
def pattern_for_kernel(pattern: re.Pattern[str], cells: tuple[str, ...]) -> PatternForKernel | None:
    """Return a pattern for the kernel; `None` where it has an unusual part.

    Args:
        pattern: The pattern.
        cells: The names of the groups whose texts are wanted; the number of a cell is its place.
    """
    found = steps_of(pattern, cells)
    if found is None:
        return None
    sets: dict[int, int] = {}
    shapes: list[range] = []
    steps = [_for_kernel(step, sets, shapes) for step in found.steps]
    tables = [_ByteSet(*(bits >> byte & 1 for byte in range(256))) for bits in sets]
    return PatternForKernel(
        (_Step * len(steps))(*steps),
        (_ByteSet * len(tables))(*tables),
        (c_uint8 * len(shapes))(*(one.start for one in shapes)),
        (c_uint8 * len(shapes))(*(len(one) - 1 for one in shapes)),
        found.is_ascii_only,
    )


def _for_kernel(step: Step, sets: dict[int, int], shapes: list[range]) -> _Step:
    """Return a step, and add its sets of bytes and its shape to the others, which have numbers."""
    stops = step.stops
    places = (stops + stops[:1] * MOST_STOPS)[:MOST_STOPS] if stops else bytes(MOST_STOPS)
    place = len(shapes)
    shapes += step.shape
    return _Step(
        ACTIONS.index(step.action),
        place if step.shape else step.a,
        step.b,
        sets.setdefault(step.chars, len(sets)),
        sets.setdefault(step.follow, len(sets)),
        step.may_end,
        len(stops),
        (c_uint8 * MOST_STOPS)(*places),
    )
