"""The steps of patterns as structures of the kernel."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Array,
    Structure,
    c_int32,
    c_uint8,
)
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.kernel.pattern_constants import ACTIONS, MOST_STOPS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from usagestats.logs.readers.kernel.pattern_steps import Step


class _Step(Structure):
    """`Step` of `pattern.h`."""

    _fields_ = (
        ("action", c_int32),
        ("a", c_int32),
        ("b", c_int32),
        ("set", c_int32),
        ("follow", c_int32),
        ("next", c_int32),
        ("ahead", c_int32),
        ("may_end", c_uint8),
        ("stop_count", c_uint8),
        ("stops", c_uint8 * MOST_STOPS),
        ("is_any", c_uint8),
        ("follow_count", c_uint8),
        ("follows", c_uint8 * MOST_STOPS),
        ("unused", c_uint8 * 2),
    )


ByteSet: Final = c_uint8 * 256
_BLOCK: Final = 16
"""`BLOCK` of `text.h`."""
_ANY_BYTE: Final = range(256)
_BOUNDS: Final = frozenset({"BEGIN_CELL", "END_CELL"})
_DIGITS: Final = bytes.maketrans(b"01", b"\0\1")


class PatternForKernel(Structure):
    """`Pattern` of `pattern.h`."""

    _fields_ = (
        ("steps", POINTER(_Step)),
        ("sets", POINTER(ByteSet)),
        ("lows", POINTER(c_uint8)),
        ("spans", POINTER(c_uint8)),
        ("is_ascii_only", c_int32),
    )


@cache
def pattern_for_kernel(
    pattern: re.Pattern[str], cells: tuple[str, ...], *, is_cut: bool = False
) -> PatternForKernel | None:
    """Return a pattern for the kernel; `None` where it has an unusual part.

    Args:
        pattern: The pattern.
        cells: The names of the groups whose texts are wanted; the number of a cell is its place.
        is_cut: Whether the first steps of a long pattern suffice.
    """
    from usagestats.logs.readers.kernel.pattern_steps import steps_of  # noqa: PLC0415  (large)

    found = steps_of(pattern, cells, is_cut=is_cut)
    if found is None:
        return None
    sets: dict[int, int] = {}
    shapes: list[range] = []
    places = zip(found.steps, _next(found.steps), _ahead(found.steps), strict=True)
    steps = [_for_kernel(step, place, ahead, sets, shapes) for step, place, ahead in places]
    tables = map(table_of, sets)
    return PatternForKernel(
        (_Step * len(steps))(*steps),
        (ByteSet * len(sets))(*tables),
        (c_uint8 * len(shapes))(*(one.start for one in shapes)),
        (c_uint8 * len(shapes))(*(len(one) - 1 for one in shapes)),
        found.is_ascii_only,
    )


@cache
def table_of(chars: int) -> Array[c_uint8]:
    """Return a set of bytes for the kernel."""
    return ByteSet.from_buffer_copy(f"{chars:0256b}"[::-1].encode().translate(_DIGITS))


def _ahead(steps: Sequence[Step]) -> Iterator[int]:
    """Give for each step how far behind it a shape follows, with only the ends of cells between.

    0 where none does.
    """
    for number, _ in enumerate(steps):
        place = number + 1
        while place < len(steps) and steps[place].action in _BOUNDS:
            place += 1
        is_shape = place < len(steps) and steps[place].action == "SHAPE"
        yield place - number if is_shape else 0


def _next(steps: Sequence[Step]) -> Iterator[int]:
    """Give for each step the number of the one after it."""
    for number, _ in enumerate(steps):
        place = min(number + 1, len(steps) - 1)
        while steps[place].action == "GO":
            place = steps[place].a
        yield place


def _for_kernel(
    step: Step, place_after: int, ahead: int, sets: dict[int, int], shapes: list[range]
) -> _Step:
    """Return a step, and add its sets of bytes and its shape to the others, which have numbers."""
    stops, follows = step.stops, step.follows
    place = len(shapes)
    shapes += step.shape
    shapes += (_ANY_BYTE,) * (-len(step.shape) % _BLOCK)
    return _Step(
        ACTIONS.index(step.action),
        place if step.shape else step.a,
        step.b,
        sets.setdefault(step.chars, len(sets)),
        sets.setdefault(step.follow, len(sets)),
        place_after,
        ahead,
        step.may_end,
        len(stops),
        _filled(stops),
        step.is_any,
        len(follows),
        _filled(follows),
    )


def _filled(few: bytes) -> Array[c_uint8]:
    """Return so many bytes as the kernel looks for, the first one again for those that lack."""
    return (c_uint8 * MOST_STOPS)(*few, *few[:1] * (MOST_STOPS - len(few)))
