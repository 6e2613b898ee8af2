"""The range that has the same dates in the calendar of another time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.choices import Granularity
from usagestats.periods.period import SLOT, Period, Range, cut, local_start

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo


def same_dates(span: Range, zone: ZoneInfo, other: ZoneInfo) -> Range:
    """Return the range of the same dates in another zone: April there for April here.

    A range that begins or ends inside of a day, or that ends now, is returned as it is.

    Args:
        span: A range; an open end stays open.
        zone: The zone of its dates.
        other: The zone of the dates of the result.
    """
    bounds = [bound for bound in (span.start, span.end) if bound]
    if span.ends_now or not all(_begins_day(bound, zone) for bound in bounds):
        return span
    return Range(*(bound and _same_date(bound, zone, other) for bound in (span.start, span.end)))


def _begins_day(time: datetime, zone: ZoneInfo) -> bool:
    return cut(Period(time, time + SLOT), Granularity.DAY, zone)[0].start == time


def _same_date(time: datetime, zone: ZoneInfo, other: ZoneInfo) -> datetime:
    """Return the start of a date in another zone; the clocks may jump over midnight in either."""
    wall = time.astimezone(zone).replace(tzinfo=None, fold=0)
    return local_start(wall.replace(hour=0, minute=0, second=0, microsecond=0), other)
