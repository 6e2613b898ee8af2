"""Parts of range expressions that name a span of the calendar: 2026, 2026-Q1, 2026-W19."""

from __future__ import annotations

from calendar import month_name, monthrange
from datetime import datetime
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.periods.calendar_units import STEPS
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    import re

    from usagestats.periods.clock import Clock
    from usagestats.periods.range_part import RangePart


_YEAR = late_pattern(r"([0-9]{4})")
_QUARTER = late_pattern(r"([0-9]{4})-[Qq]([0-9])")
_MONTH = late_pattern(r"([0-9]{4})-([0-9]{2})")
_WEEK = late_pattern(r"([0-9]{4})-[Ww]([0-9]{2})")
_DATE = late_pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def calendar_span(part: RangePart, clock: Clock) -> tuple[datetime, datetime] | None:
    """Read a whole year, quarter, month, ISO week or day.

    Returns:
        Its start and its end, UTC; `None` if the part has another form.

    Raises:
        UsageError: The calendar has no such month, week or day, or not that year.
    """
    text = part.text
    if match := _YEAR.fullmatch(text):
        return _span_from(_date(part, match[1]), "year", 1, clock)
    if match := _QUARTER.fullmatch(text):
        if match[2] not in "1234":
            raise part.error(f"no such quarter: {match[2]}", "quarters run from Q1 to Q4", 6)
        return _span_from(_date(part, match[1], 3 * int(match[2]) - 2), "month", 3, clock)
    if match := _MONTH.fullmatch(text):
        return _span_from(_date(part, match[1], int(match[2])), "month", 1, clock)
    if match := _WEEK.fullmatch(text):
        return _span_from(_monday(part, match), "week", 1, clock)
    if match := _DATE.fullmatch(text):
        date = _date(part, match[1], int(match[2]), int(match[3]))
        return _span_from(date, "day", 1, clock)
    return None


def _span_from(wall: datetime, unit: str, count: int, clock: Clock) -> tuple[datetime, datetime]:
    return clock.start_of(wall), clock.start_of(wall + count * STEPS[unit])


def _date(part: RangePart, year: str, month: int = 1, day: int = 1) -> datetime:
    if not EARLIEST.year <= int(year) < LATEST.year:
        raise part.out_of_reach()
    if not 1 <= month <= 12:  # noqa: PLR2004  (the months of a year)
        raise part.error(f"no such month: {month:02}", "months run from 01 to 12", 5, 7)
    days = monthrange(int(year), month)[1]
    if not 1 <= day <= days:
        hint = f"{month_name[month]} {year} has {days} days"
        raise part.error(f"no such day: {day:02}", hint, 8, 10)
    return datetime(int(year), month, day)  # noqa: DTZ001  (a wall time; its zone is the clock's)


def _monday(part: RangePart, match: re.Match[str]) -> datetime:
    """Return the first day of an ISO week: a Monday, whatever day weeks of reports start on."""
    _date(part, match[1])
    try:
        return datetime.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError as error:
        last = datetime(int(match[1]), 12, 28).isocalendar().week  # noqa: DTZ001
        hint = f"weeks of {match[1]} run from W01 to W{last}"
        raise part.error(f"no such week: W{match[2]}", hint, 5) from error
