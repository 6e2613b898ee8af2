"""The range of a report that looks at the recent past, if the user gives none: 30 days."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import replace
from usagestats.periods.period import Range, local_start
from usagestats.periods.range_expression import parse_range
from usagestats.reports.parts.span import written

if TYPE_CHECKING:
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Period
    from usagestats.tables.coverage import Coverage

_USUAL: Final = "last-30-days"


def usual_range(given: Range, clock: Clock, coverage: Coverage) -> Range:
    """Return the given range; the last 30 whole days where none is given.

    If the logs ended before those, it is the 30 days up to their end.
    """
    if coverage.hull is not None and is_of_old_logs(given, clock, coverage):
        clock = replace(clock, now=_day_after(coverage.hull, clock))
    return parse_range(_USUAL, clock) if given == Range() else given


def is_of_old_logs(given: Range, clock: Clock, coverage: Coverage) -> bool:
    """Return whether no range is given, and the logs ended before the last 30 whole days."""
    start = parse_range(_USUAL, clock).start
    is_past = coverage.hull is not None and start is not None and coverage.hull.end <= start
    return given == Range() and is_past


def old_logs_warning(given: Range, clock: Clock, coverage: Coverage) -> tuple[str, ...]:
    """Return a warning where the range is not that before the present."""
    if coverage.hull is None or not is_of_old_logs(given, clock, coverage):
        return ()
    end = written(coverage.hull.end, clock.zone)
    return (f"the logs end {end}: the 30 days up to then are shown; --range shows others",)


def _day_after(hull: Period, clock: Clock) -> datetime:
    last = (hull.end - timedelta(microseconds=1)).astimezone(clock.zone)
    return local_start(datetime.combine(last + timedelta(days=1), time()), clock.zone)
