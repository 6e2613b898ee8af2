"""The times of RFC 3339 and similar ones, `2026-05-04T10:15:30.123+02:00`.

A time is read as a whole, or its minute and the rest apart.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.clf_time import rest_microseconds
from usagestats.periods.period import EARLIEST, LATEST

_TIME = late_pattern(
    r"([0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[Tt ][0-9]{2}:[0-9]{2})(:[0-9]{2})(?:[.,]([0-9]{1,30}))?"
    r"(?: ?([Zz]|UTC|[+-][0-9]{2}:?[0-9]{2})(?: [A-Z]+)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UTC = frozenset({"Z", "z", "UTC"})


def parse_iso_time(text: str) -> datetime | None:
    """Return the time in UTC, naive where `text` has no offset; `None` where it is no time.

    A blank may stand instead of the `T`, and slashes instead of the hyphens. The name of the zone
    may follow the offset, as Go prints it: `+0000 UTC`.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    minute = iso_minute_microseconds(match[1])
    rest = iso_rest_microseconds(match[2] + (match[4] or "Z"))
    if minute is None or rest is None:
        return None
    fraction = int((match[3] or "")[:6].ljust(6, "0"))
    time = _EPOCH + timedelta(microseconds=minute + rest + fraction)
    return time if match[4] else time.replace(tzinfo=None)


def iso_minute_microseconds(text: str) -> int | None:
    """Return the microseconds from 1970 to `2026-05-04T10:15`, both in wall time.

    `None` where there is no such minute.
    """
    try:
        wall = datetime(
            int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:]),
            tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    if not EARLIEST.year < wall.year < LATEST.year - 1:
        return None
    return (wall - _EPOCH) // _MICROSECOND


def iso_rest_microseconds(text: str) -> int | None:
    """Return the microseconds to add to the minute before `:30+02:00`, so that it becomes UTC.

    `None` where there is no such time.
    """
    offset = "+0000" if text[3:] in _UTC else text[3:].replace(":", "")
    return rest_microseconds(f"{text[:3]} {offset}")
