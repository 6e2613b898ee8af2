"""Parts of range expressions that refer to the present: today, last-month, 7d."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.periods.calendar_units import STEPS
from usagestats.periods.period import SLOT, ceil_to_slot, local_hour_start, local_hours_before

if TYPE_CHECKING:
    import re
    from datetime import datetime

    from usagestats.periods.clock import Clock
    from usagestats.periods.range_part import RangePart


_LAST_N = late_pattern(r"last-([0-9]+)-(hour|day|week|month)s?")
_SHORT_N = late_pattern(r"([0-9]+)([hdw])")
_LETTERS = {"h": "hour", "d": "day", "w": "week"}
_MOST = 2_000_000  # hours from the first to the last year
_THIS_OR_LAST = late_pattern(r"(this|last)-(week|month|quarter|year)")


def relative_span(part: RangePart, clock: Clock) -> tuple[datetime, datetime] | None:
    """Read a span that is named by its distance from the present.

    Returns:
        Its start and its end, UTC; `None` if the part has another form.

    Raises:
        UsageError: It is empty, or begins before the first year.
    """
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


def _count(part: RangePart, counted: re.Match[str]) -> int:
    count = int(counted[1])
    if count == 0:
        least = counted[0].replace(counted[1], "1", 1)
        raise part.error("a range must not be empty", f"the least is {least}", *counted.span(1))
    if count > _MOST:
        raise part.out_of_reach()
    return count


def _named_span(unit: str, which: str, clock: Clock) -> tuple[datetime, datetime]:
    floor = clock.floor(unit)
    start = clock.start_of(floor)
    if which == "last":
        return clock.start_of(floor - STEPS[unit]), start
    return start, max(ceil_to_slot(clock.now), start + SLOT)


def _last_spans(count: int, unit: str, clock: Clock) -> tuple[datetime, datetime]:
    if unit == "hour":
        end = local_hour_start(clock.now, clock.zone)
        return local_hours_before(end, count, clock.zone), end
    floor = clock.floor(unit)
    return clock.start_of(floor - count * STEPS[unit]), clock.start_of(floor)
