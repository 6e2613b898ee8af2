"""Parts of range expressions that are a point in time: 2026-05-04T10:00."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.periods.calendar_span import calendar_span
from usagestats.periods.period import SLOT, floor_to_slot
from usagestats.periods.range_part import RangePart

if TYPE_CHECKING:
    import re

    from usagestats.periods.clock import Clock


_TIME = late_pattern(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_OFFSET = late_pattern(r"Z|[+-](?:0[0-9]|1[0-3]):?[0-5][0-9]|[+-]14:?00")


def point_in_time(part: RangePart, clock: Clock) -> tuple[datetime, datetime] | None:
    """Read a point in time: a span that ends where it starts, UTC.

    Returns:
        The same time twice; `None` if the part has another form.

    Raises:
        UsageError: There is no such date or offset, or the time is no multiple of 15 minutes.
    """
    match = _TIME.fullmatch(part.text)
    if not match:
        return None
    calendar_span(RangePart(match[1], part.option, part.whole, part.column), clock)
    wall = datetime.fromisoformat(f"{match[1]}T{match[2]}")
    time = _zoned(part, match, wall, clock)
    is_inside_slot = (
        wall.minute % 15 or wall.second if match[3] is None else time != floor_to_slot(time)
    )
    if is_inside_slot:
        hint = nearest_bounds(wall, match[3] or "")
        raise part.error("a bound must be a multiple of 15 minutes", hint, 11, 16)
    return time, time


def _zoned(part: RangePart, match: re.Match[str], wall: datetime, clock: Clock) -> datetime:
    if match[3] is None:
        return clock.start_of(wall)
    if not _OFFSET.fullmatch(match[3]):
        hint = "offsets run from -14:00 to +14:00"
        raise part.error(f"no such offset: {match[3]}", hint, *match.span(3))
    time = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
    return time.astimezone(UTC)


def nearest_bounds(wall: datetime, offset: str = "") -> str:
    """Return a hint with the multiples of 15 minutes before and after a wall time."""
    below = wall - timedelta(minutes=wall.minute % 15, seconds=wall.second)
    times = f"{below:%Y-%m-%dT%H:%M}{offset} and {below + SLOT:%Y-%m-%dT%H:%M}{offset}"
    return f"the nearest are {times}"
