"""The times of extended logs: a date and a time in columns of their own, or in the header."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from usagestats.logs.values.line_times import any_time, iso_time, wall_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_DATE = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")
_WRITTEN = "%d-%b-%Y"  # as in the examples of the W3C, 12-Jan-1996
_w3c_date = partial(wall_time, written=_WRITTEN)


def header_date(text: str) -> str:
    """Return the day of `#Date: 2026-05-04 10:15:30`; nothing where it says none."""
    if found := _DATE.match(text):
        return found[1]
    words = text.split(maxsplit=1)
    day = _w3c_date(words[0]) if words else None
    return day.date().isoformat() if day else ""


def row_time(row: Mapping[str, str], header: str) -> str:
    """Return the time of a row as one text; `Z` says that it is UTC.

    Args:
        row: The values of the row by name.
        header: The day of the header, for rows without one.
    """
    if "time" in row:
        return f"{row.get('date') or header} {row['time']}Z"
    if "time-local" in row:
        return f"{row.get('date-local') or header} {row['time-local']}"
    return row.get("timestamp", "")


def w3c_time(text: str) -> datetime | None:
    """Read what `row_time` gives, or a time that real-time logs write."""
    return iso_time(text) or any_time(text)
