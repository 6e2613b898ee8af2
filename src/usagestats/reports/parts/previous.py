"""The range right before the one asked for, which reports compare with."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from usagestats.choices import Granularity
from usagestats.periods.period import (
    EARLIEST,
    SLOT,
    Period,
    Range,
    coarsest_slot,
    cut,
    periods_before,
    span_before,
)
from usagestats.reports.parts.span import written

if TYPE_CHECKING:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from usagestats.tables.coverage import Coverage


def slot_for_both(asked: Range, zone: ZoneInfo) -> timedelta:
    """Return the widest slot that fits a range and the one before it, each taken as a whole."""
    if not (asked.start and asked.end):
        return SLOT  # the logs decide where the range ends, and so where the one before begins
    before = span_before(Period(asked.start, asked.end), zone)
    bounds = [asked.start, asked.end, *([before.start] if before else [])]
    day_slots = 96
    return gcd(day_slots, *((bound - EARLIEST) // SLOT for bound in bounds)) * SLOT


def slot_for_periods(
    asked: Range, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> timedelta:
    """Return the widest slot that fits the periods of a range and those before it."""
    if granularity is Granularity.ALL:
        return slot_for_both(asked, zone)
    of_range = coarsest_slot(granularity, zone, asked)
    if not (asked.start and asked.end):
        return SLOT if asked.start else of_range
    span = Period(asked.start, asked.end)
    before = periods_compared(span, granularity, zone, week_start)
    if not before:
        return of_range
    both = coarsest_slot(
        granularity, zone, Range(min(one.start for one in before.values()), asked.end)
    )
    return gcd(of_range // SLOT, both // SLOT) * SLOT


def periods_compared(
    span: Period, granularity: Granularity, zone: ZoneInfo, week_start: int
) -> dict[int, Period]:
    """Return what the periods of a span are compared with: as many right before it, in order.

    Those by number that lie whole in the span; the last of them goes with the last one before.
    """
    if granularity is Granularity.ALL:
        before = span_before(span, zone)
        return {0: before} if before else {}
    periods = cut(span, granularity, zone, week_start)
    whole = [number for number, one in enumerate(periods) if one.clipped_to(span) == one]
    earlier = periods_before(span.start, len(whole), granularity, zone, week_start)
    return dict(zip(whole[len(whole) - len(earlier) :], earlier, strict=True))


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
