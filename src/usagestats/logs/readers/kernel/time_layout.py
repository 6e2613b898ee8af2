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
    MONTH_NAME = 8
    WEEKDAY = 9
    OFFSET = 10
    BYTE = 11
    BLANKS = 12


class TimeField(NamedTuple):
    """A field: the number of digits, the byte, or for a short year the first one of 1900 and on."""

    part: TimePart
    least: int = 0
    most: int = 0


class TimeLayout(NamedTuple):
    """Fields that follow each other; and whether times without an offset are in UTC."""

    fields: tuple[TimeField, ...]
    is_utc: bool = False


class _FieldForKernel(Structure):
    """`TimeField` of `time_layout.h`."""

    _fields_ = (("part", c_int32), ("least", c_int32), ("most", c_int32))


class LayoutForKernel(Structure):
    """`TimeLayout` of `time_layout.h`."""

    _fields_ = (("fields", POINTER(_FieldForKernel)), ("count", c_int32), ("is_utc", c_int32))


def layouts_for_kernel(layouts: Sequence[TimeLayout]) -> Array[LayoutForKernel]:
    """Return layouts as an array of the kernel."""
    found = []
    for one in layouts:
        fields = (_FieldForKernel * len(one.fields))(
            *(_FieldForKernel(*field) for field in one.fields)
        )
        found.append(LayoutForKernel(fields, len(one.fields), one.is_utc))
    return (LayoutForKernel * len(found))(*found)
