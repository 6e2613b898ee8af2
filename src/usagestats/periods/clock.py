"""The present time and the calendar that range expressions refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.choices import Granularity
from usagestats.light_dataclass import dataclass
from usagestats.periods.period import calendar_floor, local_start

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo


_UNITS = {
    "day": Granularity.DAY,
    "week": Granularity.WEEK,
    "month": Granularity.MONTH,
    "quarter": Granularity.MONTH,
    "year": Granularity.YEAR,
}


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
        start = calendar_floor(self.wall(), _UNITS[unit], self.week_start)
        return start.replace(month=(start.month - 1) // 3 * 3 + 1) if unit == "quarter" else start
