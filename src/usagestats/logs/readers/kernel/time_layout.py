"""Layouts of times in the terms of the kernel: `time_layout.h`."""

from __future__ import annotations

from ctypes import POINTER, Array, Structure, c_int32
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class TimePart(IntEnum):
    """The part of a time that a field holds: `TimePart` of `time_layout.h`."""

    YEAR = 0
    MONTH = 1
    DAY = 2
    HOUR = 3
    MINUTE = 4
    SECOND = 5
    SHORT_YEAR = 6
    FRACTION = 7
    HOUR_OF_12 = 8
    HALF = 9  # of the day, AM or PM
    MONTH_NAME = 10
    WEEKDAY = 11
    OFFSET = 12
    BYTE = 13
    BLANKS = 14
    PADDING = 15  # a blank in the place of the first of two digits


class TimeField(NamedTuple):
    """A field: the number of digits, the byte, or for a short year the first one of 1900 and on.

    Of a name: the letters behind its first three.
    """

    part: TimePart
    least: int = 0
    most: int = 0


class TimeLayout(NamedTuple):
    """Fields that follow each other.

    Args:
        fields: They.
        is_utc: Whether times without an offset are in UTC.
        year: The year of times that have none; 0: they have it.
    """

    fields: tuple[TimeField, ...]
    is_utc: bool = False
    year: int = 0


class _FieldForKernel(Structure):
    """`TimeField` of `time_layout.h`."""

    _fields_ = (("part", c_int32), ("least", c_int32), ("most", c_int32))


class LayoutForKernel(Structure):
    """`TimeLayout` of `time_layout.h`."""

    _fields_ = (
        ("fields", POINTER(_FieldForKernel)),
        ("count", c_int32),
        ("is_utc", c_int32),
        ("year", c_int32),
    )


def layouts_for_kernel(layouts: Sequence[TimeLayout]) -> Array[LayoutForKernel]:
    """Return layouts as an array of the kernel."""
    found = []
    for one in layouts:
        fields = (_FieldForKernel * len(one.fields))(
            *(_FieldForKernel(*field) for field in one.fields)
        )
        found.append(LayoutForKernel(fields, len(one.fields), one.is_utc, one.year))
    return (LayoutForKernel * len(found))(*found)
