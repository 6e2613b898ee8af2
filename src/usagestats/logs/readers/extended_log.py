"""Rows of the extended log format of the W3C: their times.

A date and a time stand in columns of their own; the date may stand in a header line instead.
Source: w3.org/TR/WD-logfile.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import any_time, wall_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TIMESTAMPS: Final = ("timestamp", "timestamp(ms)")
"""The columns with seconds or milliseconds since 1970."""

_DATE = late_pattern(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")
_WRITTEN = "%d-%b-%Y"  # as in the examples of the W3C, 12-Jan-1996
_w3c_date = partial(wall_time, written=_WRITTEN)


def header_date(text: str) -> str:
    """Return the day of `#Date: 2026-05-04 10:15:30` as `2026-05-04`; empty where it has none."""
    if found := _DATE.match(text):
        return found[1]
    words = text.split(maxsplit=1)
    day = _w3c_date(words[0]) if words else None
    return day.date().isoformat() if day else ""


def with_one_time(row: Mapping[str, str], date: str) -> dict[str, str]:
    """Return a row whose `time` holds the date and the time, and whose `date` is empty.

    Args:
        row: The values by the name of their column.
        date: The day of rows that have no date.
    """
    return {**row, "date": "", "time": _time_of(row, date)}


def _time_of(row: Mapping[str, str], date: str) -> str:
    if "time" in row:
        return f"{row.get('date') or date} {row['time']}Z"  # these columns are in UTC
    if "time-local" in row:
        return f"{row.get('date-local') or date} {row['time-local']}"
    return next((row[name] for name in TIMESTAMPS if name in row), "")


def extended_time(text: str) -> datetime | None:
    """Read the time of `with_one_time`, or a timestamp as real-time logs write it."""
    return parse_iso_time(text) or any_time(text)
