"""Numbers of four digits in the names of a log → times of the day, where they are no count.

A gateway that writes `2026/05/04/access-1005.log` at 10:05 has no file 1004; one that writes
`2026/05/04/access-0007.log` as its seventh file does. The names of all files of a log show it, and
the times of their requests, which must be near.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from usagestats.rotation.log_file import LogFile

NEAR: Final = timedelta(days=2)
"""A name may have the time of any zone, and of the end of a file of a day."""


def with_times_of_day(files: Sequence[LogFile]) -> list[LogFile]:
    """Return the files of a log with their numbers as times; none where they may be a count."""
    names = [file.name for file in files]
    if any(name.time_of_day is None for name in names):
        return []
    if is_count((name.date, name.number or 0) for name in names):
        return []
    timed = [replace(file, has_time_of_day=True) for file in files]
    return timed if all(map(_is_near, timed)) else []


def is_count(numbers: Iterable[tuple[datetime | None, int]]) -> bool:
    """Whether numbers of four digits count the files of each date.

    They do where most follow one another, and none comes in another hundred than the one before, as
    11:00 does after 10:59. Where each date has one number only, a count begins at 0 or 1.

    Args:
        numbers: The date and the number of each file.
    """
    of_dates: dict[object, set[int]] = defaultdict(set)
    for date, number in numbers:
        of_dates[date].add(number)
    pairs = [pair for those in of_dates.values() for pair in pairwise(sorted(those))]
    if not pairs:
        return min(map(min, of_dates.values())) <= 1
    if any(older // 100 != newer // 100 for older, newer in pairs):
        return False
    return 2 * sum(newer - older == 1 for older, newer in pairs) >= len(pairs)


def _is_near(file: LogFile) -> bool:
    """Whether the first request of a file, if it has one, is near to its date."""
    if file.hull is None or file.name.date is None:
        return True
    return abs(file.hull[0] - file.name.date.replace(tzinfo=UTC)) <= NEAR
