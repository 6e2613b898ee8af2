"""Range expressions, the values of `--range`, `--since` and `--until` → Range.

    range    = part | part ".." | ".." part | part ".." part
    part     = relative | calendar | time
    relative = "today" | "yesterday"
             | ("this" | "last") "-" ("week" | "month" | "quarter" | "year")
             | "last-" N "-" ("hours" | "days" | "weeks" | "months") | N ("h" | "d" | "w")
    calendar = YYYY | YYYY-Qn | YYYY-MM | YYYY-Wnn | YYYY-MM-DD
    time     = YYYY-MM-DD "T" hh:mm [":" ss] ["Z" | ±hh:mm]

A part that is a calendar span is whole and inclusive: a range from it begins with it, a range to
it ends with it. A time is a point: a range to it ends just before it.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dateutil.parser import isoparse
from dateutil.relativedelta import relativedelta

from usagestats.choices import NAMED_RANGES, Granularity
from usagestats.errors import Excerpt, UsageError, did_you_mean
from usagestats.periods.period import (
    EARLIEST,
    LATEST,
    SLOT,
    Range,
    calendar_floor,
    ceil_to_slot,
    floor_to_slot,
    local_hour_start,
    local_hours_before,
    local_start,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_FORMS = (
    "today, yesterday, this-week, last-month, last-quarter, 7d, 24h, 2026, 2026-Q1, 2026-05,\n"
    "2026-W19, 2026-05-04, 2026-05-01..2026-05-31, 2026-05-01.. or\n"
    "2026-05-04T10:00..2026-05-04T12:00"
)
_UNIT = {
    "day": Granularity.DAY,
    "week": Granularity.WEEK,
    "month": Granularity.MONTH,
    "quarter": Granularity.MONTH,
    "year": Granularity.YEAR,
}
_STEP = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_LAST_N = re.compile(r"last-([0-9]+)-(hour|day|week|month)s?")
_SHORT_N = re.compile(r"([0-9]+)([hdw])")
_LETTERS = {"h": "hour", "d": "day", "w": "week"}
_MONTHS_OR_MINUTES = re.compile(r"([0-9]+)(m|mon|min|y)")
_MOST = 2_000_000  # hours from the first to the last year
_THIS_OR_LAST = re.compile(r"(this|last)-(week|month|quarter|year)")
_YEAR = re.compile(r"([0-9]{4})")
_QUARTER = re.compile(r"([0-9]{4})-[Qq]([0-9])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-[Ww]([0-9]{2})")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_OFFSET = re.compile(r"Z|[+-](?:0[0-9]|1[0-3]):?[0-5][0-9]|[+-]14:?00")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SLASHED = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Clock:
    """The present time and the calendar that a range expression refers to.

    Args:
        now: The present time, UTC.
        zone: The time zone of dates and days.
        week_start: The first day of a week, Monday is 0.
    """

    now: datetime
    zone: ZoneInfo
    week_start: int = 0

    def wall(self) -> datetime:
        """Return the time that the clocks of the zone show now."""
        return self.now.astimezone(self.zone).replace(tzinfo=None, fold=0)

    def start_of(self, wall: datetime) -> datetime:
        """Return the UTC time at which the clocks of the zone first show `wall`."""
        return local_start(wall, self.zone)

    def floor(self, unit: str) -> datetime:
        """Return the wall time at which the present day, week, month, quarter or year began."""
        start = calendar_floor(self.wall(), _UNIT[unit], self.week_start)
        return start.replace(month=(start.month - 1) // 3 * 3 + 1) if unit == "quarter" else start


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an expression and its position, for errors that point at it."""

    text: str
    option: str
    whole: str
    column: int = 0

    @property
    def ends_now(self) -> bool:
        """Whether the part is a span that ends now, which may also be the end of a day."""
        return self.text.lower().startswith(("today", "this-"))

    def error(self, what: str, hint: str, start: int = 0, end: int | None = None) -> UsageError:
        first = self.column + start
        last = self.column + (len(self.text) if end is None else end)
        return UsageError(
            what,
            where=f"{self.option}:{first + 1}-{max(last, first + 1)}",
            excerpt=Excerpt(self.whole, first, last),
            hint=hint,
        )


def parse_range(text: str, clock: Clock) -> Range:
    """Read a whole range expression.

    Raises:
        UsageError: It is no range expression, or ambiguous, or empty, or has a bound inside a slot.
    """
    first, dots, second = text.partition("..")
    start_part = _Part(first.strip(), "--range", text, len(first) - len(first.lstrip()))
    if not dots:
        return Range(*_whole_span(start_part, clock), ends_now=start_part.ends_now)
    padding = len(second) - len(second.lstrip())
    end_part = _Part(second.strip(), "--range", text, len(first) + 2 + padding)
    if not start_part.text and not end_part.text:
        raise start_part.error("a range needs at least one end", _FORMS)
    start = _span(start_part, clock)[0] if start_part.text else None
    end = _span(end_part, clock)[1] if end_part.text else None
    return _ordered(start, end, end_part)


def parse_bounds(since: str | None, until: str | None, clock: Clock) -> Range:
    """Read `--since` and `--until`: a date in `until` includes its day, a time is exclusive."""
    until_part = _Part((until or "").strip(), "--until", until or "")
    start = parse_start(since, "--since", clock) if since is not None else None
    end = _span(until_part, clock)[1] if until is not None else None
    return _ordered(start, end, until_part)


def parse_start(text: str, option: str, clock: Clock) -> datetime:
    """Read an option that names a moment: a time, or the start of a date or of another part."""
    return _span(_Part(text.strip(), option, text), clock)[0]


def _ordered(start: datetime | None, end: datetime | None, end_part: _Part) -> Range:
    if start and end and start >= end:
        what = "the range is empty" if start == end else "the range ends before it starts"
        hint = f"it would start {_written(start)} and end {_written(end)}"
        raise end_part.error(what, hint)
    return Range(start, end, ends_now=end_part.ends_now)


def _written(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _whole_span(part: _Part, clock: Clock) -> tuple[datetime, datetime]:
    start, end = _span(part, clock)
    if start == end:
        hint = f"write {part.text}.. for all since then, or START..END"
        raise part.error("a point in time is not a range", hint)
    return start, end


def _span(part: _Part, clock: Clock) -> tuple[datetime, datetime]:
    try:
        span = _relative(part, clock) or _calendar(part, clock) or _point(part, clock)
    except (OverflowError, ValueError) as error:  # a year that no calendar has
        raise _out_of_reach(part) from error
    if span is None:
        raise _not_understood(part, clock)
    if span[0] < EARLIEST or span[1] > LATEST:
        raise _out_of_reach(part)
    return span


def _out_of_reach(part: _Part) -> UsageError:
    return part.error("out of reach", f"times run from {EARLIEST.year} to {LATEST.year - 1}")


def _relative(part: _Part, clock: Clock) -> tuple[datetime, datetime] | None:
    text = part.text.lower()
    if text in {"today", "yesterday"}:
        return _named_span("day", "this" if text == "today" else "last", clock)
    if named := _THIS_OR_LAST.fullmatch(text):
        return _named_span(named[2], named[1], clock)
    if counted := _LAST_N.fullmatch(text):
        return _last_spans(_count(part, counted), counted[2], clock)
    if counted := _SHORT_N.fullmatch(text):
        return _last_spans(_count(part, counted), _LETTERS[counted[2]], clock)
    return None


def _count(part: _Part, counted: re.Match[str]) -> int:
    count = int(counted[1])
    if count == 0:
        least = counted[0].replace(counted[1], "1", 1)
        raise part.error("a range must not be empty", f"the least is {least}", *counted.span(1))
    if count > _MOST:
        raise _out_of_reach(part)
    return count


def _named_span(unit: str, which: str, clock: Clock) -> tuple[datetime, datetime]:
    floor = clock.floor(unit)
    start = clock.start_of(floor)
    if which == "last":
        return clock.start_of(floor - _STEP[unit]), start
    return start, max(ceil_to_slot(clock.now), start + SLOT)


def _last_spans(count: int, unit: str, clock: Clock) -> tuple[datetime, datetime]:
    if unit == "hour":
        end = local_hour_start(clock.now, clock.zone)
        return local_hours_before(end, count, clock.zone), end
    floor = clock.floor(unit)
    return clock.start_of(floor - count * _STEP[unit]), clock.start_of(floor)


def _calendar(part: _Part, clock: Clock) -> tuple[datetime, datetime] | None:
    text = part.text
    if match := _YEAR.fullmatch(text):
        return _calendar_span(_date(part, match[1]), "year", 1, clock)
    if match := _QUARTER.fullmatch(text):
        if match[2] not in "1234":
            raise part.error(f"no such quarter: {match[2]}", "quarters run from Q1 to Q4", 6)
        return _calendar_span(_date(part, match[1], 3 * int(match[2]) - 2), "month", 3, clock)
    if match := _MONTH.fullmatch(text):
        return _calendar_span(_date(part, match[1], int(match[2])), "month", 1, clock)
    if match := _WEEK.fullmatch(text):
        return _calendar_span(_monday(part, match), "week", 1, clock)
    if match := _DATE.fullmatch(text):
        date = _date(part, match[1], int(match[2]), int(match[3]))
        return _calendar_span(date, "day", 1, clock)
    return None


def _calendar_span(
    wall: datetime, unit: str, count: int, clock: Clock
) -> tuple[datetime, datetime]:
    return clock.start_of(wall), clock.start_of(wall + count * _STEP[unit])


def _date(part: _Part, year: str, month: int = 1, day: int = 1) -> datetime:
    if not EARLIEST.year <= int(year) < LATEST.year:
        raise _out_of_reach(part)
    if not 1 <= month <= 12:  # noqa: PLR2004  (the months of a year)
        raise part.error(f"no such month: {month:02}", "months run from 01 to 12", 5, 7)
    days = monthrange(int(year), month)[1]
    if not 1 <= day <= days:
        hint = f"{month_name[month]} {year} has {days} days"
        raise part.error(f"no such day: {day:02}", hint, 8, 10)
    return datetime(int(year), month, day)  # noqa: DTZ001  (a wall time; its zone is the clock's)


def _monday(part: _Part, match: re.Match[str]) -> datetime:
    """Return the first day of an ISO week: a Monday, whatever day weeks of reports start on."""
    _date(part, match[1])
    try:
        return datetime.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError as error:
        last = datetime(int(match[1]), 12, 28).isocalendar().week  # noqa: DTZ001
        hint = f"weeks of {match[1]} run from W01 to W{last}"
        raise part.error(f"no such week: W{match[2]}", hint, 5) from error


def _point(part: _Part, clock: Clock) -> tuple[datetime, datetime] | None:
    match = _TIME.fullmatch(part.text)
    if not match:
        return None
    _calendar(_Part(match[1], part.option, part.whole, part.column), clock)
    wall = isoparse(f"{match[1]}T{match[2]}")
    time = _zoned(part, match, wall, clock)
    is_inside_slot = (
        wall.minute % 15 or wall.second if match[3] is None else time != floor_to_slot(time)
    )
    if is_inside_slot:
        hint = _nearest(wall, match[3] or "")
        raise part.error("a bound must be a multiple of 15 minutes", hint, 11, 16)
    return time, time


def _zoned(part: _Part, match: re.Match[str], wall: datetime, clock: Clock) -> datetime:
    if match[3] is None:
        return clock.start_of(wall)
    if not _OFFSET.fullmatch(match[3]):
        hint = "offsets run from -14:00 to +14:00"
        raise part.error(f"no such offset: {match[3]}", hint, *match.span(3))
    return isoparse(f"{match[1]}T{match[2]}{match[3]}").astimezone(UTC)


def _nearest(wall: datetime, offset: str = "") -> str:
    below = wall - timedelta(minutes=wall.minute % 15, seconds=wall.second)
    times = f"{below:%Y-%m-%dT%H:%M}{offset} and {below + SLOT:%Y-%m-%dT%H:%M}{offset}"
    return f"the nearest are {times}"


def _not_understood(part: _Part, clock: Clock) -> UsageError:
    if not part.text:
        return part.error("an empty range expression", _FORMS)
    if match := _SLASHED.fullmatch(part.text):
        return part.error(*_readings(match))
    if match := _CLOCK.fullmatch(part.text):
        today = clock.wall().replace(hour=int(match[1]), minute=int(match[2]), second=0)
        hint = f"for today: {_nearest(today)}" if today.minute % 15 else f"{today:%Y-%m-%dT%H:%M}"
        return part.error("a time of day needs its date", hint)
    if match := _MONTHS_OR_MINUTES.fullmatch(part.text.lower()):
        months = 12 * int(match[1]) if match[2] == "y" else int(match[1])
        hint = f"did you mean 'last-{months}-months'?"
        return part.error(f"only h, d and w stand for hours, days and weeks: {part.text}", hint)
    near = did_you_mean(part.text, NAMED_RANGES)
    return part.error(f"not a range: {part.text}", near or f"write {_FORMS}")


def _readings(match: re.Match[str]) -> tuple[str, str]:
    """Return the mistake in a date that is written with slashes, and the possible readings."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    readings = {
        f"{year:04}-{month:02}-{day:02} ({day} {month_name[month]})": None
        for day, month in ((first, second), (second, first))
        if EARLIEST.year <= year < LATEST.year
        and 1 <= month <= 12  # noqa: PLR2004  (the months of a year)
        and 1 <= day <= monthrange(year, month)[1]
    }
    what = "an ambiguous date" if len(readings) > 1 else "a date in a form that is ambiguous"
    return what, "write " + (" or ".join(readings) or _FORMS)
