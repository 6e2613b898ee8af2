"""Rows of the extended log format of the W3C: their times.

A date and a time stand in columns of their own; the date may stand in a header line instead.
Source: w3.org/TR/WD-logfile.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import AnyOf, any_time, wall_time, with_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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


class Clock(NamedTuple):
    """The columns of the time.

    Args:
        time: That of the time of day, or of the whole time.
        date: That of the day; empty where there is none.
        day: The day of rows without one.
        is_apart: Whether the day stands apart.
        is_utc: Whether the time is in UTC, not in the log zone.
    """

    time: str
    date: str = ""
    day: str = ""
    is_apart: bool = True
    is_utc: bool = True


def clock_columns(columns: Collection[str], day: str) -> Clock | None:
    """Return which of the columns have the time; `None` where none has.

    Args:
        columns: The names of the columns.
        day: The day of rows that have no date.
    """
    for time, date in (("time", "date"), ("time-local", "date-local")):
        if time in columns:
            own = date if date in columns else ""
            return Clock(time, own, "" if own else day, is_utc=time == "time")
    stamp = next((name for name in TIMESTAMPS if name in columns), None)
    return None if stamp is None else Clock(stamp, is_apart=False)


def with_one_time(row: Mapping[str, str], date: str) -> dict[str, str]:
    """Return a row whose `time` holds the date and the time, and whose `date` is empty.

    Args:
        row: The values by the name of their column.
        date: The day of rows that have no date.
    """
    return {**row, "date": "", "time": _time_of(row, date)}


def _time_of(row: Mapping[str, str], date: str) -> str:
    clock = clock_columns(row.keys(), date)
    if clock is None:
        return ""
    text = row[clock.time]
    day = row.get(clock.date) or date
    return with_day(text, day, is_utc=clock.is_utc) if clock.is_apart else text


extended_time: Final = AnyOf((parse_iso_time, any_time))
"""Reads the time of `with_one_time`, or a timestamp as real-time logs write it."""
