"""The times at which a report cuts usage: wide spans across such a time cannot be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.periods.period import cut

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.choices import Granularity
    from usagestats.periods.period import Period, Range


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the periods of a report begin and end.

    Args:
        granularity: The width of the periods; `ALL` where only the bounds cut.
        zone: The zone of their calendar.
        bounds: Further times at which usage is cut, such as the ends of the range.
        week_start: The first day of a week, Monday is 0.
    """

    granularity: Granularity
    zone: ZoneInfo
    bounds: tuple[datetime, ...] = ()
    week_start: int = 0

    @classmethod
    def of(cls, granularity: Granularity, zone: ZoneInfo, span: Range, week_start: int = 0) -> Cuts:
        """Return the cuts of a report on a range."""
        bounds = tuple(bound for bound in (span.start, span.end) if bound)
        return cls(granularity, zone, bounds, week_start)

    def with_bounds(self, *spans: Period | None) -> Cuts:
        """Return cuts that are also made at the ends of spans."""
        more = [bound for span in spans if span for bound in (span.start, span.end)]
        return Cuts(self.granularity, self.zone, (*self.bounds, *more), self.week_start)

    def leave_whole(self, span: Period) -> bool:
        """Return whether none of the cuts is inside a span."""
        if any(span.start < bound < span.end for bound in self.bounds):
            return False
        return len(cut(span, self.granularity, self.zone, self.week_start)) == 1
