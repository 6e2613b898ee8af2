"""The time of the common log format, `10/Oct/2000:13:55:36 -0700`.

Other programs write it with a fraction of the second, with the month first
(`Oct/10/2000:13:55:36 -0700`), or with a blank before the hour (Werkzeug, old Rack). A time is read
as a whole, or its minute and the rest apart.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    import re

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE = late_pattern(
    r"(?:([0-9]{2})/([A-Z][a-z]{2})|([A-Z][a-z]{2})/([0-9]{2}))/([0-9]{4})[: ]([0-9]{2}):([0-9]{2})"
)
_REST = late_pattern(r":([0-9]{2})(?:\.([0-9]{1,9}))?(?: ([+-])([0-9]{2})([0-9]{2}))?")
_MINUTE_LENGTH = 17
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (minutes are in wall time)
_MICROSECONDS = timedelta(microseconds=1)


@lru_cache(maxsize=1024)  # most lines are of the same minutes
def minute_microseconds(text: str) -> int | None:
    """Return the microseconds from 1970 to `10/Oct/2000:13:55`, both in wall time.

    `None` where `text` is no such minute.
    """
    match = _MINUTE.fullmatch(text)
    month = (match[2] or match[3]) if match else ""
    if not match or month not in _MONTHS:
        return None
    day = int(match[1] or match[4])
    try:
        wall = datetime(int(match[5]), _MONTHS.index(month) + 1, day, int(match[6]), int(match[7]))  # noqa: DTZ001
    except ValueError:
        return None
    if not EARLIEST.year < wall.year < LATEST.year - 1:
        return None
    return (wall - _EPOCH) // _MICROSECONDS


def rest_microseconds(text: str) -> int | None:
    """Return the microseconds to add to the minute before `:36.5 -0700`, so that it becomes UTC.

    `None` where the text has no offset, or is not of this form.
    """
    match = _REST.fullmatch(text)
    if not match or match[3] is None:
        return None
    second, offset = _second_microseconds(match), _offset(match)
    return None if second is None or offset is None else second - offset * 1_000_000


@lru_cache(maxsize=1024)  # detection reads the lines of its sample once for each format
def parse_clf_time(text: str) -> datetime | None:
    """Return the time in UTC, naive where `text` has no offset; `None` where it is no time."""
    text = text.strip()
    minute = minute_microseconds(text[:_MINUTE_LENGTH])
    match = _REST.fullmatch(text[_MINUTE_LENGTH:])
    if minute is None or not match:
        return None
    second = _second_microseconds(match)
    if second is None:
        return None
    wall = _EPOCH + timedelta(microseconds=minute + second)
    if match[3] is None:
        return wall
    offset = _offset(match)
    if offset is None:
        return None
    return wall.replace(tzinfo=timezone(timedelta(seconds=offset))).astimezone(UTC)


def _second_microseconds(match: re.Match[str]) -> int | None:
    """Return the second in microseconds, cut to whole ones.

    A leap second counts as the one before it.
    """
    second = int(match[1])
    fraction = int((match[2] or "")[:6].ljust(6, "0"))
    return min(second, 59) * 1_000_000 + fraction if second <= 60 else None  # noqa: PLR2004  (of a minute)


def _offset(match: re.Match[str]) -> int | None:
    """Return the offset from UTC in seconds; `None` where no clock shows it."""
    hours, minutes = int(match[4]), int(match[5])
    if hours > 23 or minutes > 59:  # noqa: PLR2004  (of a clock)
        return None
    return (hours * 3600 + minutes * 60) * (-1 if match[3] == "-" else 1)
