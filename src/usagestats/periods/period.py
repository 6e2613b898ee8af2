"""Spans of time: the range of a report, its periods, and the slots that they are made of.

Every span is half-open, `start <= t < end`, and its ends are UTC. A time zone only decides where
local hours, days, weeks, months and years begin. All calendar arithmetic of the project is here.
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from usagestats.choices import Granularity
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from dateutil.relativedelta import relativedelta

SLOT = timedelta(minutes=15)
"""The finest span that a range is cut at: every IANA offset since 1985 is a multiple of it."""

MINUTE = timedelta(minutes=1)
"""The width of the slots of USAGE where a limit or a report is per minute."""

EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
"""The first time that a request or a range may have; before it, offsets are no whole slots."""

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""The end of the last year that a request or a range may lie in."""


@dataclass(frozen=True, slots=True)
class Period:
    """One span, both ends UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start >= self.end:
            msg = f"a period must not be empty: {self.start} to {self.end}"
            raise ValueError(msg)

    def overlaps(self, other: Period) -> bool:
        """Return whether this period and another have some time in common."""
        return self.start < other.end and other.start < self.end

    def clipped_to(self, bounds: Period) -> Period:
        """Return the part of this period inside `bounds`, which it must touch."""
        return Period(max(self.start, bounds.start), min(self.end, bounds.end))


@dataclass(frozen=True, slots=True)
class Range:
    """The span of a report.

    Args:
        start: Its start; `None` where it is open: it extends as far as the logs cover.
        end: Its end, or `None`, as above.
        ends_now: Whether its end is the present, as that of `today`, not the end of a date.
    """

    start: datetime | None = None
    end: datetime | None = None
    ends_now: bool = field(default=False, compare=False, kw_only=True)

    def within(self, covered: Period | None) -> Period | None:
        """Close the open ends with what the logs cover; `None` where nothing remains."""
        start = self.start or (covered.start if covered else None)
        end = self.end or (covered.end if covered else None)
        return Period(start, end) if start and end and start < end else None


def floor_to_slot(time: datetime) -> datetime:
    """Return the start of the slot that holds `time`."""
    return time - (time - EARLIEST) % SLOT


def ceil_to_slot(time: datetime) -> datetime:
    """Return the first slot boundary at or after `time`."""
    return time + (EARLIEST - time) % SLOT


def local_start(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first slot in which the clocks of `zone` show `wall` or later all the time.

    If the clocks jump over `wall`, that is the slot of the jump. If they show `wall` twice, it is
    the first time, unless the clocks fall back before `wall` within the same slot: those of St.
    John's did so until 2011, one minute after midnight.
    """
    readings = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    start = floor_to_slot(min(readings))
    while start < max(readings):
        last_moment = start + SLOT - timedelta(seconds=1)
        if _wall(start, zone) >= wall and _wall(last_moment, zone) >= wall:
            break
        start += SLOT
    return start


def _wall(time: datetime, zone: ZoneInfo) -> datetime:
    return time.astimezone(zone).replace(tzinfo=None, fold=0)


def local_hour_start(time: datetime, zone: ZoneInfo) -> datetime:
    """Return the start of the local hour that holds `time`."""
    start = floor_to_slot(time)
    while not _begins_hour(start, zone):
        start -= SLOT
    return start


def _begins_hour(slot: datetime, zone: ZoneInfo) -> bool:
    """Return whether a local hour begins here: on the hour, or where the clocks change within."""
    local = slot.astimezone(zone)
    return local.minute == 0 or local.utcoffset() != (slot - SLOT).astimezone(zone).utcoffset()


def calendar_floor(wall: datetime, granularity: Granularity, week_start: int = 0) -> datetime:
    """Return the wall time at which the day, week, month or year that holds `wall` begins.

    Args:
        wall: A naive local time.
        granularity: `DAY` or wider.
        week_start: The first day of a week, Monday is 0.
    """
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    match granularity:
        case Granularity.WEEK:
            return midnight - timedelta(days=(wall.weekday() - week_start) % 7)
        case Granularity.MONTH:
            return midnight.replace(day=1)
        case Granularity.YEAR:
            return midnight.replace(month=1, day=1)
        case _:
            return midnight


def cut(
    span: Period, granularity: Granularity, zone: ZoneInfo, week_start: int = 0
) -> list[Period]:
    """Return the whole periods that `span` touches: contiguous, gap-free, never empty.

    The first and the last may reach beyond `span`; `Period.clipped_to` cuts that part off.
    """
    return list(_cut(span, granularity, zone, week_start))


@lru_cache(maxsize=16)  # several reports on one range are cut at the same hours
def _cut(
    span: Period, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> tuple[Period, ...]:
    if granularity is Granularity.ALL:
        return (span,)
    if granularity.minutes:
        return tuple(_steps(span, granularity.minutes * MINUTE))
    if granularity is Granularity.HOUR:
        starts = _hour_starts(span, zone)
    else:
        starts = _calendar_starts(span, granularity, zone, week_start)
    bounds = list(dict.fromkeys(starts))
    return tuple(Period(start, end) for start, end in pairwise(bounds))


def _steps(span: Period, width: timedelta) -> Iterator[Period]:
    """Give the periods of one width, a divisor of `SLOT`, which begin at its multiples."""
    start = span.start - (span.start - EARLIEST) % width
    while start < span.end:
        yield Period(start, start + width)
        start += width


def _hour_starts(span: Period, zone: ZoneInfo) -> Iterator[datetime]:
    start = local_hour_start(span.start, zone)
    yield start
    while start < span.end:
        start += SLOT
        while not _begins_hour(start, zone):
            start += SLOT
        yield start


def _calendar_starts(
    span: Period, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> Iterator[datetime]:
    step = _calendar_step(granularity)
    wall = calendar_floor(_wall(span.start, zone), granularity, week_start)
    while local_start(wall, zone) > span.start:
        wall -= step
    start = local_start(wall, zone)
    yield start
    while start < span.end:
        wall += step
        start = local_start(wall, zone)
        yield start


def _calendar_step(granularity: Granularity) -> timedelta | relativedelta:
    """Return the length of a day, week, month or year, on clocks that do not change."""
    if granularity in {Granularity.DAY, Granularity.WEEK}:
        return timedelta(days=1 if granularity is Granularity.DAY else 7)
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415  (slow to load)

    return relativedelta(months=1 if granularity is Granularity.MONTH else 12)


def coarsest_slot(granularity: Granularity, zone: ZoneInfo, span: Range) -> timedelta:
    """Return the widest slot of which all periods of `span` are whole multiples.

    A day in UTC needs no finer slot than a day, in Athens an hour, in Kathmandu 15 minutes.
    """
    if granularity.minutes:
        return granularity.minutes * MINUTE
    width = timedelta(hours=1 if granularity is Granularity.HOUR else 24)
    multiples = [bound - EARLIEST for bound in (span.start, span.end) if bound]
    if granularity is not Granularity.ALL:
        multiples += _offsets_and_changes(zone, span)
    return gcd(width // MINUTE, *(multiple // MINUTE for multiple in multiples)) * MINUTE


@lru_cache(maxsize=16)
def _offsets_and_changes(zone: ZoneInfo, span: Range) -> frozenset[timedelta]:
    """Return the offsets that hold in `span`, and the slots at which they change.

    The search goes week by week, since no zone changes its clocks twice in a week.
    """
    only = zone.utcoffset(None)  # `None` for a zone that has had several
    if only is not None:
        return frozenset({only})
    last_rule_change = datetime(2040, 1, 1, tzinfo=UTC)  # zone data repeats itself from 2038 on
    week = timedelta(weeks=1)
    time = max(span.start or EARLIEST, EARLIEST + week) - week
    end = min(span.end or LATEST, max(last_rule_change, time + timedelta(days=366))) + week
    offset = _offset(time, zone)
    multiples = {offset}
    while time < end:
        before, offset = offset, _offset(time + week, zone)
        if offset != before:
            multiples |= {offset, _change(time, time + week, zone) - EARLIEST}
        time += week
    return frozenset(multiples)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first slot between two times that begins with the offset of the later one."""
    low, high = 0, (after - before) // SLOT
    start = floor_to_slot(before)
    while high - low > 1:
        middle = (low + high) // 2
        is_changed = _offset(start + middle * SLOT, zone) == _offset(after, zone)
        low, high = (low, middle) if is_changed else (middle, high)
    return start + high * SLOT


def _offset(time: datetime, zone: ZoneInfo) -> timedelta:
    return time.astimezone(zone).utcoffset() or timedelta()


def local_hours_before(time: datetime, count: int, zone: ZoneInfo) -> datetime:
    """Return the start of the local hour that is `count` whole hours before the one of `time`.

    Where that is before `EARLIEST`, any time before `EARLIEST` is returned.
    """
    start = local_hour_start(time, zone)
    while count and start >= EARLIEST:
        stride = min(count, _STEADY_HOURS)
        earlier = start - timedelta(hours=stride)
        if _offset(earlier, zone) == _offset(start, zone):
            start, count = earlier, count - stride
        else:  # clocks changed on the way: hour by hour
            start, count = local_hour_start(start - SLOT, zone), count - 1
    return start


_STEADY_HOURS = 96
"""No zone changes its clocks and changes them back within this time; the shortest is a week."""


_LONGEST = {
    Granularity.MINUTE: MINUTE,
    Granularity.FIVE_MINUTES: 5 * MINUTE,
    Granularity.QUARTER_HOUR: 15 * MINUTE,
    Granularity.HOUR: timedelta(hours=1),
    Granularity.DAY: timedelta(days=2),
    Granularity.WEEK: timedelta(days=8),
    Granularity.MONTH: timedelta(days=32),
    Granularity.YEAR: timedelta(days=367),
}
"""No period is longer; a day is two days long where the date line moved."""


def periods_before(
    time: datetime, count: int, granularity: Granularity, zone: ZoneInfo, week_start: int = 0
) -> list[Period]:
    """Return the last `count` whole periods that end at `time` or before.

    There are fewer if the first of them would begin before `EARLIEST`.
    """
    start = max(time - (count + 1) * _LONGEST[granularity], EARLIEST)
    if count == 0 or start >= time:
        return []
    periods = cut(Period(start, time), granularity, zone, week_start)
    return [one for one in periods if one.start >= EARLIEST and one.end <= time][-count:]


def span_before(span: Period, zone: ZoneInfo) -> Period | None:
    """Return the span right before a span.

    It has the same number of whole years, months or days if `span` consists of such, else the same
    length. `None` if it would begin before `EARLIEST`.
    """
    for granularity in (Granularity.YEAR, Granularity.MONTH, Granularity.DAY):
        whole = cut(span, granularity, zone)
        if (whole[0].start, whole[-1].end) == (span.start, span.end):
            before = periods_before(span.start, len(whole), granularity, zone)
            return Period(before[0].start, span.start) if len(before) == len(whole) else None
    start = span.start - (span.end - span.start)
    return Period(start, span.start) if start >= EARLIEST else None
