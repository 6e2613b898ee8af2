"""The range right before the one asked for, which reports compare with."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from usagestats.periods import EARLIEST, SLOT, Period, Range, span_before
from usagestats.reports.span import written

if TYPE_CHECKING:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.coverage import Coverage


def slot_for_both(asked: Range, zone: ZoneInfo) -> timedelta:
    """Return the widest slot that fits a range and the one before it, each taken as a whole."""
    if not (asked.start and asked.end):
        return SLOT  # the logs decide where the range ends, and so where the one before begins
    before = span_before(Period(asked.start, asked.end), zone)
    bounds = [asked.start, asked.end, *([before.start] if before else [])]
    day_slots = 96
    return gcd(day_slots, *((bound - EARLIEST) // SLOT for bound in bounds)) * SLOT


def known_before(span: Period, coverage: Coverage, zone: ZoneInfo) -> Period | None:
    """Return the range before a span where the logs cover all of it."""
    before = span_before(span, zone)
    return before if before and coverage.covers(before) else None


def unknown_before(span: Period, asked: Range, zone: ZoneInfo) -> tuple[str, ...]:
    """Say that nothing can be compared, where the range asked for has a start."""
    before = span_before(span, zone)
    if before is None or asked.start is None:
        return ()
    start, end = written(before.start, zone), written(before.end, zone)
    return (f"nothing to compare with: the logs do not cover all of {start} to {end}",)
