"""Times without a year, such as `Jan 29 08:27:09`: the last change of the source gives the year.

A line is older than the last change of its file. Its year is therefore the latest one in which its
time is at most a day after that change; the day leaves room for time zones. All times of one minute
have one year, so that requests of a minute may be one group.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from usagestats.periods.period import EARLIEST

NO_YEAR = 1972
"""The year of a time until its own is known: a leap year, so that 29 February exists, and one that
is before `EARLIEST`, so that no time has it.
"""

_ROOM = timedelta(days=1)
_EARLIEST_KNOWN = EARLIEST + timedelta(days=9 * 366)
_LEAP_YEARS_APART = 8  # 1896 and 1904, 2096 and 2104


def with_year(time: datetime, written: datetime | None) -> datetime:
    """Return `time` with its year.

    Args:
        time: A wall time or a time in UTC; its year is ignored.
        written: The time of the last change of its source. `None` where that is unknown: the
            year is then one of the first ten that we count.
    """
    latest = (written or _EARLIEST_KNOWN).replace(tzinfo=None) + _ROOM
    latest = latest.replace(second=59, microsecond=999_999)
    tried = range(latest.year, latest.year - _LEAP_YEARS_APART - 1, -1)
    times = (_in_year(time, year) for year in tried)
    return next(found for found in times if found and found.replace(tzinfo=None) <= latest)


def _in_year(time: datetime, year: int) -> datetime | None:
    try:
        return time.replace(year=year)
    except ValueError:  # 29 February
        return None
