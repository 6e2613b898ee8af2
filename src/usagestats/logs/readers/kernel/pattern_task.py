"""The steps of patterns as structures of the kernel."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Array,
    Structure,
    c_int32,
    c_uint8,
    c_uint32,
)
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.logs.readers.kernel.pattern_constants import (
    ACTIONS,
    IS_SURE_UNLESS_AHEAD,
    MOST_RANGES,
    MOST_STOPS,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from usagestats.logs.readers.kernel.pattern_step import Step


class _Step(Structure):
    """`Step` of `pattern_steps.h`."""

    _fields_ = (
        ("action", c_int32),
        ("a", c_int32),
        ("b", c_int32),
        ("set", c_int32),
        ("follow", c_int32),
        ("next", c_int32),
        ("ahead", c_int32),
        ("cell", c_int32),
        ("may_end", c_uint8),
        ("escape", c_uint8),
        ("is_any", c_uint8),
        ("follow_count", c_uint8),
        ("follows", c_uint8 * MOST_STOPS),
        ("lead", c_uint8),
        ("low", c_uint8),
        ("span", c_uint8),
    )


ByteSet: Final = c_uint8 * 256
_BLOCK: Final = 16
"""`LANES` of `pattern_steps.h`."""
_ALL_OF_BLOCK: Final = (1 << _BLOCK) - 1
_ALL_BYTES: Final = (1 << 256) - 1
_ANY_BYTE: Final = range(256)
_Lanes = c_uint8 * (MOST_RANGES * _BLOCK)
_BOUNDS: Final = frozenset({"BEGIN_CELL", "END_CELL"})
_ONE_BYTE, _PLAIN_RUN, _UNTIL = map(ACTIONS.index, ("ONE_BYTE", "PLAIN_RUN", "UNTIL"))
_DIGITS: Final = bytes.maketrans(b"01", b"\0\1")


class _CharSet(Structure):
    """`CharSet` of `pattern_steps.h`."""

    _fields_ = (
        ("range_count", c_int32),
        ("taken", c_uint32),
        ("lows", _Lanes),
        ("spans", _Lanes),
        ("bytes", ByteSet),
    )


class PatternForKernel(Structure):
    """`Pattern` of `pattern_steps.h`."""

    _fields_ = (
        ("steps", POINTER(_Step)),
        ("sets", POINTER(_CharSet)),
        ("lows", POINTER(c_uint8)),
        ("spans", POINTER(c_uint8)),
        ("is_ascii_only", c_int32),
    )


class _Ranges(NamedTuple):
    """Of ranges of bytes the first bytes, and the last less the first."""

    lows: bytearray
    spans: bytearray


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
    shapes = _Ranges(bytearray(), bytearray())
    places = zip(found.steps, _next(found.steps), _ahead(found.steps), strict=True)
    steps = [_for_kernel(step, place, ahead, sets, shapes) for step, place, ahead in places]
    _simplify(steps, found.steps)
    return PatternForKernel(
        (_Step * len(steps))(*steps),
        (_CharSet * len(sets))(*map(_char_set, sets)),
        (c_uint8 * len(shapes.lows)).from_buffer(shapes.lows),
        (c_uint8 * len(shapes.spans)).from_buffer(shapes.spans),
        found.is_ascii_only,
    )


@cache
def table_of(chars: int) -> Array[c_uint8]:
    """Return a set of bytes for the kernel."""
    return ByteSet.from_buffer_copy(f"{chars:0256b}"[::-1].encode().translate(_DIGITS))


def ranges_of(chars: int) -> list[range]:
    """Return the ranges of the bytes of a set."""
    found: list[range] = []
    begin = 0
    while chars >> begin:
        rest = chars >> begin
        begin += (rest & -rest).bit_length() - 1
        missing = ~(chars >> begin)
        end = begin + (missing & -missing).bit_length() - 1
        found.append(range(begin, end))
        begin = end
    return found


@cache
def _char_set(chars: int) -> _CharSet:
    """Return a set of bytes for the kernel, with its ranges or those of all other bytes."""
    taken, others = ranges_of(chars), ranges_of(_ALL_BYTES & ~chars)
    ranges = min(others, taken, key=len)
    ranges = ranges if len(ranges) <= MOST_RANGES else []
    return _CharSet(
        len(ranges),
        _ALL_OF_BLOCK if ranges and ranges is taken else 0,
        _Lanes(*(one.start for one in ranges for _ in range(_BLOCK))),
        _Lanes(*(len(one) - 1 for one in ranges for _ in range(_BLOCK))),
        table_of(chars),
    )


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
    """Give for each step the number of the one after it, which is none that only leads on."""
    for number, step in enumerate(steps):
        is_seen_only = step.action == "TRY" and step.b == IS_SURE_UNLESS_AHEAD
        place = number if step.action == "GO" else min(number + 1 + is_seen_only, len(steps) - 1)
        while steps[place].action == "GO":
            place = steps[place].a
        yield place


def _simplify(steps: list[_Step], declared: Sequence[Step]) -> None:
    """Give plain runs and single bytes their own actions, and a run before a byte that of both."""
    for number, step in enumerate(declared):
        simple, before = steps[number], steps[number - 1] if number else None
        ranges = ranges_of(step.shape[0]) if len(step.shape) == 1 else []
        if step.is_plain_run:
            simple.action = _PLAIN_RUN
        elif len(ranges) == 1:
            simple.action = _ONE_BYTE
            simple.low, simple.span = ranges[0].start, len(ranges[0]) - 1
            if before and before.action == _PLAIN_RUN and step.cell < 0:
                before.action, before.next = _UNTIL, simple.next
                before.low, before.span = simple.low, simple.span


def _for_kernel(
    step: Step, place_after: int, ahead: int, sets: dict[int, int], shapes: _Ranges
) -> _Step:
    """Return a step, and add its sets of bytes and its shape to the others, which have numbers."""
    follows, place = step.follows, len(shapes.lows)
    rows = _rows_of(step.shape)
    for lows, spans in rows:
        shapes.lows.extend(lows)
        shapes.spans.extend(spans)
    return _Step(
        ACTIONS.index(step.action),
        place if step.shape else step.a,
        step.b,
        len(rows) or sets.setdefault(step.chars, len(sets)),
        sets.setdefault(step.follow, len(sets)),
        place_after,
        ahead,
        step.cell,
        step.may_end,
        step.escape,
        step.is_any,
        len(follows),
        _filled(follows),
        step.lead,
    )


@cache
def _rows_of(shape: tuple[int, ...]) -> list[_Ranges]:
    """Return as many rows of ranges as a byte has; each byte is within that of one of the rows."""
    found = [ranges_of(chars) for chars in shape]
    rest = [_ANY_BYTE] * (-len(shape) % _BLOCK)
    rows = range(max(map(len, found), default=0))
    return [_row([one[min(row, len(one) - 1)] for one in found] + rest) for row in rows]


def _row(ranges: list[range]) -> _Ranges:
    return _Ranges(
        bytearray(one.start for one in ranges), bytearray(len(one) - 1 for one in ranges)
    )


@cache
def _filled(few: bytes) -> Array[c_uint8]:
    """Return so many bytes as the kernel looks for, the first one again for those that lack."""
    return (c_uint8 * MOST_STOPS)(*few, *few[:1] * (MOST_STOPS - len(few)))
