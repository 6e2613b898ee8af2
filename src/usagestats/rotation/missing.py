"""Two neighbours in the order of a log → the files that are missing between them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

from dateutil.relativedelta import relativedelta

from usagestats.rotation.names import sibling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from usagestats.rotation.log_file import LogFile
    from usagestats.rotation.order import Order

STEPS: Final = {
    "hour": relativedelta(hours=1),
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}
SHORTEST: Final = {
    "hour": timedelta(minutes=57),
    "day": timedelta(hours=22),
    "week": timedelta(days=6),
    "month": timedelta(days=26),
}
"""No step of a unit is shorter, with the tolerance."""
TOLERANCE: Final = 0.05
"""The share by which a step may be longer or shorter: a day has 23 to 25 hours."""

_MOST_NAMED: Final = 1000
_PAIR: Final = 2


def step_of(files: Sequence[LogFile]) -> str | None:
    """Return the commonest step between the dates of files in order; the shortest of several.

    Returns:
        `hour`, `day`, `week` or `month`; `None` where another step is commoner.
    """
    dates = sorted({file.name.date for file in files if file.name.date})
    steps = Counter(_unit(older, newer) or newer - older for older, newer in pairwise(dates))
    commonest = max(steps.values(), default=0)
    return next((unit for unit in STEPS if steps[unit] == commonest), None) if steps else None


def _unit(older: datetime, newer: datetime) -> str | None:
    """Return the unit that two dates are apart; `None`: it is no single unit."""
    return next((unit for unit in STEPS if _is_close(newer, older, unit)), None)


def _is_close(newer: datetime, older: datetime, unit: str) -> bool:
    if newer - older < SHORTEST[unit]:
        return False  # most files of some logs: calendar arithmetic is slow
    length = _length(older, unit)
    return abs(newer - older - length) <= length * TOLERANCE


def missing_between(
    older: LogFile, newer: LogFile, order: Order, step: str | None
) -> list[str] | None:
    """Return the paths of the files that are missing between two neighbours; at most 1000.

    Returns:
        No path where `newer` follows `older`; `None` where the names do not show it.
    """
    if newer.is_active:
        return _missing_before_active(older, newer, order, step)
    if older.name.date == newer.name.date:
        return _missing_numbers(older, newer)
    if older.name.date is None or newer.name.date is None or step is None:
        return None
    dates = _dates_between(older.name.date, newer.name.date, step)
    if dates or not order.has_numbers:
        return [
            sibling(newer.path, date, None, has_time_of_day=newer.has_time_of_day) for date in dates
        ]
    return _missing_at_ends(older, newer, order)


def _missing_before_active(
    older: LogFile, active: LogFile, order: Order, step: str | None
) -> list[str] | None:
    """Return the files that are missing between the newest with a date or number and the active.

    By dates, the active file may begin up to two steps after the other: each of them may have its
    first request at the beginning or at the end of its own step.
    """
    date = older.name.date
    if date is None:
        lower = range((older.name.number or 0) - 1, 0, -1)
        numbers = () if order.is_rising else lower[:_MOST_NAMED]
        return [sibling(older.path, None, number) for number in numbers]
    if step is None:
        return [] if len(order.files) == _PAIR else None
    if older.hull is None or active.hull is None:
        return []
    latest = date + (active.hull[0] - older.hull[0]) - _length(date, step)
    return [sibling(older.path, one, None) for one in _dates_between(date, latest, step)]


def _missing_numbers(older: LogFile, newer: LogFile) -> list[str]:
    """Return the files of one date, or without one, that are missing by their numbers."""
    first, last = older.name.number or 0, newer.name.number or 0
    between = range(first + 1, last) if first < last else range(first - 1, last, -1)
    path = newer.path if newer.name.number else older.path
    return [sibling(path, None, number) for number in between[:_MOST_NAMED]]


def _missing_at_ends(older: LogFile, newer: LogFile, order: Order) -> list[str]:
    """Return the files that are missing at the end of one date or the beginning of the next.

    The numbers of a date begin, or end, at 0 or 1.
    """
    file = newer if order.is_rising else older
    return [sibling(file.path, None, number) for number in range(1, file.name.number or 0)]


def _dates_between(older: datetime, newer: datetime, step: str) -> list[datetime]:
    """Return the dates between two, at steps; a last one that is nearly `newer` is left out."""
    end = newer - _length(older, step) * TOLERANCE
    dates = (older + STEPS[step] * number for number in range(1, _MOST_NAMED + 1))
    return list(takewhile(lambda date: date < end, dates))


def _length(date: datetime, step: str) -> timedelta:
    return date + STEPS[step] - date
